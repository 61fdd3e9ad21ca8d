package org.sealmesh.persistence;

import org.junit.jupiter.api.Tag;

@Tag("mariadb")
final class GroupCallMariaDbTest extends GroupCallSuite {
  @Override
  DatabaseUnderTest open() {
    return new MariaDbUnderTest(MariaDbServer.shared());
  }
}
