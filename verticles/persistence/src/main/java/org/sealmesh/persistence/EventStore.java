package org.sealmesh.persistence;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.persistence.sql.Database;

/// Reads history.
final class EventStore {
  static final int PAGE_MAX = 200;

  private final Database database;
  private final EventReader reader;

  EventStore(Database database, EventReader reader) {
    this.database = database;
    this.reader = reader;
  }

  EventCommand.EventReading read(EventCommand.ReadEvents command) {
    if (command.limit() < 1 || command.limit() > PAGE_MAX) {
      throw new IllegalArgumentException("a page has 1 to " + PAGE_MAX + " events");
    }
    return database.read(session -> {
      Optional<Conversation> found =
          ConversationReader.find(session, command.user(), command.conversation());
      if (found.isEmpty()) {
        return new EventCommand.NotReadable();
      }
      Conversation conversation = found.get();
      Page page = Page.of(conversation, command.after(), command.before(), command.limit());
      return new EventCommand.EventPage(
          reader.read(session, conversation.id(), conversation.kind(), page.from(), page.to()),
          conversation.head(),
          conversation.floor(),
          page.more());
    });
  }

  /// The seqs of a page. They have no gaps, so that counting needs no query.
  ///
  /// @param more whether there are others beyond, in the direction asked
  private record Page(long from, long to, boolean more) {

    static Page of(Conversation c, @Nullable Seq after, @Nullable Seq before, int limit) {
      long lowest = Math.max(c.floor().value(), after == null ? 0 : after.value() + 1);
      long highest = Math.min(c.head().value(), before == null ? Seq.MAX : before.value() - 1);
      if (after != null) {
        long to = Math.min(highest, lowest + limit - 1);
        return new Page(lowest, to, to < highest);
      }
      long from = Math.max(lowest, highest - limit + 1);
      return new Page(from, highest, from > lowest);
    }
  }
}
