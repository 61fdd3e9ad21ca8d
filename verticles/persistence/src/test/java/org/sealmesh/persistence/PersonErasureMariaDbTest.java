package org.sealmesh.persistence;

import org.junit.jupiter.api.Tag;

@Tag("mariadb")
final class PersonErasureMariaDbTest extends PersonErasureSuite {
  @Override
  DatabaseUnderTest open() {
    return new MariaDbUnderTest(MariaDbServer.shared());
  }
}
