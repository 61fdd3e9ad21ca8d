package org.sealmesh.persistence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.ConversationCommand.Create;
import org.sealmesh.origin.persistence.ConversationCommand.CreateConflict;
import org.sealmesh.origin.persistence.ConversationCommand.Created;
import org.sealmesh.origin.persistence.ConversationCommand.Creation;
import org.sealmesh.origin.persistence.ConversationCommand.Exists;
import org.sealmesh.origin.persistence.ConversationCommand.NotWanted;
import org.sealmesh.origin.persistence.ConversationCommand.TooManyConversations;
import org.sealmesh.origin.persistence.ConversationCommand.TooManyMembers;
import org.sealmesh.origin.persistence.ConversationCommand.UnknownUsers;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.persistence.ledger.ById;
import org.sealmesh.persistence.ledger.Entries;
import org.sealmesh.persistence.ledger.Participant;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Makes conversations.
final class ConversationStore {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Seq FIRST = new Seq(1);

  private final Database database;
  private final LedgerStore ledgers;
  private final EntryWriter writer;
  private final Timeline timeline;
  private final PersistenceConfig.Limits limits;
  private final Surroundings around;

  ConversationStore(
      Database database,
      LedgerStore ledgers,
      EntryWriter writer,
      Timeline timeline,
      PersistenceConfig.Limits limits,
      Surroundings around) {
    this.database = database;
    this.ledgers = ledgers;
    this.writer = writer;
    this.timeline = timeline;
    this.limits = limits;
    this.around = around;
  }

  /// Only rooms can be searched for.
  static byte @Nullable [] titleKey(ConversationKind kind, @Nullable String title) {
    return kind == ConversationKind.ROOM && title != null ? CaseKey.sortable(title) : null;
  }

  Creation create(Create command) {
    requireShape(command);
    RoutingId rid = around.ids().rid();
    List<OutboxEntry> committed = new ArrayList<>();
    Creation outcome =
        database.write(
            Durability.KEPT,
            session -> {
              committed.clear();
              // Of two at once, one runs into a unique key, does this again, and finds the other.
              return earlier(session, command)
                  .or(() -> refused(session, command))
                  .orElseGet(() -> insert(session, command, rid, committed));
            });
    if (!committed.isEmpty()) {
      around.bus().tell(OriginAddresses.OUTBOX, new OutboxMessage.Committed(committed));
    }
    return outcome;
  }

  private static void requireShape(Create command) {
    boolean fits =
        switch (command.kind()) {
          case DIRECT -> command.others().size() == 1 && command.title() == null;
          case GROUP -> command.title() != null;
          case ROOM -> command.others().isEmpty() && command.title() != null;
        };
    if (!fits) {
      throw new IllegalArgumentException("no conversation of this kind has that shape");
    }
    String title = command.title();
    if (title != null && title.length() > Appender.TITLE_CHARS_MAX) {
      throw new IllegalArgumentException("a title has at most 255 characters");
    }
  }

  private Optional<Creation> earlier(Session session, Create command) {
    Optional<Line> made =
        session.line(
            "SELECT request_hash, conversation_id FROM bm_creations"
                + " WHERE creator_id = ? AND client_id = ?",
            command.creator(),
            command.clientId());
    if (made.isPresent()) {
      boolean same = MessageDigest.isEqual(made.get().bytes("request_hash"), hash(command));
      ConversationId id = made.get().conversation("conversation_id");
      return Optional.of(
          ConversationReader.find(session, command.creator(), id)
              .filter(conversation -> same)
              .<Creation>map(Exists::new)
              .orElseGet(CreateConflict::new));
    }
    byte[] pair = pairKey(command);
    if (pair == null) {
      return Optional.empty();
    }
    return session
        .line("SELECT id FROM bm_conversations WHERE pair_key = ?", pair)
        .flatMap(
            line -> ConversationReader.find(session, command.creator(), line.conversation("id")))
        .map(Exists::new);
  }

  private Optional<Creation> refused(Session session, Create command) {
    Set<UserId> all = members(command);
    if (all.size() > limits.membersMax()) {
      return Optional.of(new TooManyMembers(limits.membersMax()));
    }
    Set<UserId> unknown = new HashSet<>();
    for (UserId user : all) {
      if (LedgerStore.member(session, user).isEmpty()) {
        unknown.add(user);
      }
    }
    if (!unknown.isEmpty()) {
      return Optional.of(new UnknownUsers(unknown));
    }
    if (command.kind() == ConversationKind.DIRECT && isUnwanted(session, command)) {
      return Optional.of(new NotWanted());
    }
    if (all.stream().anyMatch(user -> ledgers.isFull(session, user))) {
      return Optional.of(new TooManyConversations(limits.conversationsOfUserMax()));
    }
    long today =
        session
            .lines(
                "SELECT COUNT(*) AS n FROM bm_creations WHERE creator_id = ? AND created_at > ?",
                command.creator(),
                around.clock().now().minus(DAY))
            .getFirst()
            .number("n");
    return today >= limits.creationsOfUserPerDayMax()
        ? Optional.of(new TooManyConversations(limits.creationsOfUserPerDayMax()))
        : Optional.empty();
  }

  private static boolean isUnwanted(Session session, Create command) {
    UserId other = command.others().iterator().next();
    BlockStore.lock(session, other);
    return BlockStore.isBlocked(session, command.creator(), other);
  }

  private Creation insert(
      Session session, Create command, RoutingId rid, List<OutboxEntry> committed) {
    Instant now = around.clock().now();
    List<Member> members =
        members(command).stream()
            .sorted(ById.ORDER)
            .map(user -> LedgerStore.member(session, user).orElseThrow())
            .toList();
    boolean room = command.kind() == ConversationKind.ROOM;
    Event.Created event =
        new Event.Created(
            FIRST,
            now,
            command.creator(),
            command.kind(),
            command.title(),
            room ? List.of() : members);
    List<RoutingId> targets = room ? List.of(rid) : members.stream().map(Member::rid).toList();
    Entries entries = new Entries();
    entries.events().add(new Entries.NewEvent(event, Epoch.FIRST, targets));
    entries.keys().add(new Entries.NewKey(Epoch.FIRST, command.firstKey()));
    for (Member member : members) {
      entries
          .joined()
          .add(new Entries.Joined(new Participant(member.id(), member.rid(), FIRST), Epoch.FIRST));
    }
    insertRows(session, command, rid, members.size(), now);
    writer.write(session, command.id(), entries, now);
    committed.add(new OutboxEntry(command.id(), rid, timeline, Epoch.FIRST, now, targets, event));
    return new Created(
        ConversationReader.find(session, command.creator(), command.id()).orElseThrow());
  }

  private static void insertRows(
      Session session, Create command, RoutingId rid, int memberCount, Instant now) {
    session.write(
        "INSERT INTO bm_conversations (id, rid, kind, title, title_key, owner_id, pair_key, head,"
            + " head_at, kept_from, epoch, member_count, roster_version, shown_version)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, 1, 1, ?, 1, 1)",
        command.id(),
        rid,
        Codes.of(command.kind()),
        command.title(),
        titleKey(command.kind(), command.title()),
        command.creator(),
        pairKey(command),
        now,
        memberCount);
    session.write(
        "INSERT INTO bm_creations (creator_id, client_id, request_hash, conversation_id,"
            + " created_at) VALUES (?, ?, ?, ?, ?)",
        command.creator(),
        command.clientId(),
        hash(command),
        command.id(),
        now);
  }

  private static Set<UserId> members(Create command) {
    Set<UserId> all = new HashSet<>(command.others());
    all.add(command.creator());
    return all;
  }

  /// Both ids, the smaller first; null but for direct conversations.
  private static byte @Nullable [] pairKey(Create command) {
    if (command.kind() != ConversationKind.DIRECT) {
      return null;
    }
    return PairKey.of(command.creator(), command.others().iterator().next());
  }

  /// Of what was asked for; not of the id, which is another one each time.
  private static byte[] hash(Create command) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) Codes.of(command.kind()));
      members(command).stream().sorted(ById.ORDER).forEach(user -> digest.update(user.bytes()));
      String title = command.title();
      if (title != null) {
        digest.update(title.getBytes(StandardCharsets.UTF_8));
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
