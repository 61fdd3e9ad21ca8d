package org.sealmesh.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Bytes of strangers: either an envelope or a signal within its limits, or refused.
class HeadersFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void envelope(byte[] bytes) {
    Envelope envelope;
    try {
      envelope = Envelope.of(bytes);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(envelope.length()).isBetween(138, Limits.ENVELOPE_BYTES_MAX);
    byte[] header =
        Envelope.header(
            envelope.timeline(),
            envelope.conversation(),
            envelope.seq(),
            envelope.epoch(),
            envelope.type());
    assertThat(bytes).startsWith(header);
  }

  @FuzzTest(maxDuration = "30s")
  void signal(byte[] bytes) {
    Signal signal;
    try {
      signal = Signal.of(bytes);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(signal.bytes().length).isBetween(98, Limits.SIGNAL_BYTES_MAX);
    assertThat(signal.sender()).isNotNull();
    assertThat(signal.device()).isNotNull();
    assertThat(signal.conversation()).isNotNull();
  }
}
