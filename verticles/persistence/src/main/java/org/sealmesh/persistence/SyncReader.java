package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.EventCommand.Synced;
import org.sealmesh.origin.persistence.EventCommand.SyncedConversation;
import org.sealmesh.persistence.ConversationReader.Roster;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Session;

/// Reads what syncs show: the memberships of all who ask at once, then members and events of each
/// conversation once, whoever of them is in it. What a user may see, and from which seq on, is of
/// her own membership alone.
///
/// Nothing of it is a transaction: at READ COMMITTED each statement sees what is committed when it
/// begins, inside of one or not.
final class SyncReader implements Rounds.Reading<Sync, Synced> {
  private final Database database;
  private final Timeline timeline;
  private final EventReader reader;
  private final PersistenceConfig.Rounds bounds;

  SyncReader(
      Database database, Timeline timeline, EventReader reader, PersistenceConfig.Rounds bounds) {
    this.database = database;
    this.reader = reader;
    this.timeline = timeline;
    this.bounds = bounds;
  }

  @Override
  public Optional<List<Synced>> read(List<Sync> syncs) {
    return database.read(session -> {
      List<UserId> users = syncs.stream().map(Sync::user).distinct().toList();
      return ConversationReader.all(session, users, bounds.rowsMax())
          .flatMap(all -> answers(session, syncs, all));
    });
  }

  private Optional<List<Synced>> answers(
      Session session, List<Sync> syncs, Map<UserId, List<Conversation>> all) {
    List<List<SyncPart>> parts =
        syncs.stream()
            .map(sync -> SyncPart.of(sync, all.getOrDefault(sync.user(), List.of()), timeline))
            .toList();
    Map<ConversationId, Conversation> shown = new HashMap<>();
    List<Span> spans = new ArrayList<>();
    for (SyncPart part : parts.stream().flatMap(Collection::stream).toList()) {
      shown.put(part.conversation().id(), part.conversation());
      spans.add(part.span());
    }
    List<Span> covering = Span.covering(spans);
    // Rooms name no members.
    List<Conversation> named =
        shown.values().stream().filter(c -> c.kind() != ConversationKind.ROOM).toList();
    boolean tooMuch =
        named.stream().mapToLong(Conversation::memberCount).sum() > bounds.rowsMax()
            || covering.stream().mapToLong(Span::events).sum() > bounds.eventsMax();
    if (syncs.size() > 1 && tooMuch) {
      return Optional.empty();
    }
    View view =
        new View(
            ConversationReader.rosters(session, named.stream().map(Conversation::id).toList()),
            events(session, covering, shown),
            new HashMap<>());
    List<Synced> answers = new ArrayList<>(syncs.size());
    for (int i = 0; i < syncs.size(); i++) {
      UserId user = syncs.get(i).user();
      answers.add(
          new Synced(timeline, parts.get(i).stream().map(part -> view.of(part, user)).toList()));
    }
    return Optional.of(answers);
  }

  private Map<ConversationId, NavigableMap<Long, Event>> events(
      Session session, List<Span> spans, Map<ConversationId, Conversation> shown) {
    Map<ConversationId, NavigableMap<Long, Event>> events = new HashMap<>();
    for (Span span : spans) {
      Conversation c = Objects.requireNonNull(shown.get(span.conversation()));
      NavigableMap<Long, Event> bySeq = events.computeIfAbsent(c.id(), id -> new TreeMap<>());
      reader
          .read(session, c.id(), c.kind(), span.from(), span.to())
          .forEach(event -> bySeq.put(event.seq().value(), event));
    }
    return events;
  }

  /// What was read for a round, and what each reader is shown of it.
  ///
  /// @param cuts the same list for everyone who misses the same events
  private record View(
      Map<ConversationId, Roster> rosters,
      Map<ConversationId, NavigableMap<Long, Event>> events,
      Map<Span, List<Event>> cuts) {

    SyncedConversation of(SyncPart part, UserId user) {
      Conversation c = part.conversation();
      Roster roster = rosters.getOrDefault(c.id(), Roster.NONE);
      // Somebody who was removed since her conversations were read is shown no members.
      Roster seen = roster.has(user) ? roster : Roster.NONE;
      return new SyncedConversation(
          ConversationReader.withMembers(c, seen.members()),
          cuts.computeIfAbsent(part.span(), this::cut),
          part.more(),
          seen.pointers());
    }

    private List<Event> cut(Span span) {
      NavigableMap<Long, Event> all = events.get(span.conversation());
      return all == null || span.events() == 0
          ? List.of()
          : List.copyOf(all.subMap(span.from(), true, span.to(), true).values());
    }
  }
}
