package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Members;

/// Two halves that began apart, as after a partition.
@Tag("long")
class MergeTest {
  @Test
  void tellsTheSmallerHalfOfTheOthersAndThenOfTheMerge() throws Exception {
    List<Integer> ports = TestProcess.freePorts(3);
    int onesPort = ports.getFirst();
    // The lone one knows of nobody but the last to start: by then the other half is larger.
    try (TestProcess two = process("two", ports.get(1), List.of(ports.get(1), onesPort));
        TestProcess lone = process("lone", ports.get(2), List.of(ports.get(2), onesPort))) {
      assertThat(lone.members().now()).isEqualTo(Set.of(lone.node()));
      try (TestProcess one = process("one", onesPort, List.of(onesPort, ports.get(1)))) {
        assertThat(Set.of(lone.nextChange(), lone.nextChange()))
            .isEqualTo(Set.of(new Members.Joined(one.node()), new Members.Joined(two.node())));
        assertThat(lone.nextChange()).isEqualTo(new Members.Merged());
        assertThat(lone.members().now()).isEqualTo(Set.of(lone.node(), one.node(), two.node()));

        assertThat(two.nextChange()).isEqualTo(new Members.Joined(one.node()));
        assertThat(two.nextChange()).isEqualTo(new Members.Joined(lone.node()));

        // The shared maps are whole again: whoever asks finds the handler on the other side.
        two.greet("merged");
        assertThat(TestProcess.await(lone.bus().ask(Talk.shared("merged"), new Talk.Greet(1))).by())
            .isEqualTo("two");
      }
    }
  }

  private static TestProcess process(String name, int port, List<Integer> seeds) {
    return TestProcess.start(name, TestProcess.config(port, seeds));
  }
}
