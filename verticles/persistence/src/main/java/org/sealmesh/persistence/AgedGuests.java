package org.sealmesh.persistence;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.RetentionCommand.AgedPage;
import org.sealmesh.origin.persistence.RetentionCommand.WalkGuests;
import org.sealmesh.origin.privacy.Retention.Counts;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Guests who came long ago and cannot come back: a guest has nothing but her session, and it is
/// over. They are erased, each by a job like that of somebody who has asked for it.
final class AgedGuests {
  private static final String GUEST = "kind = " + Codes.of(User.Kind.GUEST);
  private static final String NO_SESSION =
      " AND NOT EXISTS (SELECT 1 FROM bm_sessions s WHERE s.user_id = u.id AND s.expires_at > ?)";

  private final Database database;
  private final Clock clock;
  private final Ids ids;

  AgedGuests(Database database, Clock clock, Ids ids) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
  }

  AgedPage page(WalkGuests asked) {
    return switch (asked.act()) {
      case COUNT -> database.read(session -> counted(session, asked));
      case ERASE -> {
        // One for each, whether or not it comes to be used: the work may run several times.
        List<JobId> jobs = IntStream.range(0, asked.limit()).mapToObj(i -> ids.job()).toList();
        yield database.write(Durability.KEPT, session -> erased(session, asked, jobs));
      }
    };
  }

  private AgedPage counted(Session session, WalkGuests asked) {
    List<Line> guests = following(session, asked);
    long held = guests.stream().filter(line -> Holds.cover(session, line.user("id"))).count();
    return page(asked, guests, guests.size() - held, held);
  }

  private AgedPage erased(Session session, WalkGuests asked, List<JobId> jobs) {
    List<Line> guests = following(session, asked);
    long erased = 0;
    long held = 0;
    for (int i = 0; i < guests.size(); i++) {
      UserId guest = guests.get(i).user("id");
      // Whoever is about to talk to her waits for this row.
      BlockStore.lock(session, guest);
      if (Holds.cover(session, guest)) {
        held++;
      } else if (isGuest(session, guest)) {
        ErasureStore.begin(session, jobs.get(i), guest, clock.now());
        erased++;
      }
    }
    return page(asked, guests, erased, held);
  }

  private static boolean isGuest(Session session, UserId user) {
    return session.line("SELECT id FROM bm_users WHERE id = ? AND " + GUEST, user).isPresent();
  }

  private List<Line> following(Session session, WalkGuests asked) {
    @Nullable String after = asked.after();
    return session.lines(
        "SELECT u.id FROM bm_users u WHERE u.id > ? AND u."
            + GUEST
            + " AND u.created_at < ?"
            + NO_SESSION
            + " ORDER BY u.id LIMIT ?",
        after == null ? new byte[0] : HexFormat.of().parseHex(after),
        asked.before(),
        clock.now(),
        asked.limit());
  }

  private static AgedPage page(WalkGuests asked, List<Line> guests, long erased, long held) {
    return new AgedPage(
        new Counts(0, 0, 0, erased, held),
        guests.size() < asked.limit()
            ? null
            : HexFormat.of().formatHex(guests.getLast().bytes("id")));
  }
}
