package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Text that is compared without regard to case.
final class CaseKeyTest {

  @Test
  void foldsCaseAndLookalikes() {
    assertThat(CaseKey.exact("ÄNN")).isEqualTo(CaseKey.exact("änn"));
    assertThat(CaseKey.exact("ａnn")).isEqualTo(CaseKey.exact("Ann"));
    assertThat(CaseKey.exact("ann ")).isNotEqualTo(CaseKey.exact("ann"));
  }

  @Test
  void aPrefixSpansAllThatBeginWithIt() {
    CaseKey prefix = CaseKey.prefix("An%");
    assertThat(within(prefix, "an%na")).isTrue();
    assertThat(within(prefix, "AN%")).isTrue();
    assertThat(within(prefix, "an%\uD83D\uDE00")).isTrue();
    assertThat(within(prefix, "anna")).isFalse();
    assertThat(within(prefix, "an")).isFalse();
    assertThat(within(CaseKey.prefix(""), "\uDBFF\uDFFF")).isTrue();
  }

  private static boolean within(CaseKey prefix, String text) {
    byte[] key = CaseKey.sortable(text);
    return Arrays.compareUnsigned(prefix.from(), key) <= 0
        && Arrays.compareUnsigned(key, prefix.to()) < 0;
  }

  @Test
  void cutsWhatIsOnlySortedAndRefusesWhatMustBeExact() {
    String longText = "é".repeat(CaseKey.BYTES_MAX);
    assertThat(CaseKey.sortable(longText)).hasSize(CaseKey.BYTES_MAX);
    assertThatThrownBy(() -> CaseKey.exact(longText)).isInstanceOf(IllegalArgumentException.class);
  }
}
