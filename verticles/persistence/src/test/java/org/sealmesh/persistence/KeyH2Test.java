package org.sealmesh.persistence;

final class KeyH2Test extends KeySuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
