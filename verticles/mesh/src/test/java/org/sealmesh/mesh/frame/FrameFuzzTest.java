package org.sealmesh.mesh.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.sealmesh.bus.wire.Wire;

/// Frames of strangers: either a frame that is written and read again the same, or refused.
class FrameFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void json(byte[] bytes) throws Wire.Malformed {
    read(FrameFormat.JSON, bytes);
  }

  @FuzzTest(maxDuration = "30s")
  void cbor(byte[] bytes) throws Wire.Malformed {
    read(FrameFormat.CBOR, bytes);
  }

  private static void read(FrameFormat format, byte[] bytes) throws Wire.Malformed {
    ClientFrame frame;
    try {
      frame = format.read(bytes, ClientFrame.class);
    } catch (Wire.Malformed refused) {
      return;
    }
    assertThat(format.read(format.write(frame), ClientFrame.class)).isEqualTo(frame);
  }
}
