package org.sealmesh.persistence;

final class ErasureH2Test extends ErasureSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
