package org.sealmesh.persistence;

final class LobbyH2Test extends LobbySuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
