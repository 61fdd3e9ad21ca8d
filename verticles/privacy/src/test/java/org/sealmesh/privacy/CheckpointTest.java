package org.sealmesh.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Section;
import org.sealmesh.privacy.Checkpoint.Segment;

class CheckpointTest {
  private static final Entry ENTRY = new Entry(Section.PROFILE, "1", List.of());

  @Test
  void goesThroughEverySectionInItsOrder() {
    Checkpoint at = Checkpoint.beginning(9);
    for (Section section : Section.values()) {
      assertThat(at.section()).isEqualTo(section);
      at = at.past(new PersonPage(List.of(ENTRY), "more"), 1);
      assertThat(at.section()).isEqualTo(section);
      assertThat(at.after()).isEqualTo("more");
      at = at.past(new PersonPage(List.of(), null), 1);
      assertThat(at.after()).isNull();
    }
    assertThat(at.section()).isNull();
    assertThat(at.done()).isEqualTo(Section.values().length);
    assertThat(at.segments()).hasSize(Section.values().length);
  }

  @Test
  void saysWhoseEachSegmentIs() {
    PersonPage page = new PersonPage(List.of(ENTRY), "more");
    Checkpoint at = Checkpoint.beginning(9).past(page, 3).past(page, 3);
    assertThat(at.next(3)).isEqualTo(new Segment(2, 3));
    Checkpoint later = at.past(page, 7);
    assertThat(later.segments())
        .containsExactly(new Segment(0, 3), new Segment(1, 3), new Segment(2, 7));
    // What the one who was thought dead writes now has another name.
    assertThat(at.next(3)).isNotEqualTo(at.next(7));
  }

  @Test
  void isReadAsItWasWrittenAndNothingElseIs() {
    Checkpoint at = Checkpoint.beginning(9).past(new PersonPage(List.of(ENTRY), "00ff:1:2:3"), 3);
    assertThat(Checkpoint.parse(at.text())).contains(at);
    for (String other : List.of("", "{}", "null", "{\"section\":\"CELLAR\"}", at.text() + "x")) {
      assertThat(Checkpoint.parse(other)).as(other).isEmpty();
    }
  }

  @Test
  void fitsIntoItsColumnHoweverOftenTheJobWasTaken() {
    Checkpoint at = Checkpoint.beginning(Long.MAX_VALUE);
    String place = "f".repeat(32) + ":" + ("9".repeat(16) + ":").repeat(2) + "9".repeat(16);
    for (int take = 1; take <= 20; take++) {
      at = at.past(new PersonPage(List.of(ENTRY), place), 1_000_000 + take);
    }
    assertThat(at.text()).hasSizeLessThan(1024);
  }
}
