package org.sealmesh.persistence;

import org.sealmesh.origin.persistence.PersonCommand;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.persistence.sql.Database;

/// What the site keeps of one person, section by section. docs/data.md says of every column where
/// it is told, or why not.
final class PersonStore {
  static final int LIMIT_MAX = 500;

  private final Database database;
  private final EventReader reader;

  PersonStore(Database database, EventReader reader) {
    this.database = database;
    this.reader = reader;
  }

  Object on(PersonCommand command) {
    return switch (command) {
      case ReadPerson c -> read(c);
      case PersonCommand.EstimatePerson c -> estimate(c);
    };
  }

  private PersonPage read(ReadPerson command) {
    if (command.limit() < 1 || command.limit() > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to 500 entries");
    }
    return database.read(session ->
        switch (command.section()) {
          case EVENTS -> PersonEvents.read(session, reader, command);
          case MEMBERSHIPS -> PersonMemberships.read(session, command);
          case CALLS -> PersonCalls.calls(session, command);
          case ADMISSIONS -> PersonCalls.admissions(session, command);
          case PROFILE -> PersonAccount.profile(session, command);
          case SESSIONS -> PersonAccount.sessions(session, command);
          case BLOCKS -> PersonAccount.blocks(session, command);
          case BANS -> PersonAccount.bans(session, command);
          case EXPORTS -> PersonAccount.exports(session, command);
          case AUDIT -> PersonAccount.audit(session, command);
        });
  }

  /// Of conversations that she has left, more than she saw: how much that was, takes reading them.
  private PersonCommand.PersonEstimate estimate(PersonCommand.EstimatePerson command) {
    return new PersonCommand.PersonEstimate(
        database.glance(session ->
            session
                .lines(
                    "SELECT CASE WHEN p.floor_seq > c.kept_from THEN p.floor_seq ELSE c.kept_from"
                        + " END AS first_seq, c.head FROM bm_participants p"
                        + " JOIN bm_conversations c ON c.id = p.conversation_id"
                        + " WHERE p.user_id = ?",
                    command.user())
                .stream()
                .mapToLong(line -> 2 + Math.max(0, line.number("head") - line.number("first_seq")))
                .sum()));
  }
}
