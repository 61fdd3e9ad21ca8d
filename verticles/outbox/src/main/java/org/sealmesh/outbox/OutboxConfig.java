package org.sealmesh.outbox;

import java.time.Duration;

/// Every setting of the outbox, its default and why.
///
/// @param inFlightMax events on their way to the mesh at a time, over all conversations: at a few
///   milliseconds each, tens of thousands per second, and no more than the mailboxes of crypto and
///   router hold
/// @param entriesMax events held in memory, from the commit until their row is gone: at 2 KiB each,
///   20 MB. What does not fit is left to its row, and comes back by take-over
/// @param giveUpAfter how long after its commit an event is tried: whoever has not got it by then
///   has lost its connection, and syncs
/// @param retryFirst the first wait after a failure; each further one is twice as long
/// @param retryMax and no longer than this: a node that comes back gets what it missed within it
/// @param lease how long rows belong to this process without renewal, and so how long its events
///   are late if it dies
/// @param renewEvery how often held rows are renewed: twice may fail within a lease
/// @param takeOverEvery how often rows without a living holder are looked for
/// @param takeOverMax rows taken over at once, 1 … 1,000
/// @param finishDelay how long rows that are done are gathered before one transaction deletes them
/// @param finishMax rows in one such transaction
/// @param pointersInFlightMax pointers on their way at a time: a quarter of what events may use
/// @param pointersMax pointers held in memory; more are dropped, and sync brings them
public record OutboxConfig(
    int inFlightMax,
    int entriesMax,
    Duration giveUpAfter,
    Duration retryFirst,
    Duration retryMax,
    Duration lease,
    Duration renewEvery,
    Duration takeOverEvery,
    int takeOverMax,
    Duration finishDelay,
    int finishMax,
    int pointersInFlightMax,
    int pointersMax) {
  public OutboxConfig {
    atLeastOne(inFlightMax, "inFlightMax");
    atLeastOne(entriesMax, "entriesMax");
    atLeastOne(finishMax, "finishMax");
    atLeastOne(pointersInFlightMax, "pointersInFlightMax");
    atLeastOne(pointersMax, "pointersMax");
    positive(giveUpAfter, "giveUpAfter");
    positive(retryFirst, "retryFirst");
    positive(takeOverEvery, "takeOverEvery");
    positive(finishDelay, "finishDelay");
    require(retryMax.compareTo(retryFirst) >= 0, "retryMax must be at least retryFirst");
    positive(renewEvery, "renewEvery");
    require(renewEvery.multipliedBy(2).compareTo(lease) <= 0, "lease must be twice renewEvery");
    require(takeOverMax >= 1 && takeOverMax <= 1000, "takeOverMax must be 1 … 1000");
  }

  public static OutboxConfig defaults() {
    return new OutboxConfig(
        256,
        10_000,
        Duration.ofSeconds(60),
        Duration.ofMillis(250),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        500,
        Duration.ofMillis(50),
        500,
        64,
        5_000);
  }

  private static void atLeastOne(int value, String name) {
    require(value >= 1, name + " must be 1 or more");
  }

  private static void positive(Duration value, String name) {
    require(value.isPositive(), name + " must be longer than nothing");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
