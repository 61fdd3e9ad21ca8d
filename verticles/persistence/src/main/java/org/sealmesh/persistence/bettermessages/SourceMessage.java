package org.sealmesh.persistence.bettermessages;

import java.sql.SQLException;
import java.time.Instant;

/// A message as it will be here.
///
/// @param sender her number
/// @param at never before the one that comes before it
/// @param text as it is shown; neither empty nor too long
record SourceMessage(long id, long sender, Instant at, String text) {

  /// What is done with each message of a conversation, in their order.
  interface Sink {
    void on(SourceMessage message) throws SQLException;
  }
}
