package org.sealmesh.persistence;

final class AccountH2Test extends AccountSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
