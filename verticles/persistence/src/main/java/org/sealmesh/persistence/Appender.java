package org.sealmesh.persistence;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.VitalsCommand.CommitTimes;
import org.sealmesh.persistence.ledger.Lanes;
import org.sealmesh.persistence.ledger.Ledger;
import org.sealmesh.persistence.ledger.Roster;
import org.sealmesh.persistence.ledger.Standing;
import org.sealmesh.persistence.ledger.Work;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.DatabaseDown;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.SqlTrouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one way by which events come into being: changes that wait for one conversation are
/// committed together, while the next ones gather.
final class Appender {
  static final int BODY_BYTES_MAX = 16 * 1024;
  static final int TITLE_CHARS_MAX = 255;

  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

  private final Database database;
  private final LedgerStore store;
  private final EntryWriter writer;
  private final Timeline timeline;
  private final Lanes<ConversationId, Waiting> lanes;
  private final Context context;
  private final Bus bus;
  private final Clock clock;
  private final Ids ids;
  private final int membersMax;
  private final Ledger.Rules rules;
  private final Meter.Counter commits;
  private final Meter.Counter changes;
  private final Meter.Timer commitTime;
  private final RecentTimes recent = new RecentTimes();

  Appender(
      Database database,
      LedgerStore store,
      EntryWriter writer,
      Timeline timeline,
      PersistenceConfig config,
      Surroundings around) {
    this.database = database;
    this.store = store;
    this.writer = writer;
    this.timeline = timeline;
    this.lanes =
        new Lanes<>(
            config.batches().changesMax(),
            config.batches().waitingOfConversationMax(),
            config.batches().waitingMax());
    this.context = around.context();
    this.bus = around.bus();
    this.clock = around.clock();
    this.ids = around.ids();
    this.membersMax = config.limits().membersMax();
    this.rules =
        new Ledger.Rules(
            membersMax, config.times().roomTurnsEvery(), config.times().calls().bounds());
    this.commits =
        around.meter().counter("sealmesh_persistence_batches_total", "Commits of changes");
    this.changes =
        around.meter().counter("sealmesh_persistence_changes_total", "Changes in those commits");
    this.commitTime =
        around
            .meter()
            .timer(
                "sealmesh_persistence_commit",
                "From the first statement of a commit of changes until it is durable");
    around
        .meter()
        .gauge("sealmesh_persistence_waiting", "Changes that wait for a commit", lanes::waiting);
  }

  private record Waiting(Work work, Promise<Appending> outcome) {}

  private record Committed(
      List<Appending> outcomes, List<OutboxEntry> entries, @Nullable Roster roster) {}

  /// Changes that wait for a commit.
  int waiting() {
    return lanes.waiting();
  }

  /// How long the commits of the last minute took.
  CommitTimes commitTimes() {
    return recent.recent(clock.nanoTime());
  }

  /// Completes once the change is durable, or refused.
  Future<Appending> append(Append append) {
    requireFit(append);
    return take(new Work.Wish(append));
  }

  /// Completes once what became of it is durable. What concerns a call is done in the same order as
  /// changes are, under the same lock.
  Future<Appending> take(Work work) {
    Waiting waiting = new Waiting(work, Promise.promise());
    ConversationId id = work.conversation();
    switch (lanes.offer(id, waiting)) {
      case OPENED -> context.runOnContext(turn -> run(id));
      case WAITS -> {}
      case FULL -> throw new DatabaseDown("too many changes wait");
    }
    return waiting.outcome().future();
  }

  /// What the tables cannot hold would fail a whole batch, so it is turned away before.
  private void requireFit(Append append) {
    require(append.requestHash().length == Append.HASH_BYTES, "a request hash has 32 bytes");
    switch (append.change()) {
      case Change.Send send -> requireFit(send.body());
      case Change.Edit edit -> requireFit(edit.body());
      case Change.Rename rename ->
          require(rename.title().length() <= TITLE_CHARS_MAX, "a title has at most 255 characters");
      case Change.AddMembers add ->
          require(add.users().size() <= membersMax, "more users than a group can have");
      case Change.Delete delete -> {}
      case Change.RemoveMember remove -> {}
      case Change.JoinRoom join -> {}
      case Change.OpenCall open -> {}
      case Change.ErasePerson erase -> {}
    }
  }

  private static void requireFit(String body) {
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    require(bytes <= BODY_BYTES_MAX, "a body has at most 16 KiB");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private void run(ConversationId id) {
    List<Waiting> batch = lanes.take(id);
    while (!batch.isEmpty()) {
      commit(id, batch);
      batch = lanes.take(id);
    }
  }

  private void commit(ConversationId id, List<Waiting> batch) {
    List<Work> works = batch.stream().map(Waiting::work).toList();
    long beganNs = clock.nanoTime();
    try {
      Committed committed =
          database.write(Durability.KEPT, session -> decideAndWrite(session, id, works));
      commits.increment();
      long doneNs = clock.nanoTime();
      commitTime.record(Duration.ofNanos(doneNs - beganNs));
      recent.add(Duration.ofNanos(doneNs - beganNs), doneNs);
      changes.add(batch.size());
      if (committed.roster() != null) {
        // Only now: a roster that was not committed could be taken for a later one of that version.
        store.remember(id, committed.roster());
      }
      if (!committed.entries().isEmpty()) {
        bus.tell(OriginAddresses.OUTBOX, new OutboxMessage.Committed(committed.entries()));
      }
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).outcome().complete(committed.outcomes().get(i));
      }
    } catch (SqlTrouble refused) {
      apart(id, batch, refused);
    } catch (RuntimeException | Error failure) {
      // Each asker repeats for herself; an error must not close the lane for ever either.
      batch.forEach(waiting -> waiting.outcome().tryFail(failure));
    }
  }

  /// The database refuses something in the batch for good: whoever has no part in it goes on alone.
  private void apart(ConversationId id, List<Waiting> batch, SqlTrouble refused) {
    if (batch.size() == 1) {
      batch.getFirst().outcome().tryFail(refused);
      return;
    }
    LOG.warn("a batch of {} is committed one by one: {}", batch.size(), refused.getMessage());
    batch.forEach(waiting -> commit(id, List.of(waiting)));
  }

  private Committed decideAndWrite(Session session, ConversationId id, List<Work> works) {
    Optional<Standing> locked = store.lock(session, id);
    if (locked.isEmpty()) {
      return new Committed(
          works.stream().<Appending>map(w -> new NoSuchConversation()).toList(), List.of(), null);
    }
    Standing before = locked.get();
    Roster roster = store.roster(session, before, works);
    Instant now = clock.now();
    Ledger ledger =
        new Ledger(before, roster, store.facts(session, before, works), rules, ids, now);
    List<Appending> outcomes = works.stream().map(ledger::decide).toList();
    if (!ledger.entries().areNone()) {
      writer.write(session, id, ledger.entries(), now);
    }
    if (!ledger.entries().events().isEmpty()) {
      writeStanding(session, ledger);
    }
    return new Committed(outcomes, outboxEntries(ledger), ledger.roster());
  }

  private static void writeStanding(Session session, Ledger ledger) {
    Standing now = ledger.standing();
    UserId owner =
        ledger.ownerIsGone()
            ? LedgerStore.heir(session, now.id()).orElse(now.owner())
            : now.owner();
    session.write(
        "UPDATE bm_conversations SET title = ?, title_key = ?, owner_id = ?, head = ?,"
            + " head_at = ?, epoch = ?, turned_at = ?, turn_due_at = ?, member_count = ?,"
            + " roster_version = ?, open_call_id = ? WHERE id = ?",
        now.title(),
        ConversationStore.titleKey(now.kind(), now.title()),
        owner,
        now.head(),
        now.headAt(),
        now.epoch(),
        now.turn().turnedAt(),
        now.turn().due(),
        now.memberCount(),
        now.rosterVersion(),
        now.openCall(),
        now.id());
  }

  private List<OutboxEntry> outboxEntries(Ledger ledger) {
    Standing standing = ledger.standing();
    List<OutboxEntry> entries = new ArrayList<>();
    for (var entry : ledger.entries().events()) {
      entries.add(
          new OutboxEntry(
              standing.id(),
              standing.rid(),
              timeline,
              entry.epoch(),
              entry.event().at(),
              entry.targets(),
              entry.event()));
    }
    return entries;
  }
}
