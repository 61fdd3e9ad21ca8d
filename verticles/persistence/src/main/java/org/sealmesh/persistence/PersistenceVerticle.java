package org.sealmesh.persistence;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Actor;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.BlockCommand;
import org.sealmesh.origin.persistence.BodyCommand;
import org.sealmesh.origin.persistence.CallCommand;
import org.sealmesh.origin.persistence.ConversationCommand;
import org.sealmesh.origin.persistence.ErasureCommand;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.LobbyCommand;
import org.sealmesh.origin.persistence.OutboxCommand;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.PersonCommand;
import org.sealmesh.origin.persistence.PointerCommand;
import org.sealmesh.origin.persistence.PrivacyRecordCommand;
import org.sealmesh.origin.persistence.RetentionCommand;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.origin.persistence.VitalsCommand;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.copy.BackupDesk;
import org.sealmesh.persistence.ledger.RosterCache;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database's only user. Must be deployed on a virtual-thread context: every request is a task
/// that waits for the database where it stands, while the others go on.
public final class PersistenceVerticle extends Actor<PersistenceMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(PersistenceVerticle.class);
  private static final String ROLE = "persistence";

  private final PersistenceConfig config;
  private final Clock clock;
  private final Meter meter;
  private final Health health;
  private final Ids ids;
  private final List<Clock.Timer> timers = new ArrayList<>();
  private @Nullable Stores stores;
  private boolean purging;
  private boolean sweeping;

  /// @param random for ids that nobody can guess: a [java.security.SecureRandom] outside tests
  /// @param health asked as `persistence`; not ready while the database is away
  public PersistenceVerticle(
      Bus bus,
      Clock clock,
      RandomGenerator random,
      Meter meter,
      Health health,
      PersistenceConfig config) {
    super(bus, OriginAddresses.PERSISTENCE);
    this.config = config;
    this.clock = clock;
    this.meter = meter;
    this.health = health;
    this.ids = new Ids(random);
  }

  private record Stores(
      Database database,
      AccountStore accounts,
      ConversationStore conversations,
      MemberStore members,
      Appender appender,
      EventStore events,
      Rounds<EventCommand.Sync, EventCommand.Synced> syncs,
      Rounds<EventCommand.GetSyncTag, EventCommand.SyncTag> tags,
      PointerStore pointers,
      KeyStore keys,
      OutboxStore outbox,
      CallStore calls,
      LobbyStore lobbies,
      BlockStore blocks,
      BodyStore bodies,
      JobStore jobs,
      ErasureStore erasures,
      PersonStore persons,
      RetentionStore retention,
      PrivacyRecords records,
      SiteStore site,
      Purge purge,
      CallSweep sweep) {}

  @Override
  protected Future<?> prepare() {
    Engine engine = Engines.of(config);
    return vertx
        .executeBlocking(() -> {
          engine.prepare();
          return engine;
        })
        .compose(prepared -> {
          try {
            return Future.succeededFuture(open(prepared));
          } catch (RuntimeException failure) {
            return closed(prepared).transform(closing -> Future.failedFuture(failure));
          }
        });
  }

  private Future<?> closed(Engine engine) {
    return vertx.executeBlocking(() -> {
      engine.close();
      return engine;
    });
  }

  private Stores open(Engine engine) {
    Surroundings around = new Surroundings(context, bus(), clock, ids, meter);
    RosterCache rosters =
        new RosterCache(config.limits().rosterEntriesMax(), config.limits().rosterOfOneMax());
    Database database =
        new Database(vertx, engine, Engines.bounds(config.pool()), meter, () -> onReturn(rosters));
    SiteStore site = SiteStore.open(database, ids);
    Timeline timeline = site.timeline();
    PersistenceConfig.Rounds bounds = config.rounds();
    Bodies bodies =
        Bodies.open(config.content(), new BodyClaims(database), clock, new SecureRandom(), meter);
    EventReader reader = new EventReader(bodies);
    LedgerStore ledgers =
        new LedgerStore(rosters, bodies, config.limits().conversationsOfUserMax());
    EntryWriter.Holder holder = new EntryWriter.Holder(ids.next());
    EntryWriter writer =
        new EntryWriter(holder, bodies, engine.clockMs(), config.times().outboxLease());
    Appender appender = new Appender(database, ledgers, writer, timeline, config, around);
    CallStore calls = new CallStore(database, appender, clock);
    Stores opened =
        new Stores(
            database,
            new AccountStore(database, config, around),
            new ConversationStore(database, ledgers, writer, timeline, config.limits(), around),
            new MemberStore(database, config, around),
            appender,
            new EventStore(database, reader),
            new Rounds<>(
                "sync", new SyncReader(database, timeline, reader, bounds), config, around),
            new Rounds<>(
                "tag", new TagReader(database, timeline, bounds.rowsMax()), config, around),
            new PointerStore(database, ledgers, timeline, around),
            new KeyStore(database),
            new OutboxStore(database, clock, holder, timeline, reader),
            calls,
            new LobbyStore(database, calls, clock, config.times().calls()),
            new BlockStore(database, clock, config.limits().blocksOfUserMax()),
            new BodyStore(database, bodies),
            new JobStore(database, clock, ids),
            new ErasureStore(database, clock, ids, bodies),
            new PersonStore(database, reader),
            new RetentionStore(database, clock, ids, bodies),
            new PrivacyRecords(database),
            site,
            new Purge(database, clock, config.times()),
            new CallSweep(database, appender, config.times().calls(), around));
    stores = opened;
    timers.add(clock.every(config.times().probeEvery(), database::probe));
    timers.add(clock.every(config.times().purgeEvery(), () -> purge(opened)));
    if (config.engine() == PersistenceConfig.EngineName.H2) {
      BackupDesk backups = new BackupDesk(vertx, engine, config.h2().dataDir());
      timers.add(clock.every(config.times().probeEvery(), backups::look));
    }
    timers.add(clock.every(config.times().calls().sweepEvery(), () -> sweep(opened)));
    health.watch(
        ROLE,
        () ->
            Future.succeededFuture(database.isUp() ? Health.State.READY : Health.State.NOT_READY));
    return opened;
  }

  @Override
  protected Future<?> onMessage(PersistenceMessage message) {
    Stores to = stores;
    if (to == null) {
      return Future.failedFuture("not started");
    }
    return switch (message) {
      case AccountCommand c -> to.accounts.on(c);
      case BlockCommand c -> Future.succeededFuture(to.blocks.on(c));
      case BodyCommand c -> Future.succeededFuture(to.bodies.on(c));
      case CallCommand c -> Future.succeededFuture(to.calls.on(c));
      case ConversationCommand c -> onConversation(to, c);
      case ErasureCommand c -> Future.succeededFuture(to.erasures.on(c));
      case EventCommand c -> onEvent(to, c);
      case JobCommand c -> Future.succeededFuture(to.jobs.on(c));
      case LobbyCommand c -> Future.succeededFuture(to.lobbies.on(c));
      case PersonCommand c -> Future.succeededFuture(to.persons.on(c));
      case PointerCommand c -> Future.succeededFuture(to.pointers.on(c));
      case PrivacyRecordCommand c -> Future.succeededFuture(to.records.on(c));
      case RetentionCommand c -> Future.succeededFuture(to.retention.on(c));
      case KeyCommand c -> Future.succeededFuture(to.keys.on(c));
      case OutboxCommand c -> Future.succeededFuture(to.outbox.on(c));
      case SiteCommand c -> Future.succeededFuture(to.site.on(c));
      case VitalsCommand c -> Future.succeededFuture(vitals(to, c));
    };
  }

  private VitalsCommand.Vitals vitals(Stores to, VitalsCommand command) {
    return switch (command) {
      case VitalsCommand.GetVitals c ->
          new VitalsCommand.Vitals(
              config.engine().name().toLowerCase(Locale.ROOT),
              to.database.isUp() ? VitalsCommand.State.UP : VitalsCommand.State.DOWN,
              to.appender.waiting(),
              to.appender.commitTimes());
    };
  }

  private static Future<?> onConversation(Stores to, ConversationCommand command) {
    return switch (command) {
      case ConversationCommand.Create c -> Future.succeededFuture(to.conversations.create(c));
      case ConversationCommand.Find c -> Future.succeededFuture(to.members.find(c));
      case ConversationCommand.ListMembers c -> Future.succeededFuture(to.members.list(c));
      case ConversationCommand.ListNames c -> Future.succeededFuture(to.members.names(c));
      case ConversationCommand.SearchRooms c -> Future.succeededFuture(to.members.searchRooms(c));
      case ConversationCommand.CheckMembership c -> to.members.check(c);
    };
  }

  private static Future<?> onEvent(Stores to, EventCommand command) {
    return switch (command) {
      case EventCommand.Append c -> to.appender.append(c);
      case EventCommand.ReadEvents c -> Future.succeededFuture(to.events.read(c));
      case EventCommand.Sync c -> to.syncs.ask(c);
      case EventCommand.GetSyncTag c -> to.tags.ask(c);
    };
  }

  private void purge(Stores to) {
    if (purging) {
      return;
    }
    purging = true;
    try {
      to.purge.run();
    } catch (RuntimeException failure) {
      LOG.warn("what has expired was not deleted, and will be next time: {}", failure.getMessage());
    } finally {
      purging = false;
    }
  }

  private void sweep(Stores to) {
    if (sweeping || !to.database.isUp()) {
      return;
    }
    sweeping = true;
    try {
      to.sweep.run();
    } catch (RuntimeException failure) {
      LOG.warn("overdue calls were not ended, and will be next time: {}", failure.getMessage());
    } finally {
      sweeping = false;
    }
  }

  /// The database was away: what is remembered may be old, and nobody could say anything.
  private void onReturn(RosterCache rosters) {
    rosters.clear();
    Stores to = stores;
    if (to != null) {
      to.sweep.restartGrace();
    }
  }

  @Override
  protected Future<?> release() {
    timers.forEach(Clock.Timer::cancel);
    health.forget(ROLE);
    Stores opened = stores;
    stores = null;
    return opened == null ? Future.succeededFuture() : opened.database.close();
  }
}
