package org.sealmesh.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.fake.SeededRecords;
import org.sealmesh.bus.fake.WireConformance;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.SiteCommand;

class OriginVocabularyTest {
  private final WireConformance conformance = new WireConformance(records());

  private static SeededRecords records() {
    SeededRecords records = new SeededRecords(20_300_103);
    return records
        .with(SignedToken.class, random -> new SignedToken("a.b-_." + random.nextInt(1000)))
        .with(Fresh.class, random -> new Fresh(records.bytes(Fresh.BYTES)))
        .with(Signer.class, random -> Signer.of(records.bytes(Signer.KEY_BYTES)))
        .with(Envelope.class, random -> envelope(records));
  }

  private static Envelope envelope(SeededRecords records) {
    byte[] bytes = records.bytes(Envelope.BYTES_MIN + 300);
    byte[] header =
        Envelope.header(
            records.next(Timeline.class),
            records.next(RoutingId.class),
            new Seq(1),
            new Epoch(1),
            Envelope.Type.EVENT);
    System.arraycopy(header, 0, bytes, 0, header.length);
    return Envelope.of(bytes);
  }

  @Test
  void bringsBackEveryRecordOfEveryAddress() {
    Set<Class<?>> records = new LinkedHashSet<>();
    for (Address<?> address :
        List.of(OriginAddresses.PERSISTENCE, OriginAddresses.CRYPTO, OriginAddresses.OUTBOX)) {
      records.addAll(WireConformance.reachable(address));
    }

    assertThat(records)
        .contains(
            CryptoMessage.Sign.class,
            CryptoMessage.PasswordVerdict.class,
            SiteCommand.KeyFileClaim.class,
            OutboxEntry.class,
            Event.Tombstone.class);
    records.forEach(conformance::check);
  }

  @Test
  void bringsBackEventsAndChangesByTheirType() {
    conformance.checkMembersOf(Event.class);
    conformance.checkMembersOf(Change.class);
  }
}
