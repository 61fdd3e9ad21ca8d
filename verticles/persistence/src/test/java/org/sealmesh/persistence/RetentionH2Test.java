package org.sealmesh.persistence;

final class RetentionH2Test extends RetentionSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
