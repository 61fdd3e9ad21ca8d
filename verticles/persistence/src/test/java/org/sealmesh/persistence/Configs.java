package org.sealmesh.persistence;

import java.time.Duration;
import org.sealmesh.persistence.PersistenceConfig.Batches;
import org.sealmesh.persistence.PersistenceConfig.Calls;
import org.sealmesh.persistence.PersistenceConfig.Content;
import org.sealmesh.persistence.PersistenceConfig.Limits;
import org.sealmesh.persistence.PersistenceConfig.Pool;
import org.sealmesh.persistence.PersistenceConfig.Rounds;
import org.sealmesh.persistence.PersistenceConfig.Times;

/// Settings with something changed.
final class Configs {

  static PersistenceConfig with(PersistenceConfig c, Limits limits) {
    return new PersistenceConfig(
        c.engine(),
        c.h2(),
        c.mysql(),
        c.content(),
        c.pool(),
        c.batches(),
        c.rounds(),
        limits,
        c.times());
  }

  static PersistenceConfig with(PersistenceConfig c, Batches batches) {
    return new PersistenceConfig(
        c.engine(),
        c.h2(),
        c.mysql(),
        c.content(),
        c.pool(),
        batches,
        c.rounds(),
        c.limits(),
        c.times());
  }

  static PersistenceConfig with(PersistenceConfig c, Rounds rounds) {
    return new PersistenceConfig(
        c.engine(),
        c.h2(),
        c.mysql(),
        c.content(),
        c.pool(),
        c.batches(),
        rounds,
        c.limits(),
        c.times());
  }

  static PersistenceConfig with(PersistenceConfig c, Pool pool) {
    return new PersistenceConfig(
        c.engine(),
        c.h2(),
        c.mysql(),
        c.content(),
        pool,
        c.batches(),
        c.rounds(),
        c.limits(),
        c.times());
  }

  static PersistenceConfig with(PersistenceConfig c, Times times) {
    return new PersistenceConfig(
        c.engine(),
        c.h2(),
        c.mysql(),
        c.content(),
        c.pool(),
        c.batches(),
        c.rounds(),
        c.limits(),
        times);
  }

  static PersistenceConfig with(PersistenceConfig c, Content content) {
    return new PersistenceConfig(
        c.engine(),
        c.h2(),
        c.mysql(),
        content,
        c.pool(),
        c.batches(),
        c.rounds(),
        c.limits(),
        c.times());
  }

  /// Probes and purges as often as a test can want.
  static PersistenceConfig impatient(PersistenceConfig c, Duration outboxLease) {
    return with(
        c,
        new Times(
            outboxLease,
            c.times().clientIdsKept(),
            c.times().auditKept(),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            c.times().roomTurnsEvery(),
            c.times().calls()));
  }

  /// Lets a user block no more than so many.
  static PersistenceConfig blocking(PersistenceConfig c, int blocksOfUserMax) {
    Limits limits = c.limits();
    return with(
        c,
        new Limits(
            limits.membersMax(),
            limits.conversationsOfUserMax(),
            limits.creationsOfUserPerDayMax(),
            limits.sessionsOfUserMax(),
            limits.rosterEntriesMax(),
            limits.rosterOfOneMax(),
            blocksOfUserMax));
  }

  /// Looks for overdue calls as often as a test can want.
  static PersistenceConfig sweeping(PersistenceConfig c, Duration sweepEvery) {
    Calls calls = c.times().calls();
    return calling(
        c,
        new Calls(
            calls.ringMax(),
            calls.silenceMax(),
            calls.grace(),
            sweepEvery,
            calls.sweptMax(),
            calls.usersMax(),
            calls.partiesOfOneMax(),
            calls.lobbyMax(),
            calls.knockKept()));
  }

  static PersistenceConfig calling(PersistenceConfig c, Calls calls) {
    return with(
        c,
        new Times(
            c.times().outboxLease(),
            c.times().clientIdsKept(),
            c.times().auditKept(),
            c.times().purgeEvery(),
            c.times().probeEvery(),
            c.times().roomTurnsEvery(),
            calls));
  }

  private Configs() {}
}
