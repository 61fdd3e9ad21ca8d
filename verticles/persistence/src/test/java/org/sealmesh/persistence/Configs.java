package org.sealmesh.persistence;

import java.time.Duration;
import org.sealmesh.persistence.PersistenceConfig.Batches;
import org.sealmesh.persistence.PersistenceConfig.Limits;
import org.sealmesh.persistence.PersistenceConfig.Pool;
import org.sealmesh.persistence.PersistenceConfig.Rounds;
import org.sealmesh.persistence.PersistenceConfig.Times;

/// Settings with something changed.
final class Configs {

  static PersistenceConfig with(PersistenceConfig c, Limits limits) {
    return new PersistenceConfig(
        c.engine(), c.h2(), c.mysql(), c.pool(), c.batches(), c.rounds(), limits, c.times());
  }

  static PersistenceConfig with(PersistenceConfig c, Batches batches) {
    return new PersistenceConfig(
        c.engine(), c.h2(), c.mysql(), c.pool(), batches, c.rounds(), c.limits(), c.times());
  }

  static PersistenceConfig with(PersistenceConfig c, Rounds rounds) {
    return new PersistenceConfig(
        c.engine(), c.h2(), c.mysql(), c.pool(), c.batches(), rounds, c.limits(), c.times());
  }

  static PersistenceConfig with(PersistenceConfig c, Pool pool) {
    return new PersistenceConfig(
        c.engine(), c.h2(), c.mysql(), pool, c.batches(), c.rounds(), c.limits(), c.times());
  }

  static PersistenceConfig with(PersistenceConfig c, Times times) {
    return new PersistenceConfig(
        c.engine(), c.h2(), c.mysql(), c.pool(), c.batches(), c.rounds(), c.limits(), times);
  }

  /// Probes and purges as often as a test can want.
  static PersistenceConfig impatient(PersistenceConfig c, Duration outboxLease) {
    return with(
        c,
        new Times(
            outboxLease,
            c.times().clientIdsKept(),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            c.times().roomTurnsEvery()));
  }

  private Configs() {}
}
