package org.sealmesh.mesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.sealmesh.bus.wire.Wire;

/// Frames of rogues at either end: either one that is written and read again the same, or refused.
class UplinkFrameFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void ofRelays(byte[] bytes) throws Wire.Malformed {
    read(bytes, RelayFrame.class);
  }

  @FuzzTest(maxDuration = "30s")
  void ofOrigins(byte[] bytes) throws Wire.Malformed {
    read(bytes, OriginFrame.class);
  }

  private static <T> void read(byte[] bytes, Class<T> type) throws Wire.Malformed {
    T frame;
    try {
      frame = Wire.cbor().read(bytes, type);
    } catch (Wire.Malformed refused) {
      return;
    }
    assertThat(Wire.cbor().read(Wire.cbor().write(frame), type)).isEqualTo(frame);
  }
}
