package org.sealmesh.privacy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.privacy.PrivacyMessage;
import org.sealmesh.origin.privacy.Retention.Ages;

/// Every setting of the privacy verticle, its default and why.
///
/// @param folder where archives are written and kept: plaintext, readable by its owner alone. Where
///   several processes serve one site, a folder that they share; else only the process that wrote
///   an archive can hand it out, and a job that goes on elsewhere begins anew
/// @param kept how long an archive is kept once it is ready: three days, as WordPress does, so that
///   somebody who asks on a Friday has it on Monday
/// @param keptMax exports of one person at a time: each may be as large as all that she ever wrote
///   and read
/// @param linkKept how long a link to an archive opens it: enough to begin a download, and too
///   short to be of use in a browser's history
/// @param pageEntries entries that are read and written at a time, 1 … 500: some 8 MiB at worst
/// @param lease how long a job belongs to the process that runs it without a word from it, and so
///   how long the job rests if that one dies
/// @param renewEvery how often a running job is renewed while nothing else is saved: twice may fail
///   within a lease
/// @param lookEvery how often a process looks for jobs that nobody runs
/// @param retryAfter how long a job rests after a failure: an outage of the database is over then,
///   or not soon
/// @param takesMax how often a job is begun or gone on with before it is given up: every death of a
///   process counts
/// @param sweepEvery how often what has expired is deleted
/// @param erasures of people who want to be erased
/// @param retention what is deleted by age
public record PrivacyConfig(
    Path folder,
    Duration kept,
    int keptMax,
    Duration linkKept,
    int pageEntries,
    Duration lease,
    Duration renewEvery,
    Duration lookEvery,
    Duration retryAfter,
    int takesMax,
    Duration sweepEvery,
    Erasures erasures,
    Retention retention) {
  /// A disk with less is full: whatever is written on it fails soon.
  static final long SPACE_BYTES_MIN = 16L * 1024 * 1024;

  public PrivacyConfig {
    positive(kept, "kept");
    atLeastOne(keptMax, "keptMax");
    positive(linkKept, "linkKept");
    require(linkKept.compareTo(kept) <= 0, "linkKept must be kept at most");
    require(pageEntries >= 1 && pageEntries <= 500, "pageEntries must be 1 … 500");
    positive(renewEvery, "renewEvery");
    require(renewEvery.multipliedBy(2).compareTo(lease) <= 0, "lease must be twice renewEvery");
    positive(lookEvery, "lookEvery");
    positive(retryAfter, "retryAfter");
    require(takesMax >= 1 && takesMax <= 20, "takesMax must be 1 … 20");
    positive(sweepEvery, "sweepEvery");
  }

  /// @param messages what becomes of what an erased person wrote. Deleted: a text may name its
  ///   writer as surely as her name does. Kept: the conversations of the others stay readable
  /// @param offered how long somebody can confirm what was counted: longer, and it is not what
  ///   would go any more
  /// @param recordKept how long it is on record that somebody was erased: how much it was, when,
  ///   and a number that names nobody; for as long as a supervisory authority may come to ask
  public record Erasures(ErasedMessages messages, Duration offered, Duration recordKept) {
    static final Erasures DEFAULT =
        new Erasures(ErasedMessages.DELETED, Duration.ofHours(24), Duration.ofDays(1096));

    public Erasures {
      positive(offered, "erasures.offered");
      positive(recordKept, "erasures.recordKept");
    }
  }

  /// @param direct how long events of direct conversations are kept; empty, as by default: for
  ///   ever. What a site keeps is its own decision, and nothing of it goes unless somebody has made
  ///   it
  /// @param groups the same for groups
  /// @param rooms the same for rooms
  /// @param callRecords how long it is kept who was in a call that is over
  /// @param guests who came that long ago and have no session any more are erased
  /// @param every how often a run begins: what is too old waits for that long at most
  /// @param afterStart how long after the start of a process it begins no run: time to look at the
  ///   preview of settings that are new, and to take them back
  /// @param batch conversations that are looked at in a page, and events that are deleted in a
  ///   transaction, 1 … 1,000: some milliseconds of the database
  /// @param restFactor how many times as long as a page took a run rests after it, 0 … 100: at 4,
  ///   it takes a fifth of one connection's time, and less while the database is busy
  /// @param recordKept how long it is on record what a run deleted
  public record Retention(
      Optional<Duration> direct,
      Optional<Duration> groups,
      Optional<Duration> rooms,
      Optional<Duration> callRecords,
      Optional<Duration> guests,
      Duration every,
      Duration afterStart,
      int batch,
      int restFactor,
      Duration recordKept) {
    static final Retention DEFAULT =
        new Retention(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofHours(24),
            Duration.ofMinutes(15),
            200,
            4,
            Duration.ofDays(1096));

    public Retention {
      age(direct, "direct");
      age(groups, "groups");
      age(rooms, "rooms");
      age(callRecords, "callRecords");
      age(guests, "guests");
      positive(every, "retention.every");
      require(!afterStart.isNegative(), "retention.afterStart must not be negative");
      require(batch >= 1 && batch <= 1000, "retention.batch must be 1 … 1000");
      require(restFactor >= 0 && restFactor <= 100, "retention.restFactor must be 0 … 100");
      require(recordKept.compareTo(every) >= 0, "retention.recordKept must be every or longer");
    }

    private static void age(Optional<Duration> age, String name) {
      require(
          age.isEmpty() || age.get().compareTo(PrivacyMessage.KEPT_FOR_MIN) >= 0,
          "retention." + name + " must be 1h or longer");
    }

    public Ages ages() {
      return new Ages(
          direct.orElse(null),
          groups.orElse(null),
          rooms.orElse(null),
          callRecords.orElse(null),
          guests.orElse(null));
    }
  }

  /// @param dataFolder of the process
  public static PrivacyConfig in(Path dataFolder) {
    return new PrivacyConfig(
        dataFolder.resolve("exports"),
        Duration.ofDays(3),
        3,
        Duration.ofMinutes(10),
        500,
        Duration.ofSeconds(60),
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        20,
        Duration.ofMinutes(10),
        Erasures.DEFAULT,
        Retention.DEFAULT);
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
