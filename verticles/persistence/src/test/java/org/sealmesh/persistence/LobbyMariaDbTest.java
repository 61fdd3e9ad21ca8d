package org.sealmesh.persistence;

import org.junit.jupiter.api.Tag;

@Tag("mariadb")
final class LobbyMariaDbTest extends LobbySuite {
  @Override
  DatabaseUnderTest open() {
    return new MariaDbUnderTest(MariaDbServer.shared());
  }
}
