package org.sealmesh.persistence.bettermessages;

import java.sql.SQLException;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.persistence.Engines;
import org.sealmesh.persistence.PersistenceConfig;
import org.sealmesh.persistence.bettermessages.Tally.Fate;
import org.sealmesh.persistence.sql.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills the database of a new site with what a WordPress site kept with the plug-in Better
/// Messages: all of it, compared, or nothing that a site would start on. Blocks, for as long as it
/// takes.
///
/// Of people and messages a page is in memory at a time; of a conversation its members, and eight
/// bytes for each message.
public final class SiteImport {
  private static final Logger LOG = LoggerFactory.getLogger(SiteImport.class);

  private final Source source;
  private final Target target;
  private final BetterMessagesConfig config;
  private final Sealing sealing;
  private final RandomGenerator random;
  private final Instant now;
  private final int groupMembersMax;

  private SiteImport(
      Source source,
      Target target,
      BetterMessagesConfig config,
      Sealing sealing,
      RandomGenerator random,
      Instant now,
      int groupMembersMax) {
    this.source = source;
    this.target = target;
    this.config = config;
    this.sealing = sealing;
    this.random = random;
    this.now = now;
    this.groupMembersMax = groupMembersMax;
  }

  /// What there is to say of it, in a few lines: numbers, and ids of rows that could not be read.
  ///
  /// @param taken what was taken over
  /// @param changed what of that is not quite as it was
  /// @param leftOut what was not
  /// @param bad what could not be read
  public record Imported(String taken, String changed, String leftOut, String bad) {
    @Override
    public String toString() {
      return "Imported, and compared message by message: "
          + taken
          + line("Taken over otherwise: ", changed)
          + line("Left out: ", leftOut)
          + line("Left out since they could not be read: ", bad);
    }

    private static String line(String what, String told) {
      return told.isEmpty() ? "" : "\n" + what + told;
    }
  }

  /// @param site whose database is new and empty, and whom nobody uses
  /// @param random where ids come from; secret
  /// @throws StartFailure if one side cannot be used, the database is not empty, rows cannot be
  ///   read and are not to be skipped, or the two are not the same in the end
  public static Imported run(
      BetterMessagesConfig from,
      PersistenceConfig site,
      Sealing sealing,
      RandomGenerator random,
      Instant now) {
    Engine engine = Engines.of(site);
    try (Source source = Source.open(from)) {
      engine.prepare();
      try {
        Imported imported = filled(source, engine, from, site, sealing, random, now);
        engine.closeCompact();
        return imported;
      } finally {
        engine.close();
      }
    } catch (SQLException failure) {
      throw new StartFailure(
          "the import failed: SQL state "
              + failure.getSQLState()
              + "; no site starts on what it left: empty the database before the next one",
          failure);
    }
  }

  private static Imported filled(
      Source source,
      Engine engine,
      BetterMessagesConfig from,
      PersistenceConfig site,
      Sealing sealing,
      RandomGenerator random,
      Instant now)
      throws SQLException {
    try (Target target = new Target(engine.connect())) {
      int groupMembersMax = site.limits().membersMax();
      return new SiteImport(source, target, from, sealing, random, now, groupMembersMax).run();
    }
  }

  private Imported run() throws SQLException {
    target.requireEmpty();
    if (!config.skipBadRows()) {
      requireReadable();
    }
    DerivedIds ids = new DerivedIds(random);
    Tally tally = new Tally();
    target.begin();
    new People(source, target, ids, config.subjectPrefix(), now, tally).write();
    LOG.info("people: {}", tally.told(Fate.TAKEN));
    new Leftovers(source, tally).countBad();
    ThreadReader reader = reader(tally);
    ConversationWriter writer = new ConversationWriter(reader, target, ids, sealing, now, tally);
    reader.each(writer::write);
    target.flush();
    LOG.info("written, not compared yet: {}", tally.told(Fate.TAKEN));
    new Leftovers(source, tally).count();
    compare(ids);
    target.finish(new Timeline(ids.next()), sealing.fingerprint());
    return new Imported(
        tally.told(Fate.TAKEN),
        tally.told(Fate.CHANGED),
        tally.told(Fate.LEFT_OUT),
        tally.told(Fate.BAD));
  }

  /// Reads everything once, and writes nothing.
  private void requireReadable() throws SQLException {
    Tally found = new Tally();
    new Leftovers(source, found).countBad();
    ThreadReader reader = reader(found);
    reader.each(thread -> reader.messages(thread, message -> {}));
    if (found.hasBad()) {
      throw new StartFailure(
          "nothing was imported, since some rows cannot be read: "
              + found.told(Fate.BAD)
              + ". Mend them, or leave them out with better-messages.skipBadRows: true");
    }
  }

  private ThreadReader reader(Tally tally) {
    return new ThreadReader(source, now, groupMembersMax, tally);
  }

  private void compare(DerivedIds ids) throws SQLException {
    ThreadReader again = reader(new Tally());
    Comparison comparison = new Comparison(again, target, ids);
    again.each(comparison::of);
  }
}
