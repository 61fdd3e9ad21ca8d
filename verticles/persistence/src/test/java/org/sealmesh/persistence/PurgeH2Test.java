package org.sealmesh.persistence;

final class PurgeH2Test extends PurgeSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
