package org.sealmesh.persistence;

final class OutageH2Test extends OutageSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
