package org.sealmesh.persistence;

final class GroupCallH2Test extends GroupCallSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
