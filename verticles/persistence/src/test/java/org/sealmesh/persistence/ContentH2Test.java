package org.sealmesh.persistence;

final class ContentH2Test extends ContentSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
