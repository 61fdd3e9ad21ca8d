package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Members.Joined;
import org.sealmesh.mesh.Members.Left;
import org.sealmesh.mesh.Members.Merged;
import org.sealmesh.mesh.NodeId;

class MemberViewTest {
  private static final NodeId SELF = new NodeId("self");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private final MemberView view = new MemberView(SELF);
  private final UUID first = new UUID(0, 1);
  private final UUID second = new UUID(0, 2);
  private final UUID third = new UUID(0, 3);

  @Test
  void tellsOnceWhoComesAndGoes() {
    assertThat(view.onAdded(first, A)).containsExactly(new Joined(A));
    assertThat(view.onAdded(first, A)).isEmpty();
    assertThat(view.now()).isEqualTo(Set.of(SELF, A));
    assertThat(view.onRemoved(first)).containsExactly(new Left(A));
    assertThat(view.onRemoved(first)).isEmpty();
    assertThat(view.now()).isEqualTo(Set.of(SELF));
  }

  @Test
  void saysNothingOfItself() {
    assertThat(view.onAdded(first, SELF)).isEmpty();
    assertThat(view.onRemoved(first)).isEmpty();
    assertThat(view.now()).isEqualTo(Set.of(SELF));
  }

  @Test
  void tellsThatAProcessIsBackBeforeItsLossWasNoticed() {
    view.onAdded(first, A);

    assertThat(view.onAdded(second, A)).containsExactly(new Joined(A));
    assertThat(view.onRemoved(first)).isEmpty();
    assertThat(view.now()).isEqualTo(Set.of(SELF, A));
    assertThat(view.onRemoved(second)).containsExactly(new Left(A));
  }

  @Test
  void tellsWhatAMergeBroughtBeforeTheMerge() {
    view.onAdded(first, A);

    assertThat(view.onMerged(Map.of(second, SELF, third, B)))
        .containsExactly(new Left(A), new Joined(B), new Merged());
    assertThat(view.now()).isEqualTo(Set.of(SELF, B));
    assertThat(view.onAdded(third, B)).as("told by the merge already").isEmpty();
  }

  @Test
  void tellsThatTheOthersForgotEverythingInAMerge() {
    view.onAdded(first, A);
    view.onAdded(second, B);

    assertThat(view.onMerged(Map.of(third, A, second, B)))
        .containsExactly(new Joined(A), new Merged());
    assertThat(view.onRemoved(first)).isEmpty();
  }
}
