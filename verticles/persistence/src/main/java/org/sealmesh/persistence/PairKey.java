package org.sealmesh.persistence;

import java.nio.ByteBuffer;
import org.sealmesh.origin.UserId;
import org.sealmesh.persistence.ledger.ById;

/// Two users, whichever comes first: both ids, the smaller one in front.
public final class PairKey {
  private static final int BYTES = 32;

  public static byte[] of(UserId a, UserId b) {
    boolean ordered = ById.ORDER.compare(a, b) <= 0;
    return ByteBuffer.allocate(BYTES)
        .put((ordered ? a : b).bytes())
        .put((ordered ? b : a).bytes())
        .array();
  }

  private PairKey() {}
}
