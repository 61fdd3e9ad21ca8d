package org.sealmesh.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SignalTest {
  private static final long NUMBER_MAX = (1L << 53) - 1;

  @Test
  void readsWhoseItIs() {
    Signal signal = Signal.of(bytes(98));

    assertThat(signal.conversation()).isEqualTo(new RoutingId(new UUID(1, 2)));
    assertThat(signal.sender()).isEqualTo(new RoutingId(new UUID(3, 4)));
    assertThat(signal.device()).isEqualTo(new DeviceId(new UUID(5, 6)));
    assertThat(signal).hasToString("Signal(98 bytes)");
  }

  @Test
  void holdsBetweenItsLengthLimitsOnly() {
    refused(new byte[0]);
    refused(bytes(97));
    assertThat(Signal.of(bytes(98)).bytes()).hasSize(98);
    assertThat(Signal.of(bytes(1024)).bytes()).hasSize(1024);
    refused(bytes(1025));
  }

  @Test
  void refusesOtherVersionsAndTypes() {
    for (int value = 0; value < 256; value++) {
      byte[] version = bytes(98);
      version[0] = (byte) value;
      if (value != 1) {
        refused(version);
      }
      byte[] type = bytes(98);
      type[1] = (byte) value;
      if (value == 3 || value == 4) {
        assertThat(Signal.of(type).bytes()[1]).isEqualTo((byte) value);
      } else {
        refused(type);
      }
    }
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThat(Signal.of(numbers(Integer.MAX_VALUE, NUMBER_MAX, NUMBER_MAX))).isNotNull();
    refused(numbers(0, 0, 0));
    refused(numbers(-1, 0, 0));
    refused(numbers(1, NUMBER_MAX + 1, 0));
    refused(numbers(1, -1, 0));
    refused(numbers(1, 0, NUMBER_MAX + 1));
    refused(numbers(1, 0, -1));
  }

  private static byte[] numbers(int epoch, long counter, long time) {
    return ByteBuffer.wrap(bytes(98))
        .putInt(50, epoch)
        .putLong(54, counter)
        .putLong(62, time)
        .array();
  }

  private static byte[] bytes(int length) {
    ByteBuffer header = ByteBuffer.allocate(Math.max(length, 98));
    header.put((byte) 1).put((byte) 3);
    for (long half = 1; half <= 6; half++) {
      header.putLong(half);
    }
    header.putInt(1).putLong(1).putLong(1);
    return java.util.Arrays.copyOf(header.array(), length);
  }

  private static void refused(byte[] bytes) {
    assertThatThrownBy(() -> Signal.of(bytes)).isInstanceOf(IllegalArgumentException.class);
  }
}
