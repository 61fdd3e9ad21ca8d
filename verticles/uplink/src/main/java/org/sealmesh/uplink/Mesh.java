package org.sealmesh.uplink;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.LinkVitals;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.uplink.state.NodeNames;
import org.sealmesh.uplink.state.PendingAsks.Kind;
import org.sealmesh.uplink.state.StableChoice;

/// One mesh and the links to its relays. Belongs to one event loop.
final class Mesh {
  /// A target in CBOR: its 16 bytes and what says that there are 16.
  private static final int TARGET_BYTES = 17;

  /// Everything in a fan-out's frame that is neither target nor envelope, with room to spare.
  private static final int FRAME_OVERHEAD_BYTES = 128;

  private final String name;
  private final List<Link> links;

  Mesh(String name, List<RelayAddress> relays, Surroundings surroundings) {
    this.name = name;
    this.links = relays.stream().map(relay -> new Link(relay, surroundings)).toList();
  }

  /// One link carries one conversation, so that its events stay in order.
  ///
  /// @return who did not acknowledge, by names that no other mesh has; empty if nothing was sent
  Optional<Future<Set<NodeId>>> fanOut(RouterMessage.FanOut fanOut) {
    return choose(fanOut.envelope().conversation().value())
        .flatMap(link -> {
          List<Future<Link.Answer>> asked = new ArrayList<>();
          for (List<RoutingId> some : parts(fanOut)) {
            Optional<Future<Link.Answer>> answer =
                link.ask(Kind.REQUEST, id -> new OriginFrame.FanOut(id, some, fanOut.envelope()));
            if (answer.isEmpty() && asked.isEmpty()) {
              return Optional.empty();
            }
            asked.add(answer.orElseGet(() -> Future.succeededFuture(new Link.Unknown())));
          }
          return Optional.of(unacked(asked));
        });
  }

  /// @return as for [#fanOut]
  Optional<Future<Set<NodeId>>> revoke(RouterMessage.Revoke revoke) {
    LongFunction<OriginFrame> frame = id -> new OriginFrame.Revoke(id, revoke.revocation());
    return askAny(Kind.REQUEST, frame).map(answer -> unacked(List.of(answer)));
  }

  /// @return who was seen, as far as it is known
  Future<Sighted> sight(RouterMessage.Sight sight) {
    return askAny(Kind.SIGHT, id -> new OriginFrame.Sight(id, sight.call()))
        .map(answer ->
            answer.map(said ->
                switch (said) {
                  case Link.Seen(Sighted sighted) -> sighted;
                  case Link.Unknown unknown -> Sighted.NOBODY;
                  case Link.FannedOut(var nodes) -> throw ofAnotherKind(said);
                }))
        .orElseGet(() -> Future.succeededFuture(Sighted.NOBODY));
  }

  /// The router behind every link asks all relays of the mesh, so any link will do.
  private Optional<Future<Link.Answer>> askAny(Kind kind, LongFunction<OriginFrame> frame) {
    return links.stream()
        .filter(Link::isUp)
        .flatMap(link -> link.ask(kind, frame).stream())
        .findFirst();
  }

  private static IllegalStateException ofAnotherKind(Link.Answer answer) {
    return new IllegalStateException("a link takes no such answer: " + answer.getClass());
  }

  /// The name that stands for the mesh as a whole when it could not be asked.
  NodeId pseudoNode() {
    return NodeNames.of(name);
  }

  long up() {
    return links.stream().filter(Link::isUp).count();
  }

  List<LinkVitals> vitals() {
    return links.stream().map(Link::vitals).toList();
  }

  void tick() {
    links.forEach(Link::tick);
  }

  void stop() {
    links.forEach(Link::stop);
  }

  private Optional<Link> choose(UUID key) {
    return StableChoice.of(links.stream().filter(Link::isUp).toList(), Link::seed, key);
  }

  /// A large envelope and a thousand targets do not fit one frame.
  private static List<List<RoutingId>> parts(RouterMessage.FanOut fanOut) {
    int room = Limits.FRAME_BYTES_MAX - FRAME_OVERHEAD_BYTES - fanOut.envelope().length();
    int max = room / TARGET_BYTES;
    List<List<RoutingId>> parts = new ArrayList<>();
    for (int from = 0; from < fanOut.targets().size(); from += max) {
      parts.add(fanOut.targets().subList(from, Math.min(fanOut.targets().size(), from + max)));
    }
    return parts;
  }

  private Future<Set<NodeId>> unacked(List<Future<Link.Answer>> asked) {
    return Future.all(asked)
        .map(all -> {
          Set<NodeId> unacked = new HashSet<>();
          for (Future<Link.Answer> answer : asked) {
            switch (answer.result()) {
              case Link.FannedOut(Set<NodeId> nodes) ->
                  nodes.forEach(node -> unacked.add(NodeNames.of(name, node)));
              case Link.Unknown unknown -> unacked.add(pseudoNode());
              case Link.Seen(var sighted) -> throw ofAnotherKind(answer.result());
            }
          }
          return unacked;
        });
  }
}
