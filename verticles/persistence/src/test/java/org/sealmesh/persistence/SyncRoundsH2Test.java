package org.sealmesh.persistence;

final class SyncRoundsH2Test extends SyncRoundsSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
