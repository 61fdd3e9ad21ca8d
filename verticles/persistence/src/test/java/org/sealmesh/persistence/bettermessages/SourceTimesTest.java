package org.sealmesh.persistence.bettermessages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Times of the plug-in, in each of the ways in which it writes them.
class SourceTimesTest {
  private static final Instant LATEST = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "1700000000, 1700000000000",
    "17000000001, 1700000000100",
    "17000000001234, 1700000000123",
    "1700000000999, 1700000000999",
    "1700000000123456, 1700000000123",
    "1700000000123456789, 1700000000123"
  })
  void readsSecondsAndWhatIsFiner(long number, long ms) {
    assertThat(SourceTimes.at(number, null, LATEST)).isEqualTo(Instant.ofEpochMilli(ms));
  }

  @Test
  void readsTheDateIfThereIsNoNumber() {
    assertThat(SourceTimes.at(0, "2024-05-06 07:08:09", LATEST))
        .isEqualTo(Instant.parse("2024-05-06T07:08:09Z"));
    assertThat(SourceTimes.at(0, "2024-05-06 07:08:09.987654", LATEST))
        .isEqualTo(Instant.parse("2024-05-06T07:08:09.987Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "-1700000000,2024-05-06 07:08:09",
    "123,2024-05-06 07:08:09",
    "9999999999,",
    "0,0000-00-00 00:00:00",
    "0,1999-12-31 23:59:59",
    "0,2026-01-01 00:00:01",
    "0,yesterday",
    "0,"
  })
  void knowsWhatIsNoTime(long number, String date) {
    assertThat(SourceTimes.at(number, date, LATEST)).isNull();
  }

  @Test
  void readsUntilWhenABanLasts() {
    assertThat(SourceTimes.end("2024-05-06 07:08:09"))
        .isEqualTo(Instant.parse("2024-05-06T07:08:09Z"));
    assertThat(SourceTimes.end("1700000000")).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    for (String lasting : new String[] {null, "", "0", "0000-00-00 00:00:00"}) {
      assertThat(SourceTimes.end(lasting)).isNull();
    }
  }
}
