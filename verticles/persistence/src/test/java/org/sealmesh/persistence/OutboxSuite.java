package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.OutboxCommand.Finish;
import org.sealmesh.origin.persistence.OutboxCommand.Measure;
import org.sealmesh.origin.persistence.OutboxCommand.Measured;
import org.sealmesh.origin.persistence.OutboxCommand.Renew;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxCommand.TakeOver;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.VitalsCommand;
import org.sealmesh.origin.persistence.VitalsCommand.GetVitals;
import org.sealmesh.origin.persistence.VitalsCommand.Vitals;

/// Rows of what is not delivered yet, and to whom they belong. Time is the database's, so the tests
/// write leases that have run out instead of waiting for it.
abstract class OutboxSuite extends Suite {
  private static final Duration LEASE = Duration.ofMinutes(1);

  @BeforeEach
  void empty() {
    database.execute("DELETE FROM bm_outbox");
  }

  private void runOut() {
    database.execute("UPDATE bm_outbox SET lease_until = 1");
  }

  private void giveToAnother() {
    database.execute("UPDATE bm_outbox SET holder = X'00000000000000000000000000000001'");
  }

  private long rows() {
    return database.count("SELECT COUNT(*) FROM bm_outbox");
  }

  private List<OutboxEntry> takeOver(int limit) {
    return origin.ask(new TakeOver(LEASE, limit)).entries();
  }

  private static List<Row> rowsOf(List<OutboxEntry> entries) {
    return entries.stream().map(e -> new Row(e.conversation(), e.event().seq())).toList();
  }

  @Test
  void aCommitLeasesItsRowToThisProcess() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    chat.send(ann, group, "x");
    assertThat(rows()).isEqualTo(2);
    assertThat(takeOver(10)).isEmpty();
    origin.ask(new Finish(rowsOf(told(group))));
    assertThat(rows()).isZero();
  }

  private List<OutboxEntry> told(Conversation in) {
    return origin.committed().stream().filter(e -> e.conversation().equals(in.id())).toList();
  }

  @Test
  void whatHasRunOutIsTakenOverOldestFirst() {
    User ann = chat.user("Ann");
    Conversation one = chat.group(ann, chat.user("Bob"));
    origin.clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 5; i++) {
      chat.send(ann, one, "m" + i);
    }
    runOut();
    giveToAnother();
    List<OutboxEntry> first = takeOver(4);
    List<OutboxEntry> rest = takeOver(10);
    assertThat(seqs(first)).isEqualTo(LongStream.rangeClosed(1, 4).boxed().toList());
    assertThat(seqs(rest)).isEqualTo(LongStream.rangeClosed(5, 6).boxed().toList());
    assertThat(takeOver(10)).isEmpty();
    // As good as what the outbox is told after a commit.
    List<OutboxEntry> told = told(one);
    assertThat(first.getLast()).isEqualTo(told.get(3));
    origin.ask(new Finish(rowsOf(first)));
    origin.ask(new Finish(rowsOf(rest)));
    assertThat(rows()).isZero();
  }

  private static List<Long> seqs(List<OutboxEntry> entries) {
    return entries.stream().map(e -> e.event().seq().value()).toList();
  }

  @Test
  void whoseLeaseWasTakenCanNeitherRenewNorFinish() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    giveToAnother();
    origin.ask(new Finish(rowsOf(told(group))));
    assertThat(rows()).isEqualTo(1);
    runOut();
    giveToAnother();
    origin.ask(new Renew(rowsOf(told(group)), LEASE));
    assertThat(database.count("SELECT MAX(lease_until) FROM bm_outbox")).isEqualTo(1);
  }

  @Test
  void saysHowManyRowsWaitAndHowOldTheOldestIs() {
    assertThat(origin.ask(new Measure())).isEqualTo(new Measured(0, Duration.ZERO));
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    origin.clock.advance(Duration.ofSeconds(40));
    chat.send(ann, group, "x");
    giveToAnother();
    Measured measured = origin.ask(new Measure());
    assertThat(measured.rows()).isEqualTo(2);
    assertThat(measured.oldestAge()).isBetween(Duration.ofSeconds(40), Duration.ofMinutes(5));
  }

  @Test
  void tellsHowLongCommitsTakeAndWhichEngineItIs() {
    User ann = chat.user("Ann");
    long before = origin.ask(new GetVitals()).commits().commits();
    chat.send(ann, chat.group(ann), "x");
    Vitals vitals = origin.ask(new GetVitals());
    assertThat(vitals.engine()).isIn("h2", "mysql");
    assertThat(vitals.state()).isEqualTo(VitalsCommand.State.UP);
    assertThat(vitals.commits().commits()).isGreaterThan(before);
    assertThat(vitals.commits().medianMicros()).isPositive();
    assertThat(vitals.commits().maxMicros()).isGreaterThanOrEqualTo(vitals.commits().p99Micros());
  }

  @Test
  void aRenewedLeaseIsNotTakenOver() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    runOut();
    origin.ask(new Renew(rowsOf(told(group)), LEASE));
    assertThat(takeOver(10)).isEmpty();
  }

  @Test
  void whatIsTakenOverReadsAsItIsNow() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User cat = chat.user("Cat");
    Conversation group = chat.group(ann, bob);
    MessageId message = chat.sent(ann, group, "gone");
    chat.change(ann, group, new Change.Delete(message));
    chat.remove(ann, group, bob, RemovalReason.REMOVED);
    chat.add(ann, group, cat);
    runOut();
    List<OutboxEntry> entries = takeOver(10);
    assertThat(entries).hasSize(5);
    assertThat(entries.get(1).event()).isInstanceOf(Event.Tombstone.class);
    // Bob is told of his removal and of nothing else, Cat of nothing before her floor.
    assertThat(entries.get(1).targets()).containsExactly(ann.rid());
    assertThat(entries.get(3).targets()).containsExactlyInAnyOrder(ann.rid(), bob.rid());
    assertThat(entries.get(4).targets()).containsExactlyInAnyOrder(ann.rid(), cat.rid());
    assertThat(entries.get(3).epoch().value()).isEqualTo(1);
    assertThat(entries.get(4).epoch().value()).isEqualTo(2);
  }
}
