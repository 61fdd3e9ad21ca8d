package org.sealmesh.persistence;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// What every engine has to pass, against one origin on one database: each test makes users and
/// conversations of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Suite {
  DatabaseUnderTest database;
  TestOrigin origin;
  Chat chat;

  abstract DatabaseUnderTest open();

  PersistenceConfig config() {
    return database.config();
  }

  @BeforeAll
  void start() {
    database = open();
    origin = TestOrigin.start(config());
    chat = new Chat(origin);
  }

  @AfterAll
  void stop() {
    if (origin != null) {
      origin.close();
    }
    database.close();
  }
}
