package org.sealmesh.persistence.bettermessages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What was taken over and what was not: numbers, and ids of rows that cannot be read. Never what
/// somebody wrote.
final class Tally {
  /// Enough to begin mending with.
  private static final int IDS_MAX = 20;

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Map<Kind, List<String>> ids = new EnumMap<>(Kind.class);

  /// What becomes of a thing that is counted.
  enum Fate {
    TAKEN,
    CHANGED,
    LEFT_OUT,
    BAD
  }

  /// What is counted.
  enum Kind {
    PEOPLE(Fate.TAKEN, "people"),
    GUESTS(Fate.TAKEN, "guests"),
    GONE(Fate.TAKEN, "who are gone, without a name"),
    DIRECT(Fate.TAKEN, "conversations of two"),
    GROUPS(Fate.TAKEN, "groups"),
    ROOMS(Fate.TAKEN, "rooms"),
    MESSAGES(Fate.TAKEN, "messages"),
    BANS(Fate.TAKEN, "bans"),

    ATTACHMENTS(Fate.CHANGED, "files, named in words"),
    VOICES(Fate.CHANGED, "voice messages, named in words"),
    CUT(Fate.CHANGED, "messages cut at 16 KiB"),
    SECOND_OF_PAIR(Fate.CHANGED, "further conversations of the same two, as groups"),
    FORMER(Fate.CHANGED, "members who wrote and had left, shown as having left at the end"),
    BANS_WITH_END(Fate.CHANGED, "bans that would have ended, which stay until they are lifted"),
    EDITED(Fate.CHANGED, "edited messages, with their last text alone"),

    PENDING(Fate.LEFT_OUT, "messages that waited for approval"),
    EMPTY(Fate.LEFT_OUT, "messages without a text"),
    NOTICES(Fate.LEFT_OUT, "notices of the plug-in itself"),
    NOBODY_LEFT(Fate.LEFT_OUT, "conversations in which nobody is left"),
    OTHER_PEOPLE(Fate.LEFT_OUT, "people of WordPress who never took part"),
    MENTIONS(Fate.LEFT_OUT, "mentions"),
    REPLIES(Fate.LEFT_OUT, "marks of replies"),
    REACTIONS(Fate.LEFT_OUT, "reactions"),
    STARS(Fate.LEFT_OUT, "stars"),
    PINS(Fate.LEFT_OUT, "pinned messages"),
    PINNED_THREADS(Fate.LEFT_OUT, "pinned conversations"),
    MUTED(Fate.LEFT_OUT, "muted conversations"),
    REPORTS(Fate.LEFT_OUT, "reports"),
    OTHER_MODERATION(Fate.LEFT_OUT, "other rules of moderation"),

    NO_THREAD(Fate.BAD, "messages of no conversation"),
    NO_THREAD_OF_RECIPIENT(Fate.BAD, "recipients of no conversation (person/conversation)"),
    BAD_RECIPIENT(Fate.BAD, "recipients who are nobody (person/conversation)"),
    TOO_LARGE(Fate.BAD, "conversations of more members than a group may have"),
    BAD_TEXT(Fate.BAD, "messages whose text is no UTF-8"),
    BAD_TIME(Fate.BAD, "messages whose time is none");

    private final Fate fate;
    private final String words;

    Kind(Fate fate, String words) {
      this.fate = fate;
      this.words = words;
    }
  }

  void count(Kind kind) {
    count(kind, 1);
  }

  void count(Kind kind, long more) {
    if (more != 0) {
      counts.merge(kind, more, Long::sum);
    }
  }

  void bad(Kind kind, String id) {
    count(kind);
    List<String> named = ids.computeIfAbsent(kind, none -> new ArrayList<>());
    if (named.size() < IDS_MAX) {
      named.add(id);
    }
  }

  long of(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  boolean hasBad() {
    return counts.keySet().stream().anyMatch(kind -> kind.fate == Fate.BAD);
  }

  /// In one line; empty if there is nothing.
  String told(Fate fate) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.fate == fate && counts.containsKey(kind))
        .map(this::told)
        .collect(Collectors.joining("; "));
  }

  private String told(Kind kind) {
    List<String> named = ids.getOrDefault(kind, List.of());
    String which =
        named.isEmpty()
            ? ""
            : ": " + String.join(", ", named) + (of(kind) > named.size() ? ", …" : "");
    return of(kind) + " " + kind.words + which;
  }
}
