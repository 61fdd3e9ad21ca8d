package org.sealmesh.relay.router.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.PeerMessage.Applied;
import org.sealmesh.mesh.PeerMessage.Delta;
import org.sealmesh.mesh.PeerMessage.Snapshot;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.relay.router.state.DirectoryAction.Answer;
import org.sealmesh.relay.router.state.DirectoryAction.HandOver;
import org.sealmesh.relay.router.state.DirectoryAction.Resync;
import org.sealmesh.relay.router.state.DirectoryAction.Tell;

class DirectoryStateTest {
  private static final RouterConfig CONFIG = RouterConfig.DEFAULTS;

  private static final PeerMessage.Obeyed STREAM = new PeerMessage.Obeyed(77);

  private final NodeId self = new NodeId("self");
  private final NodeId other = new NodeId("other");
  private final NodeId third = new NodeId("third");
  private final RoutingId anna = new RoutingId(new UUID(0, 1));
  private final RoutingId ben = new RoutingId(new UUID(0, 2));
  private final Random random = new Random(1);
  private long nowNs = -5_000_000_000L;
  private List<DirectoryAction> begun;
  private final DirectoryState state = started(Set.of(self));

  @Test
  void answersAtOnceIfNobodyElseIsThere() {
    assertThat(state.bind(7, anna, nowNs)).containsExactly(new Answer(7));
    assertThat(state.route(List.of(anna, ben), nowNs).holders())
        .containsOnly(Map.entry(self, List.of(anna)));
    state.unbind(anna);
    assertThat(state.holders(List.of(anna))).isEmpty();
    assertThat(state.wantsFlush()).isFalse();
  }

  @Test
  void answersABindWhenEveryPeerKnowsIt() {
    join(other);
    join(third);
    assertThat(state.bind(1, anna, nowNs)).isEmpty();
    assertThat(state.bind(2, ben, nowNs)).isEmpty();
    List<DirectoryAction> told = state.flush(nowNs);
    assertThat(told).hasSize(2);
    assertThat(delta(told.getFirst()).added()).containsExactly(anna, ben);
    assertThat(accept(told.getFirst(), 2)).isEmpty();
    assertThat(accept(told.getLast(), 2)).containsExactly(new Answer(1), new Answer(2));
  }

  @Test
  void tellsWhatCameMeanwhileInTheNextMessage() {
    join(other);
    state.bind(1, anna, nowNs);
    DirectoryAction first = state.flush(nowNs).getFirst();
    state.bind(2, ben, nowNs);
    state.unbind(anna);
    assertThat(state.wantsFlush()).isFalse();
    assertThat(accept(first, 1)).containsExactly(new Answer(1));
    Delta second = delta(state.flush(nowNs).getFirst());
    assertThat(second.from()).isEqualTo(1);
    assertThat(second.to()).isEqualTo(3);
    assertThat(second.added()).containsExactly(ben);
    assertThat(second.removed()).containsExactly(anna);
  }

  @Test
  void doesNotWaitForThoseWhoHaveLeft() {
    join(other);
    state.bind(1, anna, nowNs);
    assertThat(state.onChange(new Members.Left(other), nowNs)).containsExactly(new Answer(1));
  }

  @Test
  void passesOverWhoDoesNotAnswerAndResyncsWhenItIsBack() {
    join(other);
    state.bind(1, anna, nowNs);
    state.flush(nowNs);
    assertThat(pass(CONFIG.peerTimeout())).containsExactly(new Answer(1));
    assertThat(state.passedOver()).isEqualTo(1);
    assertThat(state.bind(2, ben, nowNs)).containsExactly(new Answer(2));

    HandOver again = (HandOver) pass(CONFIG.peerTimeout()).getFirst();
    Tell snapshot = (Tell) state.onHandedOver(other, again.ticket(), STREAM, nowNs).getFirst();
    assertThat(((Snapshot) snapshot.statement()).held()).containsExactlyInAnyOrder(anna, ben);
    assertThat(accept(snapshot, 2)).containsExactly(new Resync());
    assertThat(state.passedOver()).isZero();
  }

  @Test
  void resyncsNobodyForANodeThatHasRoutedNothingYet() {
    state.bind(1, anna, nowNs);
    HandOver hello = (HandOver) state.onChange(new Members.Joined(other), nowNs).getFirst();
    Tell snapshot = (Tell) state.onHandedOver(other, hello.ticket(), STREAM, nowNs).getFirst();
    assertThat(state.onHeard(other, snapshot.ticket(), new Applied(1, 1, false, null), nowNs))
        .isEmpty();
  }

  @Test
  void resyncsOnceTheNewestBindThatWasMissedIsKnown() {
    state.bind(1, anna, nowNs);
    HandOver hello = (HandOver) state.onChange(new Members.Joined(other), nowNs).getFirst();
    Tell snapshot = (Tell) state.onHandedOver(other, hello.ticket(), STREAM, nowNs).getFirst();
    state.bind(2, ben, nowNs);
    nowNs += CONFIG.peerTimeout().toNanos() - 1;
    state.onHandingOver(other, snapshot.ticket(), nowNs);
    assertThat(pass(Duration.ofNanos(1))).containsExactly(new Answer(2));
    // It had the first one only when the second one was answered without it.
    assertThat(accept(snapshot, 1)).isEmpty();
    assertThat(accept(state.flush(nowNs).getFirst(), 2)).containsExactly(new Resync());
  }

  @Test
  void tellsEverythingAnewAfterAMerge() {
    join(other);
    bind(1, anna);
    HandOver again = (HandOver) state.onChange(new Members.Merged(), nowNs).getFirst();
    Tell snapshot = (Tell) state.onHandedOver(other, again.ticket(), STREAM, nowNs).getFirst();
    assertThat(accept(snapshot, 1)).containsExactly(new Resync());
  }

  @Test
  void noticesThatSomebodyElseSpokeForIt() {
    join(other);
    bind(1, anna);
    List<DirectoryAction> check = pass(CONFIG.checkEvery().multipliedBy(2));
    Delta asked = delta(check.getFirst());
    assertThat(asked.salt()).isNotNull();
    assertThat(asked.to()).isEqualTo(asked.from());
    long wrong = Digest.of(List.of(ben), asked.salt());
    Tell tell = (Tell) check.getFirst();
    List<DirectoryAction> then =
        state.onHeard(other, tell.ticket(), new Applied(1, 1, true, wrong), nowNs);
    HandOver again = (HandOver) then.getFirst();
    Tell snapshot = (Tell) state.onHandedOver(other, again.ticket(), STREAM, nowNs).getFirst();
    assertThat(accept(snapshot, 1)).containsExactly(new Resync());
  }

  @Test
  void noticesByTheCountOfAnyAnswerThatSomethingIsMissing() {
    join(other);
    state.bind(1, anna, nowNs);
    Tell tell = (Tell) state.flush(nowNs).getFirst();
    nowNs += CONFIG.peerTimeout().toNanos() / 2;
    assertThat(state.onHeard(other, tell.ticket(), new Applied(1, 0, true, null), nowNs)).isEmpty();
    // It was introduced a moment ago: the next time waits.
    assertThat(pass(CONFIG.peerTimeout().dividedBy(2))).hasAtLeastOneElementOfType(HandOver.class);
  }

  @Test
  void introducesItselfToAPeerThatNeverAgreesOnceInATimeoutOnly() {
    HandOver hello = (HandOver) state.onChange(new Members.Joined(other), nowNs).getFirst();
    int introductions = 1;
    long endNs = nowNs + CONFIG.peerTimeout().multipliedBy(10).toNanos();
    long ticket = hello.ticket();
    while (nowNs < endNs) {
      List<DirectoryAction> told = state.onHandedOver(other, ticket, STREAM, nowNs);
      long asked = ((Tell) told.getFirst()).ticket();
      state.onHeard(other, asked, new PeerMessage.SnapshotWanted(), nowNs);
      List<DirectoryAction> next = List.of();
      while (next.isEmpty()) {
        next = pass(Duration.ofMillis(100));
      }
      ticket = ((HandOver) next.getFirst()).ticket();
      introductions++;
    }
    assertThat(introductions).isBetween(5, 12);
  }

  @Test
  void ignoresAnswersToWhatIsNoLongerAsked() {
    join(other);
    state.bind(1, anna, nowNs);
    Tell late = (Tell) state.flush(nowNs).getFirst();
    pass(CONFIG.peerTimeout());
    assertThat(accept(late, 1)).isEmpty();
    assertThat(state.passedOver()).isEqualTo(1);
  }

  @Test
  void sendsASnapshotInParts() {
    int held = PeerMessage.RIDS_MAX * 2 + 1;
    for (int i = 0; i < held; i++) {
      state.bind(i, new RoutingId(new UUID(1, i)), nowNs);
    }
    HandOver hello = (HandOver) state.onChange(new Members.Joined(other), nowNs).getFirst();
    List<DirectoryAction> told = state.onHandedOver(other, hello.ticket(), STREAM, nowNs);
    List<RoutingId> sent = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      Tell tell = (Tell) told.getFirst();
      Snapshot snapshot = (Snapshot) tell.statement();
      assertThat(snapshot.part()).isEqualTo(part);
      assertThat(snapshot.parts()).isEqualTo(3);
      sent.addAll(snapshot.held());
      told = accept(tell, part == 2 ? held : 0);
    }
    assertThat(sent).hasSize(held).doesNotHaveDuplicates();
    assertThat(told).containsExactly(new Resync());
  }

  @Test
  void sendsASnapshotToWhoIsTooFarBehind() {
    join(other);
    state.bind(0, anna, nowNs);
    Tell slow = (Tell) state.flush(nowNs).getFirst();
    for (int i = 0; i <= Holding.CHANGES_MAX; i++) {
      state.unbind(anna);
      state.bind(i, anna, nowNs);
    }
    accept(slow, 1);
    nowNs += CONFIG.peerTimeout().toNanos();
    assertThat(state.flush(nowNs)).hasAtLeastOneElementOfType(HandOver.class);
  }

  @Test
  void bindsNobodyBeforeTheRevocationsOfAllAreObeyed() {
    DirectoryState young = started(Set.of(self, other, third));
    young.bind(1, anna, nowNs);
    for (DirectoryAction action : begun) {
      HandOver hello = (HandOver) action;
      Tell snapshot =
          (Tell) young.onHandedOver(hello.peer(), hello.ticket(), STREAM, nowNs).getFirst();
      Applied applied = new Applied(1, 1, true, null);
      assertThat(young.onHeard(hello.peer(), snapshot.ticket(), applied, nowNs)).isEmpty();
    }
    assertThat(young.onRecalled(other, nowNs)).isEmpty();
    assertThat(young.onRecalled(third, nowNs)).containsExactly(new Answer(1));
  }

  @Test
  void bindsWithoutTheRevocationsOfOneThatHangs() {
    DirectoryState young = started(Set.of(self, other));
    young.bind(1, anna, nowNs);
    nowNs += CONFIG.settleTimeout().toNanos();
    assertThat(young.onTick(nowNs)).contains(new Answer(1));
  }

  @Test
  void namesThoseItDoesNotKnowYetWhileItIsYoung() {
    DirectoryState young = started(Set.of(self, other));
    assertThat(young.route(List.of(anna), nowNs).unknown()).containsExactly(other);
    young.onSnapshot(new Snapshot(other, stream(young), 3, 0, 1, List.of(anna)));
    DirectoryState.Route route = young.route(List.of(anna), nowNs);
    assertThat(route.unknown()).isEmpty();
    assertThat(route.holders()).containsOnlyKeys(other);

    DirectoryState alone = started(Set.of(self, other));
    nowNs += CONFIG.settleTimeout().toNanos();
    assertThat(alone.route(List.of(anna), nowNs).unknown()).isEmpty();
  }

  @Test
  void tellsWhetherItHasRoutedAnything() {
    DirectoryState young = started(Set.of(self, other));
    Snapshot first = new Snapshot(other, stream(young), 3, 0, 1, List.of(anna));
    // Whoever asked comes back for the other one.
    young.route(List.of(anna), nowNs);
    assertThat(((Applied) young.onSnapshot(first)).hasRouted()).isFalse();
    young.route(List.of(anna), nowNs);
    assertThat(((Applied) young.onSnapshot(first)).hasRouted()).isTrue();
  }

  @Test
  void keepsWhatANodeHeldForAWhileAfterItHasLeft() {
    join(other);
    state.onSnapshot(new Snapshot(other, stream(state), 3, 0, 1, List.of(anna)));
    state.onChange(new Members.Left(other), nowNs);
    assertThat(state.holders(List.of(anna))).containsOnlyKeys(other);
    assertThat(state.onSnapshot(new Snapshot(other, stream(state), 1, 0, 1, List.of())))
        .isEqualTo(new PeerMessage.NotAMember());
    pass(CONFIG.leftGrace());
    assertThat(state.holders(List.of(anna))).isEmpty();
    assertThat(state.claimed()).isZero();
  }

  @Test
  void keepsWhatAFlappingNodeHeld() {
    join(other);
    state.onSnapshot(new Snapshot(other, stream(state), 3, 0, 1, List.of(anna)));
    state.onChange(new Members.Left(other), nowNs);
    state.onChange(new Members.Joined(other), nowNs);
    pass(CONFIG.leftGrace().multipliedBy(2));
    assertThat(state.holders(List.of(anna))).containsOnlyKeys(other);
  }

  @Test
  void takesNothingFromStrangersOrInItsOwnName() {
    assertThat(state.onSnapshot(new Snapshot(other, stream(state), 3, 0, 1, List.of(anna))))
        .isEqualTo(new PeerMessage.NotAMember());
    assertThat(state.onSnapshot(new Snapshot(self, 0, 3, 0, 1, List.of(anna))))
        .isEqualTo(new PeerMessage.NotAMember());
    assertThat(state.holders(List.of(anna))).isEmpty();
  }

  private DirectoryState started(Set<NodeId> present) {
    DirectoryState young = new DirectoryState(self, CONFIG, random::nextLong);
    begun = young.start(present, nowNs);
    return young;
  }

  /// A node that is there from now on, and knows everything.
  private void join(NodeId node) {
    HandOver hello = (HandOver) state.onChange(new Members.Joined(node), nowNs).getFirst();
    Tell snapshot = (Tell) state.onHandedOver(node, hello.ticket(), STREAM, nowNs).getFirst();
    accept(snapshot, 0);
  }

  private void bind(long number, RoutingId rid) {
    state.bind(number, rid, nowNs);
    assertThat(accept(state.flush(nowNs).getFirst(), 1)).containsExactly(new Answer(number));
  }

  /// The peer answers as one does that has applied it.
  private List<DirectoryAction> accept(DirectoryAction action, int count) {
    Tell tell = (Tell) action;
    long version =
        switch (tell.statement()) {
          case Delta delta -> delta.to();
          case Snapshot snapshot -> snapshot.version();
        };
    return state.onHeard(
        tell.peer(), tell.ticket(), new Applied(version, count, true, null), nowNs);
  }

  private long stream(DirectoryState receiver) {
    return receiver.invite(other) instanceof PeerMessage.Obeyed(long stream) ? stream : 0;
  }

  private static Delta delta(DirectoryAction action) {
    return (Delta) ((Tell) action).statement();
  }

  private List<DirectoryAction> pass(Duration time) {
    nowNs += time.toNanos();
    return state.onTick(nowNs);
  }
}
