package org.sealmesh.persistence;

final class PersonH2Test extends PersonSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
