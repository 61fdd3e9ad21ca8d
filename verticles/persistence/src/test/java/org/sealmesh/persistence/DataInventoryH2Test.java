package org.sealmesh.persistence;

final class DataInventoryH2Test extends DataInventorySuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
