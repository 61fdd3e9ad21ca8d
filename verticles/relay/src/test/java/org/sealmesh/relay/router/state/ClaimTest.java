package org.sealmesh.relay.router.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.relay.router.state.Claim.Outcome.SNAPSHOT_WANTED;
import static org.sealmesh.relay.router.state.Claim.Outcome.TAKEN;
import static org.sealmesh.relay.router.state.Claim.Outcome.TOO_MANY;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage.Delta;
import org.sealmesh.mesh.PeerMessage.Snapshot;
import org.sealmesh.mesh.RoutingId;

class ClaimTest {
  private static final int MAX = 5;
  private static final NodeId NODE = new NodeId("n");

  private final Claim claim = new Claim(MAX);

  @Test
  void holdsWhatWasKnownUntilTheLastPartIsThere() {
    invite(1);
    claim.onSnapshot(new Snapshot(NODE, 1, 9, 0, 1, rids(1)));
    invite(2);
    assertThat(claim.onSnapshot(new Snapshot(NODE, 2, 12, 0, 2, rids(2)))).isEqualTo(TAKEN);
    assertThat(claim.holds(rid(1))).isTrue();
    assertThat(claim.holds(rid(2))).isFalse();
    assertThat(claim.onSnapshot(new Snapshot(NODE, 2, 12, 1, 2, rids(3)))).isEqualTo(TAKEN);
    assertThat(claim.holds(rid(1))).isFalse();
    assertThat(claim.holds(rid(2)) && claim.holds(rid(3))).isTrue();
    assertThat(claim.version()).isEqualTo(12);
  }

  @Test
  void takesRepeatsForWhatTheyAre() {
    Snapshot first = new Snapshot(NODE, 1, 9, 0, 2, rids(1));
    Snapshot second = new Snapshot(NODE, 1, 9, 1, 2, rids(2));
    invite(1);
    claim.onSnapshot(first);
    assertThat(claim.onSnapshot(first)).isEqualTo(TAKEN);
    claim.onSnapshot(second);
    Delta delta = new Delta(NODE, 1, 9, 10, rids(3), rids(1), null);
    assertThat(claim.onDelta(delta)).isEqualTo(TAKEN);
    assertThat(claim.onDelta(delta)).isEqualTo(TAKEN);
    assertThat(claim.onSnapshot(second)).isEqualTo(TAKEN);
    assertThat(claim.size()).isEqualTo(2);
    assertThat(claim.holds(rid(1))).isFalse();
    assertThat(claim.version()).isEqualTo(10);
  }

  @Test
  void wantsASnapshotWhenAnythingIsMissing() {
    assertThat(claim.onDelta(new Delta(NODE, 1, 0, 1, rids(1), List.of(), null)))
        .isEqualTo(SNAPSHOT_WANTED);
    invite(1);
    assertThat(claim.onSnapshot(new Snapshot(NODE, 1, 9, 1, 3, rids(1))))
        .isEqualTo(SNAPSHOT_WANTED);
    claim.onSnapshot(new Snapshot(NODE, 1, 9, 0, 3, rids(1)));
    assertThat(claim.onSnapshot(new Snapshot(NODE, 1, 9, 2, 3, rids(1))))
        .isEqualTo(SNAPSHOT_WANTED);
    invite(2);
    claim.onSnapshot(new Snapshot(NODE, 2, 9, 0, 1, rids(1)));
    assertThat(claim.onDelta(new Delta(NODE, 2, 10, 11, rids(2), List.of(), null)))
        .isEqualTo(SNAPSHOT_WANTED);
    assertThat(claim.onDelta(new Delta(NODE, 1, 9, 10, rids(2), List.of(), null)))
        .isEqualTo(SNAPSHOT_WANTED);
    assertThat(claim.size()).isEqualTo(1);
  }

  @Test
  void takesNoSnapshotThatIsLate() {
    Snapshot late = new Snapshot(NODE, 1, 9, 0, 1, rids(1));
    invite(1);
    claim.onSnapshot(late);
    invite(2);
    claim.onSnapshot(new Snapshot(NODE, 2, 12, 0, 1, rids(2)));
    invite(3);
    assertThat(claim.onSnapshot(late)).isEqualTo(SNAPSHOT_WANTED);
    assertThat(claim.holds(rid(1))).isFalse();
    assertThat(claim.version()).isEqualTo(12);
  }

  @Test
  void invitesWithTheSameNumberUntilItIsUsed() {
    assertThat(invite(1)).isEqualTo(1);
    assertThat(invite(2)).isEqualTo(1);
    claim.onSnapshot(new Snapshot(NODE, 1, 9, 0, 2, rids(1)));
    assertThat(invite(3)).isEqualTo(3);
  }

  @Test
  void takesNoMoreThanOneNodeMayClaim() {
    invite(1);
    claim.onSnapshot(new Snapshot(NODE, 1, 0, 0, 1, rids(1, 2, 3)));
    assertThat(claim.onDelta(new Delta(NODE, 1, 0, 3, rids(4, 5, 6), List.of(), null)))
        .isEqualTo(TOO_MANY);
    invite(2);
    assertThat(claim.onSnapshot(new Snapshot(NODE, 2, 0, 0, 2, rids(1, 2, 3)))).isEqualTo(TAKEN);
    assertThat(claim.onSnapshot(new Snapshot(NODE, 2, 0, 1, 2, rids(4, 5, 6)))).isEqualTo(TOO_MANY);
    assertThat(claim.size()).isEqualTo(3);
    assertThat(claim.holds(rid(4))).isFalse();
  }

  @Test
  void digestsTheSameHoweverItCameAbout() {
    invite(1);
    claim.onSnapshot(new Snapshot(NODE, 1, 0, 0, 1, rids(1, 2, 3)));
    claim.onDelta(new Delta(NODE, 1, 0, 2, rids(4), rids(2), null));
    assertThat(claim.digest(7)).isEqualTo(Digest.of(rids(4, 3, 1), 7));
    assertThat(claim.digest(7))
        .isNotEqualTo(Digest.of(rids(4, 3, 1), 8))
        .isNotEqualTo(Digest.of(rids(4, 3, 2), 7));
  }

  private long invite(long number) {
    return claim.invite(() -> number);
  }

  private static List<RoutingId> rids(int... numbers) {
    return IntStream.of(numbers).mapToObj(ClaimTest::rid).toList();
  }

  private static RoutingId rid(int number) {
    return new RoutingId(new UUID(0, number));
  }
}
