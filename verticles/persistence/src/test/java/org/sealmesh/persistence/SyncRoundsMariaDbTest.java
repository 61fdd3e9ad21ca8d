package org.sealmesh.persistence;

import org.junit.jupiter.api.Tag;

@Tag("mariadb")
final class SyncRoundsMariaDbTest extends SyncRoundsSuite {
  @Override
  DatabaseUnderTest open() {
    return new MariaDbUnderTest(MariaDbServer.shared());
  }
}
