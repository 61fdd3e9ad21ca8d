package org.sealmesh.persistence;

final class CallH2Test extends CallSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
