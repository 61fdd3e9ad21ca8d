package org.sealmesh.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final Timeline TIMELINE = new Timeline(new UUID(1, 2));
  private static final RoutingId RID = new RoutingId(new UUID(3, 4));

  @Test
  void readsItsHeader() {
    Envelope event = Envelope.of(bytes(7, 5, Envelope.Type.EVENT, Envelope.BYTES_MIN));

    assertThat(event.timeline()).isEqualTo(TIMELINE);
    assertThat(event.conversation()).isEqualTo(RID);
    assertThat(event.seq()).isEqualTo(new Seq(7));
    assertThat(event.epoch()).isEqualTo(new Epoch(5));
    assertThat(event.type()).isEqualTo(Envelope.Type.EVENT);
    assertThat(event.length()).isEqualTo(138);
  }

  @Test
  void writesItsHeaderWhereTheProtocolSays() {
    ByteBuffer header =
        ByteBuffer.wrap(
            Envelope.header(TIMELINE, RID, new Seq(7), new Epoch(5), Envelope.Type.POINTER));

    assertThat(header.capacity()).isEqualTo(46);
    assertThat(header.get(0)).isEqualTo((byte) 1);
    assertThat(header.getLong(1)).isEqualTo(1);
    assertThat(header.getLong(9)).isEqualTo(2);
    assertThat(header.getLong(17)).isEqualTo(3);
    assertThat(header.getLong(25)).isEqualTo(4);
    assertThat(header.getLong(33)).isEqualTo(7);
    assertThat(header.getInt(41)).isEqualTo(5);
    assertThat(header.get(45)).isEqualTo((byte) 2);
  }

  @Test
  void holdsBetweenItsLengthLimitsOnly() {
    refused(bytes(1, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN - 1));
    accepted(bytes(1, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN));
    accepted(bytes(1, 1, Envelope.Type.EVENT, 49_128));
    refused(bytes(1, 1, Envelope.Type.EVENT, 49_129));
    refused(new byte[0]);
  }

  @Test
  void refusesOtherVersionsAndTypes() {
    for (int value = 0; value < 256; value++) {
      byte[] version = bytes(1, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN);
      version[0] = (byte) value;
      byte[] type = bytes(1, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN);
      type[45] = (byte) value;
      if (value == 1) {
        accepted(version);
        accepted(type);
      } else {
        refused(version);
        refused(type);
      }
    }
  }

  @Test
  void givesEventsASeqAndPointersNone() {
    accepted(bytes(1, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN));
    accepted(bytes(Seq.MAX, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN));
    accepted(bytes(0, 1, Envelope.Type.POINTER, Envelope.BYTES_MIN));
    refused(bytes(0, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN));
    refused(bytes(1, 1, Envelope.Type.POINTER, Envelope.BYTES_MIN));
    refused(withSeq(Seq.MAX + 1));
    refused(withSeq(-1));
    refused(withSeq(Long.MIN_VALUE));
  }

  @Test
  void refusesEpochsOutOfRange() {
    for (int epoch : new int[] {0, -1, Integer.MIN_VALUE}) {
      byte[] bytes = bytes(1, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN);
      ByteBuffer.wrap(bytes).putInt(41, epoch);
      refused(bytes);
    }
    accepted(bytes(1, Integer.MAX_VALUE, Envelope.Type.EVENT, Envelope.BYTES_MIN));
  }

  @Test
  void printsNothingOfItself() {
    Envelope envelope = Envelope.of(bytes(7, 5, Envelope.Type.EVENT, Envelope.BYTES_MIN));

    assertThat(envelope).hasToString("Envelope(138 bytes)");
    assertThat(envelope.timeline()).hasToString("Timeline(…)");
    assertThat(envelope.conversation()).hasToString("RoutingId(…)");
  }

  private static byte[] withSeq(long seq) {
    byte[] bytes = bytes(1, 1, Envelope.Type.EVENT, Envelope.BYTES_MIN);
    ByteBuffer.wrap(bytes).putLong(33, seq);
    return bytes;
  }

  private static byte[] bytes(long seq, int epoch, Envelope.Type type, int length) {
    byte[] header = Envelope.header(TIMELINE, RID, new Seq(seq), new Epoch(epoch), type);
    return Arrays.copyOf(header, length);
  }

  private static void accepted(byte[] bytes) {
    assertThatCode(() -> Envelope.of(bytes)).doesNotThrowAnyException();
  }

  private static void refused(byte[] bytes) {
    assertThatThrownBy(() -> Envelope.of(bytes)).isInstanceOf(IllegalArgumentException.class);
  }
}
