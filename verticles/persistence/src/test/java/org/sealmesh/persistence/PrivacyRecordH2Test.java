package org.sealmesh.persistence;

final class PrivacyRecordH2Test extends PrivacyRecordSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }
}
