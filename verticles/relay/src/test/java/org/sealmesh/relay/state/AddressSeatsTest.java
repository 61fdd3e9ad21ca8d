package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressSeatsTest {
  private final AddressSeats seats = new AddressSeats(2);

  @Test
  void givesEachAddressItsOwn() {
    assertThat(seats.take("a")).isTrue();
    assertThat(seats.take("a")).isTrue();
    assertThat(seats.take("a")).isFalse();
    assertThat(seats.take("b")).isTrue();
  }

  @Test
  void givesASeatAgainOnceItWasLeft() {
    seats.take("a");
    seats.take("a");
    seats.leave("a");
    assertThat(seats.take("a")).isTrue();
    assertThat(seats.take("a")).isFalse();
  }

  @Test
  void countsNothingForARefusal() {
    seats.take("a");
    seats.take("a");
    seats.take("a");
    seats.leave("a");
    seats.leave("a");
    assertThat(seats.take("a")).isTrue();
    assertThat(seats.take("a")).isTrue();
  }
}
