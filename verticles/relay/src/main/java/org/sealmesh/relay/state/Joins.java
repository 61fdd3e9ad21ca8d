package org.sealmesh.relay.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.frame.ServerFrame.Refused.Code;
import org.sealmesh.mesh.token.Claims;

/// The conversations that one socket has joined by passes, and those it waits for.
final class Joins {
  private static final long LATER_MS = 1_000;

  private final int max;
  private final Map<RoutingId, Claims.Pass> joined = new HashMap<>(0);
  private final Map<RoutingId, Pending> pending = new HashMap<>(0);

  Joins(int max) {
    this.max = max;
  }

  boolean holds(RoutingId conversation) {
    return joined.containsKey(conversation);
  }

  /// A pass that holds was shown.
  List<SocketAction> onPass(int ref, Claims.Pass pass) {
    RoutingId rid = pass.conversation();
    if (pending.containsKey(rid)) {
      return refuse(ref, Code.RATE, LATER_MS);
    }
    Claims.Pass held = joined.get(rid);
    if (held != null) {
      Claims.Pass longer = pass.expires().isBefore(held.expires()) ? held : pass;
      joined.put(rid, longer);
      return send(new ServerFrame.Joined(ref, rid, longer.expires()));
    }
    if (joined.size() + pending.size() >= max) {
      return refuse(ref, Code.TOO_MANY, null);
    }
    pending.put(rid, new Pending(ref, pass));
    return List.of(new SocketAction.Join(rid));
  }

  /// The node has answered a [SocketAction.Join].
  List<SocketAction> onAnswer(RoutingId rid, Admission admission) {
    Pending join = pending.remove(rid);
    Claims.Pass pass = join == null ? null : join.pass;
    if (join == null || pass == null) {
      return giveBack(rid, admission);
    }
    return switch (admission) {
      case Admission.Admitted admitted -> {
        joined.put(rid, pass);
        yield List.of(
            new SocketAction.Attach(rid),
            new SocketAction.Send(new ServerFrame.Joined(join.ref, rid, pass.expires())));
      }
      case Admission.TooManySockets tooMany -> refuse(join.ref, Code.TOO_MANY, null);
      case Admission.Unavailable unavailable -> refuse(join.ref, Code.RATE, LATER_MS);
    };
  }

  List<SocketAction> onLeave(RoutingId rid) {
    pending.computeIfPresent(rid, (same, join) -> join.abandoned());
    return joined.remove(rid) == null ? List.of() : List.of(new SocketAction.Detach(rid));
  }

  /// Ends what is void or over, and tells the browser.
  List<SocketAction> end(Predicate<Claims.Pass> isOver) {
    if (joined.isEmpty()) {
      return List.of();
    }
    List<SocketAction> actions = new ArrayList<>();
    joined
        .values()
        .removeIf(pass -> {
          if (!isOver.test(pass)) {
            return false;
          }
          actions.add(new SocketAction.Detach(pass.conversation()));
          actions.add(new SocketAction.Send(new ServerFrame.Left(pass.conversation())));
          return true;
        });
    return actions;
  }

  /// Refuses what still waits and is void by now.
  List<SocketAction> refusePending(Predicate<Claims.Pass> isVoid) {
    List<SocketAction> actions = new ArrayList<>();
    pending.replaceAll((rid, join) -> {
      if (join.pass == null || !isVoid.test(join.pass)) {
        return join;
      }
      actions.addAll(refuse(join.ref, Code.REVOKED, null));
      return join.abandoned();
    });
    return actions;
  }

  void clear() {
    joined.clear();
    pending.clear();
  }

  /// An answer came for something that is no longer wanted: its share must not be left behind.
  static List<SocketAction> giveBack(RoutingId rid, Admission admission) {
    return admission instanceof Admission.Admitted
        ? List.of(new SocketAction.Detach(rid))
        : List.of();
  }

  private static List<SocketAction> refuse(int ref, Code code, @Nullable Long retryMs) {
    return send(new ServerFrame.Refused(ref, code, retryMs));
  }

  private static List<SocketAction> send(ServerFrame frame) {
    return List.of(new SocketAction.Send(frame));
  }

  /// A join that waits for the router. It stays here until the answer is in, whatever happens, so
  /// that no second one for the same routing id can mistake that answer for its own.
  ///
  /// @param pass null once nobody wants it any more
  private record Pending(int ref, Claims.@Nullable Pass pass) {
    Pending abandoned() {
      return new Pending(ref, null);
    }
  }
}
