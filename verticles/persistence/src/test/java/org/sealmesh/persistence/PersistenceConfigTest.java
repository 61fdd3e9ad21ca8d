package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealmesh.persistence.PersistenceConfig.Batches;
import org.sealmesh.persistence.PersistenceConfig.Calls;
import org.sealmesh.persistence.PersistenceConfig.H2;
import org.sealmesh.persistence.PersistenceConfig.Limits;
import org.sealmesh.persistence.PersistenceConfig.Pool;
import org.sealmesh.persistence.PersistenceConfig.Rounds;
import org.sealmesh.persistence.PersistenceConfig.Times;

/// Settings that cannot work stop the start and say which they are.
final class PersistenceConfigTest {
  private static final Duration S = Duration.ofSeconds(1);
  private static final Calls CALLS = PersistenceConfig.defaults().times().calls();

  @Test
  void theDefaultsAreValid() {
    assertThat(PersistenceConfig.defaults().engine()).isEqualTo(PersistenceConfig.EngineName.H2);
  }

  @Test
  void namesTheSettingThatIsWrong() {
    refuses("h2.cacheKib", () -> new H2(Path.of("data"), 1));
    refuses("pool.connections", () -> new Pool(0, 1, S, S.multipliedBy(2), S, 1));
    refuses("pool.lockWait", () -> new Pool(1, 1, S, S, S, 1));
    refuses("pool.statementTime", () -> new Pool(1, 1, S, Duration.ZERO, S, 1));
    refuses("batches.changesMax", () -> new Batches(0, 1, 1));
    refuses("batches.waitingOfConversationMax", () -> new Batches(2, 1, 1));
    refuses("batches.waitingMax", () -> new Batches(1, 2, 1));
    refuses("rounds.parallel", () -> new Rounds(0, Duration.ZERO, 1, 1, 1));
    refuses("rounds.spacing", () -> new Rounds(1, Duration.ofSeconds(2), 1, 1, 1));
    refuses("rounds.questionsMax", () -> new Rounds(1, Duration.ZERO, 1025, 1, 1));
    refuses("rounds.rowsMax", () -> new Rounds(1, Duration.ZERO, 1, 0, 1));
    refuses("rounds.eventsMax", () -> new Rounds(1, Duration.ZERO, 1, 1, 0));
    refuses("limits.membersMax", () -> new Limits(257, 1, 1, 1, 1, 1000, 1));
    refuses("limits.sessionsOfUserMax", () -> new Limits(2, 1, 1, 0, 1, 1000, 1));
    refuses("limits.blocksOfUserMax", () -> new Limits(2, 1, 1, 1, 1, 1000, 0));
    refuses("times.purgeEvery", () -> new Times(S, S, S, Duration.ZERO, S, S, CALLS));
    refuses("times.outboxLease", () -> new Times(S.negated(), S, S, S, S, S, CALLS));
    refuses("times.roomTurnsEvery", () -> new Times(S, S, S, S, S, Duration.ofHours(2), CALLS));
    Duration ring = CALLS.ringMax();
    Duration silence = CALLS.silenceMax();
    Duration knock = CALLS.knockKept();
    refuses("calls.ringMax", () -> new Calls(S, silence, S, S, 1, 2, 1, 1, knock));
    refuses("calls.silenceMax", () -> new Calls(ring, S, S, S, 1, 2, 1, 1, knock));
    refuses("calls.grace", () -> new Calls(ring, silence, S.negated(), S, 1, 2, 1, 1, knock));
    refuses(
        "calls.sweepEvery", () -> new Calls(ring, silence, S, Duration.ZERO, 1, 2, 1, 1, knock));
    refuses("calls.usersMax", () -> new Calls(ring, silence, S, S, 1, 1, 1, 1, knock));
    refuses("calls.partiesOfOneMax", () -> new Calls(ring, silence, S, S, 1, 2, 0, 1, knock));
    refuses("calls.lobbyMax", () -> new Calls(ring, silence, S, S, 1, 2, 1, 0, knock));
    refuses("calls.knockKept", () -> new Calls(ring, silence, S, S, 1, 2, 1, 1, S));
    refuses("calls.sweptMax", () -> new Calls(ring, silence, S, S, 0, 2, 1, 1, knock));
  }

  private static void refuses(String setting, Runnable making) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(setting + " ");
  }
}
