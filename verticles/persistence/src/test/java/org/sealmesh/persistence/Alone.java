package org.sealmesh.persistence;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.GetSyncTag;
import org.sealmesh.origin.persistence.EventCommand.Pointer;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.EventCommand.SyncTag;
import org.sealmesh.origin.persistence.EventCommand.Synced;
import org.sealmesh.origin.persistence.EventCommand.SyncedConversation;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Answers one sync by itself, in the plainest way: what every answer of a round must be equal to.
final class Alone {
  private static final String MINE =
      "SELECT c.id, c.rid, c.kind, c.title, c.owner_id, c.head, c.kept_from, c.epoch,"
          + " c.member_count, c.kept_for, c.shown_version, p.floor_seq"
          + " FROM bm_participants p JOIN bm_conversations c ON c.id = p.conversation_id"
          + " WHERE p.user_id = ? AND p.until_epoch = 0 ORDER BY p.conversation_id";

  private static final String MEMBERS =
      "SELECT q.conversation_id, q.delivered_seq, q.read_seq, u.id, u.rid, u.name"
          + " FROM bm_participants p"
          + " JOIN bm_conversations c ON c.id = p.conversation_id"
          + " JOIN bm_participants q ON q.conversation_id = p.conversation_id"
          + " JOIN bm_users u ON u.id = q.user_id"
          + " WHERE p.user_id = ? AND p.until_epoch = 0 AND q.until_epoch = 0 AND c.kind <> 3"
          + " ORDER BY q.user_id";

  private final Session session;
  private final Timeline timeline;

  Alone(Session session, Timeline timeline) {
    this.session = session;
    this.timeline = timeline;
  }

  Synced sync(Sync sync) {
    Map<String, Seq> heads = timeline.equals(sync.timeline()) ? sync.heads() : Map.of();
    List<Line> lines = session.lines(MINE, sync.user());
    Map<ConversationId, List<Member>> members = new HashMap<>();
    Map<ConversationId, List<Pointer>> pointers = new HashMap<>();
    members(sync.user(), members, pointers);
    List<Conversation> mine = new ArrayList<>();
    for (Line line : lines) {
      mine.add(conversation(line, members.getOrDefault(line.conversation("id"), List.of())));
    }
    long[] missing = new long[mine.size()];
    for (int i = 0; i < missing.length; i++) {
      Conversation c = mine.get(i);
      Seq head = heads.get(c.id().text());
      long all = c.head().value() - c.floor().value() + 1;
      long beyond = head == null ? 0 : c.head().value() - first(c, head) + 1;
      missing[i] = head == null ? Math.min(sync.eventsOfUnknownMax(), all) : Math.max(0, beyond);
    }
    int[] shares = SyncShares.of(missing, sync.eventsMax());
    List<SyncedConversation> synced = new ArrayList<>();
    for (int i = 0; i < missing.length; i++) {
      Conversation c = mine.get(i);
      Seq head = heads.get(c.id().text());
      long from = head == null ? c.head().value() - shares[i] + 1 : first(c, head);
      boolean more = head == null ? shares[i] == 0 && missing[i] > 0 : shares[i] < missing[i];
      List<Event> events =
          new EventReader(Bodies.plain())
              .read(session, c.id(), c.kind(), from, from + shares[i] - 1);
      synced.add(new SyncedConversation(c, events, more, pointers.getOrDefault(c.id(), List.of())));
    }
    return new Synced(timeline, synced);
  }

  private static long first(Conversation c, Seq head) {
    return Math.max(c.floor().value(), head.value() + 1);
  }

  private void members(
      UserId user,
      Map<ConversationId, List<Member>> members,
      Map<ConversationId, List<Pointer>> pointers) {
    for (Line line : session.lines(MEMBERS, user)) {
      ConversationId id = line.conversation("conversation_id");
      members.computeIfAbsent(id, i -> new ArrayList<>()).add(EventReader.member(line));
      pointers
          .computeIfAbsent(id, i -> new ArrayList<>())
          .add(new Pointer(line.user("id"), line.seq("delivered_seq"), line.seq("read_seq")));
    }
  }

  private static Conversation conversation(Line line, List<Member> members) {
    ConversationKind kind = Codes.conversationKind(line.integer("kind"));
    return new Conversation(
        line.conversation("id"),
        line.rid("rid"),
        kind,
        line.textOrNull("title"),
        line.user("owner_id"),
        line.seq("head"),
        new Seq(Math.max(line.number("kept_from"), line.number("floor_seq"))),
        line.epoch("epoch"),
        line.integer("member_count"),
        line.durationOrNull("kept_for"),
        members);
  }

  SyncTag tag(GetSyncTag tag) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(timeline.bytes());
      for (Line line : session.lines(MINE, tag.user())) {
        digest.update(line.bytes("id"));
        ByteBuffer numbers = ByteBuffer.allocate(40);
        for (String column : List.of("head", "kept_from", "epoch", "shown_version", "floor_seq")) {
          numbers.putLong(line.number(column));
        }
        digest.update(numbers.array());
      }
      byte[] half = Arrays.copyOf(digest.digest(), 16);
      return new SyncTag(Base64.getUrlEncoder().withoutPadding().encodeToString(half));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
