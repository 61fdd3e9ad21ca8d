package org.sealmesh.signaling.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.signaling.SignalingConfig;
import org.sealmesh.signaling.state.Seats.Name;

class CallMemoryTest {
  private static final CallId CALL = call(1);
  private static final PartyId ANNAS = party(1);
  private static final PartyId BENS = party(2);

  private final CallMemory memory = memory(3, Duration.ofHours(1));
  private long nowNs = -7;

  private static CallMemory memory(int seenMax, Duration seenKept) {
    SignalingConfig d = SignalingConfig.DEFAULTS;
    return new CallMemory(
        new SignalingConfig(
            d.partiesMax(),
            d.partiesPerSocketMax(),
            d.absenceMax(),
            d.endedKept(),
            seenMax,
            seenKept,
            d.media()));
  }

  private static CallId call(int number) {
    return new CallId(new UUID(1, number));
  }

  private static PartyId party(int number) {
    return new PartyId(new UUID(2, number));
  }

  private void see(CallId call, PartyId... parties) {
    memory.see(Stream.of(parties).map(party -> new Name(call, party)), nowNs);
  }

  private void pass(Duration time) {
    nowNs += time.toNanos();
  }

  private Sighted recalled(CallId call) {
    return memory.recall(call, nowNs);
  }

  private static Sighting seen(PartyId party, int first, int last) {
    return new Sighting(party, Duration.ofSeconds(first), Duration.ofSeconds(last));
  }

  @Test
  void knowsFromWhenToWhenAPartyWasThere() {
    assertThat(recalled(CALL)).isEqualTo(Sighted.NOBODY);
    see(CALL, ANNAS);
    pass(Duration.ofSeconds(5));
    see(CALL, ANNAS, BENS);
    pass(Duration.ofSeconds(20));
    see(CALL, BENS);
    pass(Duration.ofSeconds(1));
    assertThat(recalled(CALL).parties()).containsExactly(seen(ANNAS, 26, 21), seen(BENS, 21, 1));
    assertThat(recalled(call(2))).isEqualTo(Sighted.NOBODY);
  }

  @Test
  void whoComesBackWasThereAllTheTime() {
    see(CALL, ANNAS);
    pass(Duration.ofSeconds(30));
    see(CALL);
    pass(Duration.ofSeconds(30));
    see(CALL, ANNAS);
    assertThat(recalled(CALL).parties()).containsExactly(seen(ANNAS, 60, 0));
  }

  @Test
  void forgetsACallAfterItsTime() {
    see(CALL, ANNAS);
    pass(Duration.ofHours(1));
    see(call(2), BENS);
    assertThat(recalled(CALL).parties()).hasSize(1);
    pass(Duration.ofNanos(1));
    see(call(2), BENS);
    assertThat(recalled(CALL)).isEqualTo(Sighted.NOBODY);
    assertThat(memory.size()).isOne();
  }

  @Test
  void remembersNoLongerThanCanBeTold() {
    see(CALL, ANNAS);
    pass(Duration.ofDays(30));
    see(CALL, ANNAS);
    assertThat(recalled(CALL).parties())
        .containsExactly(new Sighting(ANNAS, Sighting.AGO_MAX, Duration.ZERO));
  }

  @Test
  void isBoundedInCallsAndInPartiesOfOne() {
    see(call(1), ANNAS);
    see(call(2), ANNAS);
    see(call(3), ANNAS);
    see(call(1), ANNAS);
    see(call(4), ANNAS);
    assertThat(memory.size()).isEqualTo(3);
    assertThat(recalled(call(2))).as("seen longest ago").isEqualTo(Sighted.NOBODY);
    assertThat(recalled(call(1)).parties()).hasSize(1);
    memory.see(IntStream.range(0, 300).mapToObj(i -> new Name(CALL, party(10 + i))), nowNs);
    assertThat(recalled(CALL).parties())
        .hasSize(Sighted.PARTIES_MAX)
        .extracting(Sighting::party)
        .contains(party(309))
        .doesNotContain(ANNAS, party(10));
  }

  @Test
  void remembersNothingIfItShallNot() {
    CallMemory none = memory(3, Duration.ZERO);
    none.see(Stream.of(new Name(CALL, ANNAS)), 0);
    assertThat(none.recall(CALL, 0)).isEqualTo(Sighted.NOBODY);
  }
}
