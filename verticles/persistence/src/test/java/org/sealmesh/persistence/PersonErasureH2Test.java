package org.sealmesh.persistence;

final class PersonErasureH2Test extends PersonErasureSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
