package org.sealmesh.origin;

import org.sealmesh.bus.Address;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// Every address of the origin zone.
public final class OriginAddresses {
  public static final Address<PersistenceMessage> PERSISTENCE =
      new Address<>("sealmesh.persistence", PersistenceMessage.class);
  public static final Address<CryptoMessage> CRYPTO =
      new Address<>("sealmesh.crypto", CryptoMessage.class);
  public static final Address<OutboxMessage> OUTBOX =
      new Address<>("sealmesh.outbox", OutboxMessage.class);
  public static final Address<PrivacyMessage> PRIVACY =
      new Address<>("sealmesh.privacy", PrivacyMessage.class);

  private OriginAddresses() {}
}
