package org.sealmesh.relay.router.state;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.PeerMessage.Applied;
import org.sealmesh.mesh.RoutingId;

/// How far another node's router has been told what this node holds.
///
/// It is introduced first: the revocations in force are handed over, then a snapshot is sent in
/// parts; from then on come deltas. One message at a time is on its way, so that a peer that is
/// slow costs this node one message and not a queue.
final class Peer {
  /// No version: nothing is known there, or nothing was missed.
  static final long NONE = -1;

  private final NodeId node;
  private Stage stage = Stage.HAND_OVER;
  private @Nullable InFlight inFlight;
  private List<RoutingId> snapshot = List.of();
  private long stream;
  private long told = NONE;
  private int partsTaken;
  private long missed = NONE;
  private boolean isNewcomer = true;
  private boolean isPassedOver;
  private long notBeforeNs;
  private long introducedNs;
  private long checkNs;

  Peer(NodeId node) {
    this.node = node;
  }

  enum Stage {
    HAND_OVER,
    SNAPSHOT,
    CURRENT
  }

  /// A message without an answer yet.
  ///
  /// @param to the version the peer has once it has applied this, and what came before
  /// @param expected what the answer must say, if it can be foretold
  private record InFlight(long ticket, long deadlineNs, long to, @Nullable Expected expected) {}

  /// What a peer has that knows everything this node holds.
  record Expected(int count, @Nullable Long digest) {
    boolean isMetBy(Applied applied) {
      return applied.count() == count && (digest == null || digest.equals(applied.digest()));
    }
  }

  NodeId node() {
    return node;
  }

  Stage stage() {
    return stage;
  }

  /// Nothing is on its way to it.
  boolean isIdle() {
    return inFlight == null;
  }

  boolean isAwaiting(long ticket) {
    return inFlight != null && inFlight.ticket == ticket;
  }

  boolean isOverdue(long nowNs) {
    return inFlight != null && nowNs - inFlight.deadlineNs >= 0;
  }

  /// A hand-over takes as long as it takes, while it goes on.
  void extend(long deadlineNs) {
    if (inFlight != null) {
      inFlight = new InFlight(inFlight.ticket, deadlineNs, inFlight.to, inFlight.expected);
    }
  }

  /// From here on everything is told anew, but not before that time.
  void restart(long atNs) {
    stage = Stage.HAND_OVER;
    inFlight = null;
    snapshot = List.of();
    notBeforeNs = atNs;
  }

  boolean mayBeIntroduced(long nowNs) {
    return stage == Stage.HAND_OVER && inFlight == null && nowNs - notBeforeNs >= 0;
  }

  void introducing(long ticket, long nowNs, long deadlineNs) {
    introducedNs = nowNs;
    sent(ticket, deadlineNs, NONE, null);
  }

  /// When its last introduction began, if there was one.
  long introducedNs() {
    return introducedNs;
  }

  /// The revocations are there; the snapshot comes next, of what is held now.
  void handedOver(long newStream, Holding mine) {
    stage = Stage.SNAPSHOT;
    inFlight = null;
    stream = newStream;
    snapshot = mine.copy();
    told = mine.version();
    partsTaken = 0;
  }

  /// The part of the snapshot that it has not taken yet.
  PeerMessage.Snapshot part(NodeId self) {
    int max = PeerMessage.RIDS_MAX;
    int parts = Math.max(1, Math.ceilDiv(snapshot.size(), max));
    int first = partsTaken * max;
    List<RoutingId> part = snapshot.subList(first, Math.min(snapshot.size(), first + max));
    return new PeerMessage.Snapshot(self, stream, told, partsTaken, parts, part);
  }

  void sent(long ticket, long deadlineNs, long to, @Nullable Expected expected) {
    inFlight = new InFlight(ticket, deadlineNs, to, expected);
  }

  /// It has applied what was on its way.
  ///
  /// @return false if what it has now cannot stem from here
  boolean applied(Applied applied) {
    InFlight landed = inFlight;
    inFlight = null;
    if (landed == null) {
      return false;
    }
    if (stage == Stage.SNAPSHOT) {
      partsTaken++;
      if ((long) partsTaken * PeerMessage.RIDS_MAX < snapshot.size()) {
        return true;
      }
      stage = Stage.CURRENT;
      isNewcomer = false;
      snapshot = List.of();
    }
    told = landed.to;
    boolean fits =
        applied.version() == told && (landed.expected == null || landed.expected.isMetBy(applied));
    isPassedOver &= !fits;
    return fits;
  }

  /// The number of the snapshot that deltas go on from.
  long stream() {
    return stream;
  }

  /// The version that it is known to have; less than any while it is being introduced.
  long known() {
    return stage == Stage.CURRENT ? told : NONE;
  }

  /// A bind of this version was answered, and the peer did not know it or may have forgotten it.
  void missed(long version) {
    missed = Math.max(missed, version);
  }

  boolean hasMissed() {
    return missed != NONE;
  }

  /// What it knows now it has not missed, though it was noted so.
  void missedNothingThatItKnows() {
    if (missed <= known()) {
      missed = NONE;
    }
  }

  /// It has never had everything since it joined.
  boolean isNewcomer() {
    return isNewcomer;
  }

  /// Whether it had missed something and knows everything of that now. True once.
  boolean hasCaughtUp() {
    if (missed == NONE || known() < missed) {
      return false;
    }
    missed = NONE;
    return true;
  }

  /// Binds no longer wait for it, until it is reached again.
  void passOver() {
    isPassedOver = true;
  }

  /// It is there after all, and may be introduced at once.
  void reached(long nowNs) {
    isPassedOver = false;
    notBeforeNs = nowNs;
  }

  boolean isPassedOver() {
    return isPassedOver;
  }

  boolean isCheckDue(long nowNs) {
    return stage == Stage.CURRENT && nowNs - checkNs >= 0;
  }

  void checkAt(long atNs) {
    checkNs = atNs;
  }
}
