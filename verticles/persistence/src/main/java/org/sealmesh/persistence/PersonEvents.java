package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// What a person's conversations show her: from the event that made her a member to the one that
/// ended it, above the floor. One page is of one conversation.
final class PersonEvents {
  static PersonPage read(Session session, EventReader reader, ReadPerson asked) {
    Place place = Place.parse(asked.after());
    List<Line> lines = PersonMemberships.from(session, asked, place, 1);
    if (lines.isEmpty()) {
      return new PersonPage(List.of(), null);
    }
    Line membership = lines.getFirst();
    Place found = Place.of(membership);
    boolean goesOn = place.seq() > 0 && place.isWith(found);
    long first = Math.max(membership.number("floor_seq"), membership.number("kept_from"));
    long from = goesOn ? place.seq() : Math.max(1, first);
    long end = goesOn ? place.end() : end(session, asked.user(), membership);
    long to = Math.min(end, from + asked.limit() - 1);
    ConversationKind kind = Codes.conversationKind(membership.integer("kind"));
    List<Event> events =
        reader.read(session, membership.conversation("conversation_id"), kind, from, to);
    List<Event> shown = events.stream().filter(e -> !e.at().isAfter(asked.asOf())).toList();
    // Times do not fall along a conversation: what comes after a later one is later too.
    boolean isOver = to >= end || shown.size() < events.size();
    return new PersonPage(
        told(session, asked, membership, shown),
        (isOver ? found.past() : found.at(to + 1, end)).text());
  }

  /// Her removal is the last that she saw.
  private static long end(Session session, UserId user, Line membership) {
    long head = membership.number("head");
    if (membership.integer("until_epoch") == 0) {
      return head;
    }
    return session
        .line(
            "SELECT MIN(seq) AS removed FROM bm_events WHERE conversation_id = ? AND seq > ?"
                + " AND type = "
                + Codes.REMOVED
                + " AND member_id = ?",
            membership.conversation("conversation_id"),
            membership.number("floor_seq"),
            user)
        .map(line -> line.numberOrNull("removed"))
        .orElse(head);
  }

  private static List<Entry> told(
      Session session, ReadPerson asked, Line membership, List<Event> events) {
    if (events.isEmpty()) {
      return List.of();
    }
    ConversationId id = membership.conversation("conversation_id");
    String title = Names.conversation(session, asked.user(), membership);
    Map<UserId, String> names = Names.of(session, people(events));
    List<Entry> entries = new ArrayList<>();
    for (Event event : events) {
      EntryBuilder entry = new EntryBuilder().with("Conversation", title).with("At", event.at());
      tell(entry, event, names);
      entries.add(entry.as(asked, id.text() + "-" + event.seq().value()));
    }
    return entries;
  }

  private static Set<UserId> people(List<Event> events) {
    Set<UserId> people = new LinkedHashSet<>();
    for (Event event : events) {
      switch (event) {
        case Event.Created e -> people.add(e.actor());
        case Event.Renamed e -> people.add(e.actor());
        case Event.MembersAdded e -> people.add(e.actor());
        case Event.MemberRemoved e -> {
          people.add(e.actor());
          people.add(e.member());
        }
        case Event.Sent e -> people.add(e.actor());
        case Event.Edited e -> people.add(e.actor());
        case Event.Deleted e -> people.add(e.actor());
        case Event.CallStarted e -> people.add(e.actor());
        case Event.CallEnded e -> people.add(e.actor());
        case Event.PersonErased e -> {}
        case Event.Tombstone e -> {}
      }
    }
    return people;
  }

  private static void tell(EntryBuilder entry, Event event, Map<UserId, String> names) {
    switch (event) {
      case Event.Sent e ->
          entry
              .with("From", names.get(e.actor()))
              .with("Text", e.body())
              .with("In reply to", text(e.replyTo()))
              .with("Message", e.messageId().text());
      case Event.Edited e ->
          entry
              .with("Edited by", names.get(e.actor()))
              .with("Text", e.body())
              .with("Message", e.messageId().text());
      case Event.Deleted e ->
          entry.with("Deleted by", names.get(e.actor())).with("Message", e.messageId().text());
      case Event.Tombstone e -> entry.with("Deleted message", text(e.messageId()));
      case Event.Created e ->
          entry
              .with("Begun by", names.get(e.actor()))
              .with("Title", e.title())
              .with("With", listed(e.members()));
      case Event.Renamed e -> entry.with("Renamed by", names.get(e.actor())).with("To", e.title());
      case Event.MembersAdded e ->
          entry.with("Added by", names.get(e.actor())).with("Added", listed(e.members()));
      case Event.MemberRemoved e ->
          entry
              .with("Gone", names.get(e.member()))
              .with("By", names.get(e.actor()))
              .with("As", e.reason().name().toLowerCase(Locale.ROOT));
      case Event.CallStarted e ->
          entry.with("Call begun by", names.get(e.actor())).with("Call", e.callId().text());
      case Event.CallEnded e -> entry.with("Call ended", e.callId().text());
      case Event.PersonErased e -> entry.with("Erased", "somebody who was in this conversation");
    }
  }

  private static String listed(List<Member> members) {
    return members.stream().map(Member::name).collect(Collectors.joining(", "));
  }

  private static @Nullable String text(@Nullable MessageId id) {
    return id == null ? null : id.text();
  }

  private PersonEvents() {}
}
