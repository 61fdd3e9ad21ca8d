package org.sealmesh.persistence;

final class ReadingH2Test extends ReadingSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
