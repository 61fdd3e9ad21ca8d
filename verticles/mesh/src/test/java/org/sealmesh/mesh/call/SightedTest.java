package org.sealmesh.mesh.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.uplink.RelayFrame;

class SightedTest {
  private static Sighting seen(int party, int first, int last) {
    return new Sighting(party(party), Duration.ofSeconds(first), Duration.ofSeconds(last));
  }

  private static PartyId party(int number) {
    return new PartyId(new UUID(1, number));
  }

  private static Sighted crowd(int from, int to) {
    return new Sighted(
        IntStream.range(from, to)
            .mapToObj(i -> new Sighting(party(i), Sighting.AGO_MAX, Sighting.AGO_MAX))
            .toList());
  }

  @Test
  void joinsWhatTwoNodesHaveSeenOfAParty() {
    Sighted here = new Sighted(List.of(seen(1, 60, 30), seen(2, 50, 0)));
    Sighted there = new Sighted(List.of(seen(1, 29, 5)));
    assertThat(Sighted.together(Stream.of(here, Sighted.NOBODY, there)).parties())
        .containsExactly(seen(1, 60, 5), seen(2, 50, 0));
    assertThat(Sighted.together(Stream.of(there, here)).parties())
        .containsExactly(seen(1, 60, 5), seen(2, 50, 0));
    assertThat(Sighted.together(Stream.of())).isEqualTo(Sighted.NOBODY);
  }

  @Test
  void namesNoMoreThanFitAFrame() {
    int max = Sighted.PARTIES_MAX;
    Sighted joined = Sighted.together(Stream.of(crowd(0, max), crowd(max - 1, max + 5)));
    assertThat(joined).isEqualTo(crowd(0, max));
    byte[] frame = Wire.cbor().write(new RelayFrame.Seen(Long.MAX_VALUE, joined.parties()));
    assertThat(frame.length).isLessThan(Limits.FRAME_BYTES_MAX);
    assertThatThrownBy(() -> crowd(0, max + 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatNobodyCanHaveSeen() {
    Duration second = Duration.ofSeconds(1);
    refuses(second.negated(), second.negated());
    refuses(second, second.plusMillis(1));
    refuses(Sighting.AGO_MAX.plusMillis(1), Duration.ZERO);
    assertThatThrownBy(() -> new Sighted(List.of(seen(1, 2, 1), seen(1, 4, 3))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void refuses(Duration first, Duration last) {
    assertThatThrownBy(() -> new Sighting(party(1), first, last))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesItInAFrameToo() {
    String frame = "{\"t\":\"seen\",\"id\":1,\"parties\":[%s]}";
    String party = "{\"party\":\"AAAAAAAAAAEAAAAAAAAAAQ\",\"first\":%s,\"last\":%s}";
    assertThat(read(frame.formatted(party.formatted("5", "3")))).isTrue();
    assertThat(read(frame.formatted(party.formatted("3", "5")))).isFalse();
    assertThat(read(frame.formatted(party.formatted("5", "-1")))).isFalse();
    assertThat(read(frame.formatted(party.formatted("999999999999", "1")))).isFalse();
    String twice = party.formatted("5", "3") + "," + party.formatted("5", "3");
    assertThat(read(frame.formatted(twice))).isFalse();
  }

  private static boolean read(String json) {
    try {
      Wire.json().read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), RelayFrame.class);
      return true;
    } catch (Wire.Malformed refused) {
      return false;
    }
  }
}
