package org.sealmesh.persistence;

final class MembershipH2Test extends MembershipSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
