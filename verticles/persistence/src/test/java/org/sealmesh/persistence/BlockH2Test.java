package org.sealmesh.persistence;

final class BlockH2Test extends BlockSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
