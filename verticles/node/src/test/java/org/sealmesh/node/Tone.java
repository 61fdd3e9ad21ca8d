package org.sealmesh.node;

import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A sound that does not end, and is no silence, of which a codec makes next to nothing.
final class Tone {
  static final int TICK_MS = 10;

  private static final int RATE = 48_000;
  private static final int FRAMES = RATE * TICK_MS / 1_000;
  private static final int BITS = 16;

  /// A whole number of waves in each tick: they fit together.
  private static final int HERTZ = 400;

  private static final int LOUDNESS = 8_000;

  private final byte[] samples = samples();

  /// Hands over what is heard in one tick.
  void push(CustomAudioSource source) {
    source.pushAudio(samples, BITS, RATE, 1, FRAMES);
  }

  private static byte[] samples() {
    ByteBuffer samples = ByteBuffer.allocate(FRAMES * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < FRAMES; i++) {
      samples.putShort((short) (LOUDNESS * Math.sin(2 * Math.PI * HERTZ * i / RATE)));
    }
    return samples.array();
  }
}
