package org.sealmesh.persistence;

import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.origin.persistence.SiteCommand.KeyFileClaim;
import org.sealmesh.persistence.copy.Unfinished;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;

/// The site's one row.
final class SiteStore {
  private static final int ONLY = 1;

  private final Database database;
  private final Ids ids;
  private volatile Timeline timeline;

  private SiteStore(Database database, Ids ids, Timeline timeline) {
    this.database = database;
    this.ids = ids;
    this.timeline = timeline;
  }

  /// Reads the site's row, or writes it at the very first start.
  static SiteStore open(Database database, Ids ids) {
    Timeline fresh = ids.timeline();
    Timeline timeline =
        database.write(
            Durability.KEPT,
            session ->
                session
                    .line("SELECT timeline FROM bm_site WHERE id = ?", ONLY)
                    .map(line -> Timeline.of(line.bytes("timeline")))
                    .orElseGet(() -> {
                      session.write(
                          "INSERT INTO bm_site (id, timeline) VALUES (?, ?)", ONLY, fresh);
                      return fresh;
                    }));
    return new SiteStore(database, ids, timeline);
  }

  /// It does not change while a process serves the site.
  Timeline timeline() {
    return timeline;
  }

  Object on(SiteCommand command) {
    return switch (command) {
      case SiteCommand.GetSite c -> new SiteCommand.Site(timeline);
      case SiteCommand.BeginTimeline c -> begin();
      case SiteCommand.ClaimKeyFile c -> claim(c.fingerprint());
    };
  }

  private SiteCommand.Site begin() {
    Timeline fresh = ids.timeline();
    database.write(
        Durability.KEPT,
        session -> session.count("UPDATE bm_site SET timeline = ? WHERE id = ?", fresh, ONLY));
    timeline = fresh;
    return new SiteCommand.Site(fresh);
  }

  private KeyFileClaim claim(String fingerprint) {
    return database.write(
        Durability.KEPT,
        session -> {
          String claimed =
              session
                  .line("SELECT key_file FROM bm_site WHERE id = ? FOR UPDATE", ONLY)
                  .orElseThrow()
                  .textOrNull("key_file");
          if (claimed == null) {
            session.write("UPDATE bm_site SET key_file = ? WHERE id = ?", fingerprint, ONLY);
            return KeyFileClaim.ACCEPTED;
          }
          if (Unfinished.is(claimed)) {
            return KeyFileClaim.UNFINISHED;
          }
          return claimed.equals(fingerprint) ? KeyFileClaim.ACCEPTED : KeyFileClaim.OTHER_KEY_FILE;
        });
  }
}
