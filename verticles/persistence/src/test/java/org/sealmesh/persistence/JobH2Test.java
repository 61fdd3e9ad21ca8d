package org.sealmesh.persistence;

final class JobH2Test extends JobSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
