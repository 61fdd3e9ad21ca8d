package org.sealmesh.relay.uplink.state;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.Violation;

/// The relay's side of one uplink: challenged → open → closed.
///
/// Until the challenge is answered nothing else is heard, and one wrong answer ends it. Then every
/// request gets one answer, and more than the credit at a time ends it. Belongs to one event loop.
public final class PeerState {
  private final PeerRules rules;
  private final Challenge challenge;
  private final long openedNs;
  private final Set<Long> unanswered = new HashSet<>();
  private Phase phase = Phase.CHALLENGED;
  private long beaconNs;
  private long lastId;

  private enum Phase {
    CHALLENGED,
    OPEN,
    CLOSED
  }

  public PeerState(PeerRules rules, Challenge challenge) {
    this.rules = rules;
    this.challenge = challenge;
    this.openedNs = rules.clock().nanoTime();
    this.beaconNs = openedNs;
  }

  /// The connection stands.
  public List<PeerAction> onOpened() {
    return send(new RelayFrame.Challenge(challenge.nonce()));
  }

  public List<PeerAction> onFrame(OriginFrame frame) {
    return switch (phase) {
      case CHALLENGED ->
          frame instanceof OriginFrame.Answer answer
              ? onAnswer(answer)
              : close(Violation.NOT_THE_ORIGIN);
      case OPEN -> onRequest(frame);
      case CLOSED -> List.of();
    };
  }

  private List<PeerAction> onAnswer(OriginFrame.Answer answer) {
    if (!challenge.isAnsweredBy(answer.token())) {
      return close(Violation.NOT_THE_ORIGIN);
    }
    phase = Phase.OPEN;
    beaconNs = rules.clock().nanoTime();
    return send(new RelayFrame.Open(rules.creditMax()));
  }

  private List<PeerAction> onRequest(OriginFrame frame) {
    return switch (frame) {
      case OriginFrame.Answer again -> close(Violation.OUT_OF_TURN);
      case OriginFrame.FanOut(var id, var targets, var envelope) ->
          accept(id, new PeerAction.FanOut(id, new RouterMessage.FanOut(targets, envelope)));
      case OriginFrame.Revoke(var id, var revocation) ->
          accept(id, new PeerAction.Revoke(id, new RouterMessage.Revoke(revocation)));
      case OriginFrame.Sight(var id, var call) ->
          accept(id, new PeerAction.Sight(id, new RouterMessage.Sight(call)));
      case OriginFrame.Beacon(var id) -> onBeacon(id);
    };
  }

  private List<PeerAction> onBeacon(long id) {
    if (id != lastId + 1) {
      return close(Violation.UNKNOWN_ID);
    }
    lastId = id;
    beaconNs = rules.clock().nanoTime();
    RelayFrame heard = new RelayFrame.Heard(id, rules.vitals().get());
    return List.of(new PeerAction.NoteBeacon(), new PeerAction.Send(heard));
  }

  private List<PeerAction> accept(long id, PeerAction asked) {
    if (id != lastId + 1) {
      return close(Violation.UNKNOWN_ID);
    }
    if (unanswered.size() == rules.creditMax()) {
      return close(Violation.OVER_CREDIT);
    }
    lastId = id;
    unanswered.add(id);
    return List.of(asked);
  }

  /// The router answered, or did not.
  ///
  /// @param unacked empty if there was no answer
  public List<PeerAction> onAnswer(long id, Optional<Set<NodeId>> unacked) {
    return answer(id, unacked.map(nodes -> new RelayFrame.FannedOut(id, named(nodes))));
  }

  /// The router says whom it has seen, or did not answer.
  ///
  /// @param sighted empty if there was no answer
  public List<PeerAction> onSighted(long id, Optional<Sighted> sighted) {
    return answer(id, sighted.map(seen -> new RelayFrame.Seen(id, seen.parties())));
  }

  private List<PeerAction> answer(long id, Optional<? extends RelayFrame> answer) {
    return unanswered.remove(id)
        ? send(answer.isPresent() ? answer.get() : new RelayFrame.Unavailable(id))
        : List.of();
  }

  private static Set<NodeId> named(Set<NodeId> nodes) {
    return nodes.size() <= RelayFrame.FannedOut.UNACKED_MAX
        ? nodes
        : nodes.stream().limit(RelayFrame.FannedOut.UNACKED_MAX).collect(Collectors.toSet());
  }

  /// Time has passed; asked about once a second.
  public List<PeerAction> onTick() {
    long nowNs = rules.clock().nanoTime();
    return switch (phase) {
      case CHALLENGED ->
          nowNs - openedNs >= rules.answerWithin().toNanos()
              ? close(Violation.NOT_THE_ORIGIN)
              : List.of();
      case OPEN ->
          nowNs - beaconNs >= rules.silenceMax().toNanos() ? close(Violation.LATE) : List.of();
      case CLOSED -> List.of();
    };
  }

  /// What arrived is no frame of an uplink.
  public List<PeerAction> close(Violation violation) {
    if (phase == Phase.CLOSED) {
      return List.of();
    }
    onClosed();
    return List.of(new PeerAction.Close(violation));
  }

  /// The connection is gone.
  public void onClosed() {
    phase = Phase.CLOSED;
    unanswered.clear();
  }

  /// The origin is at the other end, proven.
  public boolean isOpen() {
    return phase == Phase.OPEN;
  }

  private static List<PeerAction> send(RelayFrame frame) {
    return List.of(new PeerAction.Send(frame));
  }
}
