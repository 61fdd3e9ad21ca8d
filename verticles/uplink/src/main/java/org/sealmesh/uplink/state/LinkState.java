package org.sealmesh.uplink.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.sealmesh.mesh.LinkVitals;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.Violation;
import org.sealmesh.uplink.state.PendingAsks.Asked;
import org.sealmesh.uplink.state.PendingAsks.Kind;

/// One link's side of docs/PROTOCOL.md §8: resting → dialling → signing → answered → up, and from
/// each of them back to resting, for longer each time.
///
/// Whatever the far end says that it should not ends the connection. Belongs to one event loop.
///
/// @param <A> who waits for an answer
public final class LinkState<A> {
  private final LinkRules rules;
  private final BackOff backOff;
  private final Window window;
  private final PendingAsks<A> pending;
  private final Set<Defence> without;
  private final LinkHistory history;
  private Phase phase = Phase.RESTING;

  /// Until when the phase may last; of resting, when it ends; of up, when the next beacon is due.
  private long dueNs;

  private long upSinceNs;

  /// Where a link is on its way.
  public enum Phase {
    RESTING,
    /// Until the challenge comes.
    DIALLING,
    SIGNING,
    /// Until the relay says that it was right.
    ANSWERED,
    UP
  }

  public LinkState(LinkRules rules, BackOff backOff, Window window, long nowNs) {
    this(rules, backOff, window, nowNs, Set.of());
  }

  /// @param without what is missing from it; nothing, but in a test
  LinkState(LinkRules rules, BackOff backOff, Window window, long nowNs, Set<Defence> without) {
    this.without = without;
    this.pending = new PendingAsks<>(without);
    this.rules = rules;
    this.backOff = backOff;
    this.window = window;
    this.history = new LinkHistory(nowNs);
    this.dueNs = nowNs;
  }

  public Phase phase() {
    return phase;
  }

  public boolean isUp() {
    return phase == Phase.UP;
  }

  /// How the link is, and what its relay said last.
  public LinkVitals vitals(String mesh, String relay, long nowNs) {
    return history.vitals(mesh, relay, window.requests(), nowNs);
  }

  /// Time has passed; asked a few times a second.
  public List<LinkAction<A>> onTick(long nowNs) {
    return switch (phase) {
      case RESTING -> {
        if (nowNs - dueNs < 0) {
          yield List.of();
        }
        // The connection and the handshake are the dialler's to bound; this is the challenge, too.
        enter(Phase.DIALLING, rules.dialWithin().multipliedBy(2), nowNs);
        yield List.of(new LinkAction.Dial<>());
      }
      case DIALLING, SIGNING, ANSWERED ->
          nowNs - dueNs < 0 ? List.of() : close(Violation.LATE, nowNs);
      case UP -> onTickWhileUp(nowNs);
    };
  }

  private List<LinkAction<A>> onTickWhileUp(long nowNs) {
    if (pending.isAnyOlderThan(nowNs - rules.silenceMax().toNanos())) {
      return close(Violation.LATE, nowNs);
    }
    if (nowNs - upSinceNs >= rules.steadyAfter().toNanos()) {
      backOff.reset();
    }
    List<LinkAction<A>> actions = new ArrayList<>();
    // The credit stays taken: the far end may still be holding the frame.
    for (A late : pending.late(nowNs - rules.answerWithin().toNanos())) {
      actions.add(lost(late));
    }
    if (nowNs - dueNs >= 0) {
      actions.add(beacon(nowNs));
    }
    return actions;
  }

  private LinkAction<A> beacon(long nowNs) {
    dueNs = nowNs + rules.beaconEvery().toNanos();
    return new LinkAction.Send<>(new OriginFrame.Beacon(pending.add(null, Kind.BEACON, 0, nowNs)));
  }

  /// A frame of the vocabulary arrived.
  public List<LinkAction<A>> onFrame(RelayFrame frame, long nowNs) {
    return switch (frame) {
      case RelayFrame.Challenge(var nonce) -> {
        if (phase != Phase.DIALLING && !without.contains(Defence.ONE_CHALLENGE)) {
          yield close(Violation.OUT_OF_TURN, nowNs);
        }
        enter(Phase.SIGNING, rules.dialWithin(), nowNs);
        yield List.of(new LinkAction.Sign<>(nonce));
      }
      case RelayFrame.Open(int creditMax) -> {
        if (phase != Phase.ANSWERED) {
          yield close(Violation.OUT_OF_TURN, nowNs);
        }
        phase = Phase.UP;
        upSinceNs = nowNs;
        window.grant(creditMax);
        history.onUp(nowNs);
        yield List.of(beacon(nowNs));
      }
      case RelayFrame.FannedOut(long id, var unacked) ->
          onAnswer(id, nowNs, asker -> new LinkAction.Answered<>(asker, unacked), Kind.REQUEST);
      case RelayFrame.Seen(long id, var parties) ->
          onAnswer(
              id, nowNs, asker -> new LinkAction.Seen<>(asker, new Sighted(parties)), Kind.SIGHT);
      case RelayFrame.Unavailable(long id) ->
          onAnswer(id, nowNs, this::lost, Kind.REQUEST, Kind.SIGHT);
      case RelayFrame.Heard(long id, var vitals) -> {
        if (pending.answer(id, Kind.BEACON) == null) {
          yield onUnknownId(nowNs);
        }
        history.onHeard(vitals, nowNs);
        yield List.of();
      }
    };
  }

  private LinkAction<A> lost(A asker) {
    history.onLost();
    return new LinkAction.Lost<>(asker);
  }

  private List<LinkAction<A>> onAnswer(
      long id, long nowNs, Function<A, LinkAction<A>> toAsker, Kind... kinds) {
    Asked<A> asked = pending.answer(id, kinds);
    if (asked == null) {
      return onUnknownId(nowNs);
    }
    window.give(asked.bytes());
    A asker = asked.asker();
    return asker == null ? List.of() : List.of(toAsker.apply(asker));
  }

  private List<LinkAction<A>> onUnknownId(long nowNs) {
    return without.contains(Defence.KNOWN_IDS) ? List.of() : close(Violation.UNKNOWN_ID, nowNs);
  }

  /// The challenge is signed.
  public List<LinkAction<A>> onSigned(SignedToken token, long nowNs) {
    enter(Phase.ANSWERED, rules.dialWithin(), nowNs);
    return List.of(new LinkAction.Send<>(new OriginFrame.Answer(token)));
  }

  /// The id that the next request goes out with.
  public long nextId() {
    return pending.nextId();
  }

  /// Takes room for a request.
  ///
  /// @param kind of its answer; no beacon's
  /// @return the id it goes out with, or nothing: then it is not to be sent
  public OptionalLong ask(A asker, Kind kind, int frameBytes, long nowNs) {
    if (phase != Phase.UP || !window.tryTake(frameBytes)) {
      history.onRefused();
      return OptionalLong.empty();
    }
    return OptionalLong.of(pending.add(asker, kind, frameBytes, nowNs));
  }

  /// The far end did what none of ours does.
  public List<LinkAction<A>> close(Violation violation, long nowNs) {
    if (phase == Phase.RESTING) {
      return List.of();
    }
    List<LinkAction<A>> actions = new ArrayList<>();
    actions.add(new LinkAction.Close<>(violation));
    actions.addAll(onClosed(nowNs));
    return actions;
  }

  /// The connection is gone, or never came to be.
  public List<LinkAction<A>> onClosed(long nowNs) {
    if (phase == Phase.RESTING) {
      return List.of();
    }
    enter(Phase.RESTING, backOff.next(), nowNs);
    history.onDown(nowNs);
    window.clear();
    List<LinkAction<A>> lost = new ArrayList<>();
    for (A asker : pending.clear()) {
      lost.add(lost(asker));
    }
    return lost;
  }

  private void enter(Phase next, Duration atMost, long nowNs) {
    phase = next;
    dueNs = nowNs + atMost.toNanos();
  }
}
