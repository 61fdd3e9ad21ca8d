package org.sealmesh.persistence;

final class OutboxH2Test extends OutboxSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
