package org.sealmesh.persistence;

import org.junit.jupiter.api.Tag;

@Tag("mariadb")
final class BlockMariaDbTest extends BlockSuite {
  @Override
  DatabaseUnderTest open() {
    return new MariaDbUnderTest(MariaDbServer.shared());
  }
}
