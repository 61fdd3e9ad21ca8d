package org.sealmesh.persistence;

import java.time.Duration;
import java.util.Arrays;
import org.sealmesh.origin.persistence.VitalsCommand.CommitTimes;

/// How long something took in the last minute, in fixed memory: a histogram for every five seconds.
///
/// A bucket is a fifth wider than the one before, so that a quantile is at most a fifth too large.
/// Belongs to one context.
final class RecentTimes {
  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final Duration SLOT = Duration.ofSeconds(5);
  private static final int SLOTS = (int) WINDOW.dividedBy(SLOT);

  /// The first bucket ends here, below what any disk does.
  private static final double FIRST_MICROS = 50;

  private static final double GROWTH = 1.2;

  /// The last bucket but one ends beyond a minute, and no commit takes that long.
  private static final int BUCKETS = 80;

  private final Slot[] slots = new Slot[SLOTS];

  private static final class Slot {
    private final int[] counts = new int[BUCKETS];
    private long number;
    private long maxMicros;

    void begin(long slotNumber) {
      Arrays.fill(counts, 0);
      number = slotNumber;
      maxMicros = 0;
    }
  }

  RecentTimes() {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
      slots[i].number = Long.MIN_VALUE;
    }
  }

  void add(Duration took, long nowNs) {
    long number = slotNumber(nowNs);
    Slot slot = slots[(int) Math.floorMod(number, (long) SLOTS)];
    if (slot.number != number) {
      slot.begin(number);
    }
    long micros = took.toNanos() / 1000;
    slot.counts[bucket(micros)]++;
    slot.maxMicros = Math.max(slot.maxMicros, micros);
  }

  CommitTimes recent(long nowNs) {
    long oldest = slotNumber(nowNs) - SLOTS + 1;
    long[] counts = new long[BUCKETS];
    long all = 0;
    long maxMicros = 0;
    for (Slot slot : slots) {
      if (slot.number >= oldest) {
        for (int i = 0; i < BUCKETS; i++) {
          counts[i] += slot.counts[i];
          all += slot.counts[i];
        }
        maxMicros = Math.max(maxMicros, slot.maxMicros);
      }
    }
    return new CommitTimes(
        WINDOW.toSeconds(),
        all,
        quantile(counts, (all + 1) / 2, maxMicros),
        quantile(counts, all - all / 100, maxMicros),
        maxMicros);
  }

  /// @param rank the how manieth of all, from the shortest on
  private static long quantile(long[] counts, long rank, long maxMicros) {
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= rank && seen > 0) {
        return Math.min(maxMicros, (long) Math.ceil(FIRST_MICROS * Math.pow(GROWTH, i)));
      }
    }
    return 0;
  }

  private static int bucket(long micros) {
    if (micros <= FIRST_MICROS) {
      return 0;
    }
    int bucket = (int) Math.ceil(Math.log(micros / FIRST_MICROS) / Math.log(GROWTH));
    return Math.min(bucket, BUCKETS - 1);
  }

  private static long slotNumber(long nowNs) {
    return Math.floorDiv(nowNs, SLOT.toNanos());
  }
}
