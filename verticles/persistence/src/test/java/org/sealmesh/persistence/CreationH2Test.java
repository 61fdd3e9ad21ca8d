package org.sealmesh.persistence;

final class CreationH2Test extends CreationSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
