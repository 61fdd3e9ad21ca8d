package org.sealmesh.persistence;

final class AppendH2Test extends AppendSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
