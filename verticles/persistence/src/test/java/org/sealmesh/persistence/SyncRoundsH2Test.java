package org.sealmesh.persistence;

import org.junit.jupiter.api.Tag;

@Tag("long")
final class SyncRoundsH2Test extends SyncRoundsSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
