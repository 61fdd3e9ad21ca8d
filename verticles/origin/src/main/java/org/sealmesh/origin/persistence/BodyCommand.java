package org.sealmesh.origin.persistence;

import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;

/// How the bodies of messages stand in the database: as text, or sealed under keys that it does not
/// have.
public sealed interface BodyCommand extends PersistenceMessage {

  /// Writes bodies that were stored under another setting as it is now: a page of messages in each
  /// transaction. Done again, it finds nothing to do. Nobody may write at that time.
  ///
  /// @param after where the last page ended; null begins
  /// @param limit messages that are looked at, 1 … 1,000
  record BringInLine(@Nullable String after, int limit)
      implements BodyCommand, Ask<BroughtInLine> {}

  /// @param changed how many were written anew
  /// @param after where to go on; null if this was the last page
  record BroughtInLine(int changed, @Nullable String after) {}
}
