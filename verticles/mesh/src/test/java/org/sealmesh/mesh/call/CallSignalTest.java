package org.sealmesh.mesh.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.fake.CallVoice;

class CallSignalTest {
  private static final Instant EXPIRES = Instant.ofEpochMilli(1_700_000_000_123L);
  private static final PartyId OTHER = new PartyId(new UUID(11, 12));
  private static final CallVoice VOICE =
      new CallVoice(
          new RoutingId(new UUID(1, 2)),
          new CallId(new UUID(3, 4)),
          new RoutingId(new UUID(5, 6)),
          new DeviceId(new UUID(7, 8)),
          new PartyId(new UUID(9, 10)),
          new RoutingId(new UUID(13, 14)));

  @Test
  void readsWhoSpeaksToWhom() {
    CallSignal signal = VOICE.says(CallSignal.Type.ACCEPT, 77, EXPIRES, OTHER);

    assertThat(signal.type()).isEqualTo(CallSignal.Type.ACCEPT);
    assertThat(signal.conversation()).isEqualTo(VOICE.conversation());
    assertThat(signal.call()).isEqualTo(VOICE.call());
    assertThat(signal.sender()).isEqualTo(VOICE.sender());
    assertThat(signal.device()).isEqualTo(VOICE.device());
    assertThat(signal.party()).isEqualTo(VOICE.party());
    assertThat(signal.to()).isEqualTo(VOICE.to());
    assertThat(signal.toParty()).isEqualTo(OTHER);
    assertThat(signal.counter()).isEqualTo(77);
    assertThat(signal.expires()).isEqualTo(EXPIRES);
    assertThat(signal).hasToString("CallSignal(ACCEPT, 162 bytes)");
  }

  @Test
  void knowsTheTypesOfTheProtocolAndNoOthers() {
    for (int code = 0; code < 256; code++) {
      byte[] bytes = VOICE.bytes(code, 1, EXPIRES, OTHER);
      if (code >= 16 && code <= 32) {
        assertThat(CallSignal.of(bytes).type().ordinal()).isEqualTo(code - 16);
      } else {
        refused(bytes);
      }
    }
  }

  @Test
  void holdsBetweenItsLengthLimitsOnly() {
    byte[] bytes = valid();
    refused(new byte[0]);
    refused(Arrays.copyOf(bytes, 161));
    assertThat(CallSignal.of(Arrays.copyOf(bytes, 162)).bytes()).hasSize(162);
    assertThat(CallSignal.of(Arrays.copyOf(bytes, 16_384)).bytes()).hasSize(16_384);
    refused(Arrays.copyOf(bytes, 16_385));
  }

  @Test
  void refusesNumbersThatNotEveryReaderKeeps() {
    refused(ByteBuffer.wrap(valid()).putInt(50, 0).array());
    refused(ByteBuffer.wrap(valid()).putLong(54, -1).array());
    refused(ByteBuffer.wrap(valid()).putLong(54, 1L << 53).array());
    refused(ByteBuffer.wrap(valid()).putLong(62, -1).array());
    refused(ByteBuffer.wrap(valid()).putLong(62, 1L << 53).array());
  }

  @Test
  void refusesAnotherVersionAndNobodyAsSender() {
    refused(ByteBuffer.wrap(valid()).put(0, (byte) 2).array());
    refused(ByteBuffer.wrap(valid()).putLong(86, 0).putLong(94, 0).array());
  }

  private static byte[] valid() {
    return VOICE.bytes(16, 1, EXPIRES, PartyId.ALL);
  }

  private static void refused(byte[] bytes) {
    assertThatThrownBy(() -> CallSignal.of(bytes)).isInstanceOf(IllegalArgumentException.class);
  }
}
