package org.sealmesh.persistence;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sealmesh.bus.Secret;
import org.sealmesh.persistence.ledger.CallStanding;
import org.sealmesh.persistence.sql.MySqlEngine.Commits;

/// Every setting of the database verticle, its default and why.
///
/// @param engine where data is kept
/// @param h2 for [EngineName#H2]
/// @param mysql for [EngineName#MYSQL]
/// @param content how the bodies of messages stand in it
/// @param pool connections and waits
/// @param batches how changes are committed together
/// @param rounds how syncs are read together
/// @param limits what one user or conversation may use
/// @param times what is kept how long, and what is done how often
public record PersistenceConfig(
    EngineName engine,
    H2 h2,
    MySql mysql,
    Content content,
    Pool pool,
    Batches batches,
    Rounds rounds,
    Limits limits,
    Times times) {

  /// H2 in `data`, so that a first start needs nothing.
  public static PersistenceConfig defaults() {
    return new PersistenceConfig(
        EngineName.H2,
        H2.defaults(),
        MySql.defaults(),
        Content.defaults(),
        Pool.defaults(),
        Batches.defaults(),
        Rounds.defaults(),
        Limits.defaults(),
        Times.defaults());
  }

  /// Which database.
  public enum EngineName {
    /// Embedded, on one file: for one origin process.
    H2,
    /// A MariaDB or MySQL server: for any number of origin processes.
    MYSQL
  }

  /// @param dataDir the folder of the database file; one process at a time
  /// @param cacheKib memory for its pages: 64 MiB holds the recent events of a few thousand
  ///   conversations
  public record H2(Path dataDir, int cacheKib) {
    public H2 {
      require(cacheKib >= 1024, "h2.cacheKib must be 1024 or more");
    }

    static H2 defaults() {
      return new H2(Path.of("data"), 64 * 1024);
    }
  }

  /// @param password from the file that `passwordFile` names, or the environment
  /// @param commits `must-be-durable` refuses to start on a server that may lose a commit in a
  ///   crash, since a 201 promises that it is kept
  public record MySql(
      String host,
      int port,
      String database,
      String user,
      Optional<Secret> password,
      Commits commits) {
    public MySql {
      require(port > 0 && port <= 65_535, "mysql.port must be 1 … 65535");
    }

    static MySql defaults() {
      return new MySql(
          "127.0.0.1", 3306, "sealmesh", "sealmesh", Optional.empty(), Commits.MUST_BE_DURABLE);
    }
  }

  /// @param encrypted whether bodies are sealed under keys that the database does not have: off,
  ///   since whoever loses the folder of the keys loses every message
  /// @param keyFolder where these keys lie: nowhere that is kept for longer than the messages, and
  ///   the same for all processes of the site
  /// @param keyUsedFor how long a conversation's key is used for before the next one is: a key can
  ///   be destroyed when all that it sealed is too old, so for so much longer may it be read in
  ///   backups; 30 days make twelve small files a year of each conversation
  /// @param conversationsRemembered whose keys stay in memory: about 1 KiB each, 10 MiB
  public record Content(
      boolean encrypted, Path keyFolder, Duration keyUsedFor, int conversationsRemembered) {
    public Content {
      require(
          keyUsedFor.compareTo(Duration.ofHours(1)) >= 0, "content.keyUsedFor must be 1h or more");
      require(
          conversationsRemembered >= 1 && conversationsRemembered <= 1_000_000,
          "content.conversationsRemembered must be 1 … 1000000");
    }

    static Content defaults() {
      return new Content(false, Path.of("data", "content-keys"), Duration.ofDays(30), 10_000);
    }
  }

  /// @param connections open at a time: commits wait for the disk, not for the processor, and one
  ///   conversation never needs more than one
  /// @param waitingMax requests that may wait for a connection; more are refused at once. As many
  ///   as the bus lets in
  /// @param connectionWait the longest wait for one: shorter than the bus's time-out, so that the
  ///   asker hears why
  /// @param statementTime the longest time for one statement: beyond it the database counts as away
  /// @param lockWait the longest wait for a row that another transaction holds
  /// @param attemptsMax how often a transaction is begun that others got in the way of: deadlocks
  ///   are rare and short, so that the fifth failure is a sign of something else
  public record Pool(
      int connections,
      int waitingMax,
      Duration connectionWait,
      Duration statementTime,
      Duration lockWait,
      int attemptsMax) {
    public Pool {
      require(connections >= 1 && connections <= 256, "pool.connections must be 1 … 256");
      require(waitingMax >= 1, "pool.waitingMax must be 1 or more");
      requireTime(connectionWait, "pool.connectionWait");
      requireTime(statementTime, "pool.statementTime");
      requireTime(lockWait, "pool.lockWait");
      require(
          lockWait.compareTo(statementTime) < 0,
          "pool.lockWait must be shorter than pool.statementTime");
      require(attemptsMax >= 1 && attemptsMax <= 100, "pool.attemptsMax must be 1 … 100");
    }

    static Pool defaults() {
      return new Pool(
          8, 10_000, Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(2), 5);
    }
  }

  /// @param changesMax changes in one commit: enough to make the disk's share of each small, few
  ///   enough that the first does not wait long for the last
  /// @param waitingOfConversationMax changes that may wait for one conversation: seconds of the
  ///   busiest room
  /// @param waitingMax changes that may wait for all conversations together: with bodies of 16 KiB,
  ///   64 MiB
  public record Batches(int changesMax, int waitingOfConversationMax, int waitingMax) {
    public Batches {
      require(changesMax >= 1 && changesMax <= 1024, "batches.changesMax must be 1 … 1024");
      require(
          waitingOfConversationMax >= changesMax,
          "batches.waitingOfConversationMax must be at least batches.changesMax");
      require(
          waitingMax >= waitingOfConversationMax,
          "batches.waitingMax must be at least batches.waitingOfConversationMax");
    }

    static Batches defaults() {
      return new Batches(64, 1024, 4096);
    }
  }

  /// Of syncs, of their tags, of sessions and of memberships: each has rounds of its own, so that
  /// the short ones do not wait for the long ones.
  ///
  /// @param parallel rounds on their way at a time: one reads while another one answers; the other
  ///   connections stay free for changes
  /// @param spacing between the beginnings of two rounds, unless as many wait as one answers:
  ///   nobody notices it, and hundreds who ask within a second share 20 reads of each conversation
  /// @param questionsMax in one round: the share of each in a statement is small by then, and the
  ///   first does not wait long for the last; 1 reads for everyone apart
  /// @param rowsMax memberships, and members of conversations, that a round may need, unless a
  ///   single user has more: about 1 KiB each while they are read, 16 MiB
  /// @param eventsMax events that a round may need, unless a single answer has more: with bodies of
  ///   16 KiB, 64 MiB
  public record Rounds(
      int parallel, Duration spacing, int questionsMax, int rowsMax, int eventsMax) {
    public Rounds {
      require(parallel >= 1 && parallel <= 64, "rounds.parallel must be 1 … 64");
      require(
          !spacing.isNegative() && spacing.compareTo(Duration.ofSeconds(1)) <= 0,
          "rounds.spacing must be 0s … 1s");
      require(questionsMax >= 1 && questionsMax <= 1024, "rounds.questionsMax must be 1 … 1024");
      require(rowsMax >= 1 && rowsMax <= 1_000_000, "rounds.rowsMax must be 1 … 1000000");
      require(eventsMax >= 1 && eventsMax <= 1_000_000, "rounds.eventsMax must be 1 … 1000000");
    }

    static Rounds defaults() {
      return new Rounds(2, Duration.ofMillis(50), 256, 16_384, 4096);
    }
  }

  /// @param membersMax of a group: its first event names all of them and must fit one envelope
  /// @param conversationsOfUserMax that a user may be in: sync answers with all of them
  /// @param creationsOfUserPerDayMax that a user may make in 24 hours: more looks like a machine
  /// @param sessionsOfUserMax devices signed in at a time
  /// @param rosterEntriesMax members that are remembered over all conversations, to save a query
  ///   per commit: about 100 bytes each
  /// @param rosterOfOneMax members of one conversation that are remembered: more than any group
  ///   has, and in a room those who write; copied with each who comes or goes, in some 10 µs
  /// @param blocksOfUserMax people whom a user may block: all of them are listed in one answer
  public record Limits(
      int membersMax,
      int conversationsOfUserMax,
      int creationsOfUserPerDayMax,
      int sessionsOfUserMax,
      int rosterEntriesMax,
      int rosterOfOneMax,
      int blocksOfUserMax) {
    public Limits {
      require(membersMax >= 2 && membersMax <= 256, "limits.membersMax must be 2 … 256");
      require(
          conversationsOfUserMax >= 1 && conversationsOfUserMax <= 5000,
          "limits.conversationsOfUserMax must be 1 … 5000");
      require(creationsOfUserPerDayMax >= 1, "limits.creationsOfUserPerDayMax must be 1 or more");
      require(sessionsOfUserMax >= 1, "limits.sessionsOfUserMax must be 1 or more");
      require(rosterEntriesMax >= 0, "limits.rosterEntriesMax must not be negative");
      require(
          rosterOfOneMax >= membersMax, "limits.rosterOfOneMax must be at least limits.membersMax");
      require(
          blocksOfUserMax >= 1 && blocksOfUserMax <= 5000,
          "limits.blocksOfUserMax must be 1 … 5000");
    }

    static Limits defaults() {
      return new Limits(256, 1000, 200, 50, 200_000, 1000, 1000);
    }
  }

  /// @param outboxLease how long an event that was just committed belongs to this process alone;
  ///   another one delivers it afterwards, so this is how late it can be if this process dies
  /// @param clientIdsKept how long a request may be repeated: longer than any client keeps an
  ///   unanswered message
  /// @param auditKept how long it is on record what administrators did about what the site keeps:
  ///   as long as that somebody was erased
  /// @param purgeEvery how often what has expired is deleted
  /// @param probeEvery how often the database is asked whether it is there; readiness follows
  /// @param roomTurnsEvery how often removals from a room turn its epoch at most: each turn makes
  ///   every member's browser fetch a key, and a removed member has lost her pass at once anyway
  /// @param calls when they end
  public record Times(
      Duration outboxLease,
      Duration clientIdsKept,
      Duration auditKept,
      Duration purgeEvery,
      Duration probeEvery,
      Duration roomTurnsEvery,
      Calls calls) {
    public Times {
      require(!outboxLease.isNegative(), "times.outboxLease must not be negative");
      requireTime(clientIdsKept, "times.clientIdsKept");
      requireTime(auditKept, "times.auditKept");
      requireTime(purgeEvery, "times.purgeEvery");
      requireTime(probeEvery, "times.probeEvery");
      require(
          !roomTurnsEvery.isNegative() && roomTurnsEvery.compareTo(TURNS_EVERY_MAX) <= 0,
          "times.roomTurnsEvery must be 0 … 60 min");
    }

    /// Whoever was removed may have the key of what is written meanwhile.
    private static final Duration TURNS_EVERY_MAX = Duration.ofHours(1);

    static Times defaults() {
      return new Times(
          Duration.ofSeconds(30),
          Duration.ofDays(30),
          Duration.ofDays(1096),
          Duration.ofMinutes(10),
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          Calls.defaults());
    }
  }

  /// When calls end by themselves, how that is found out, and how many may be in one.
  ///
  /// @param ringMax how long a call may go unanswered: it rings for a minute, and who answers in
  ///   the last second has the rest to say so
  /// @param silenceMax how long an answered call goes on without a word of anybody in it: each says
  ///   one every minute, so two may be lost
  /// @param grace how long after the start of this process, or the return of the database, a call
  ///   that was there before is left alone: those in it could not say anything meanwhile
  /// @param sweepEvery how often calls whose time is over are looked for: that much longer one
  ///   lasts, and finding none is one look into an index
  /// @param sweptMax that are ended by one sweep, one commit after the other: a second of a slow
  ///   disk; the rest is for the next sweep, or for another process
  /// @param usersMax that may be in a group's call at a time: each receives the others, and more
  ///   than so many pictures neither a phone nor a small media server bears
  /// @param partiesOfOneMax of one user that are in a group's call at a time, each a row: more
  ///   devices than anybody has at hand, and when there are more the quietest is forgotten
  /// @param lobbyMax that wait in a call's lobby at a time, each a row: more than a host lets in
  ///   one by one
  /// @param knockKept how long somebody waits who does not say so again: each does so every 2 s, so
  ///   several may be lost
  public record Calls(
      Duration ringMax,
      Duration silenceMax,
      Duration grace,
      Duration sweepEvery,
      int sweptMax,
      int usersMax,
      int partiesOfOneMax,
      int lobbyMax,
      Duration knockKept) {
    public Calls {
      require(
          ringMax.toSeconds() >= 60 && ringMax.toMinutes() <= 10,
          "calls.ringMax must be 60s … 10m");
      require(
          silenceMax.toSeconds() >= 90 && silenceMax.toHours() <= 1,
          "calls.silenceMax must be 90s … 1h");
      require(!grace.isNegative() && grace.toHours() <= 1, "calls.grace must be 0s … 1h");
      requireTime(sweepEvery, "calls.sweepEvery");
      require(sweptMax >= 1 && sweptMax <= 10_000, "calls.sweptMax must be 1 … 10000");
      require(usersMax >= 2 && usersMax <= 100, "calls.usersMax must be 2 … 100");
      require(
          partiesOfOneMax >= 1 && partiesOfOneMax <= 32, "calls.partiesOfOneMax must be 1 … 32");
      require(lobbyMax >= 1 && lobbyMax <= 1_000, "calls.lobbyMax must be 1 … 1000");
      require(
          knockKept.toSeconds() >= 5 && knockKept.toMinutes() <= 1,
          "calls.knockKept must be 5s … 1m");
    }

    CallStanding.Bounds bounds() {
      return new CallStanding.Bounds(ringMax, silenceMax, usersMax, partiesOfOneMax);
    }

    static Calls defaults() {
      return new Calls(
          Duration.ofSeconds(75),
          Duration.ofMinutes(3),
          Duration.ofMinutes(3),
          Duration.ofSeconds(5),
          100,
          25,
          8,
          100,
          Duration.ofSeconds(10));
    }
  }

  private static void requireTime(Duration time, String name) {
    require(!time.isNegative() && !time.isZero(), name + " must be longer than nothing");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
