package org.sealmesh.persistence.ledger;

import java.util.Arrays;
import java.util.Comparator;
import org.sealmesh.bus.wire.Id;

/// The order of ids as the database has it: byte by byte, unsigned.
public final class ById {
  public static final Comparator<Id> ORDER = (a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes());

  private ById() {}
}
