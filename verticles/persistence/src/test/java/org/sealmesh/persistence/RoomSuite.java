package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.CallCommand;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.CallCommand.Confirming;
import org.sealmesh.origin.persistence.CallCommand.FindCall;
import org.sealmesh.origin.persistence.CallCommand.Left;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.OutboxCommand;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PointerCommand;

/// What a room of 20,000 members costs, counted and not timed: everything that can be done in it
/// takes as many statements and writes as many rows as in a room of three, and looks at no more
/// rows than one answer can hold.
abstract class RoomSuite extends Suite {
  static final int PAGE = 100;

  private static final int MEMBERS = 20_000;
  private static final int CHUNK = 500;

  /// A page of members, each found in the index and in two rows, and what is read around it.
  private static final int ROWS_READ_MAX = 3 * (PAGE + 1) + 50;

  /// Looks for overdue calls are the process' own: none is to fall between two counts.
  @Override
  PersistenceConfig config() {
    return Configs.sweeping(super.config(), Duration.ofDays(1));
  }

  /// Runs the action and counts what the database did for it.
  abstract Effort effort(Conversation room, User user, Runnable action);

  /// A room with Ann, who owns it, Bob, and so many more that nobody ever hears of.
  private record Room(Conversation conversation, User ann, User bob) {}

  private Room room(int members) {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation room = chat.room(ann, "Room " + members);
    chat.join(bob, room);
    fill(room, members - 2);
    database.execute(
        "UPDATE bm_conversations SET member_count = %d, roster_version = roster_version + 1"
                .formatted(members)
            + " WHERE id = X'%s'".formatted(HexFormat.of().formatHex(room.id().bytes())));
    return new Room(room, ann, bob);
  }

  /// Users who joined together, right after the room was made.
  private void fill(Conversation room, int count) {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int done = 0; done < count; done += CHUNK) {
        fill(connection, room, done, Math.min(CHUNK, count - done));
      }
      connection.commit();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void fill(Connection connection, Conversation room, int done, int count)
      throws SQLException {
    String user = "(?, ?, 2, ?, ?, 0)";
    String member = "(?, ?, 2, 1, 0, 0, 0)";
    try (PreparedStatement users =
            connection.prepareStatement(
                "INSERT INTO bm_users (id, rid, kind, name, name_key, created_at) VALUES "
                    + user
                    + (", " + user).repeat(count - 1));
        PreparedStatement members =
            connection.prepareStatement(
                "INSERT INTO bm_participants (conversation_id, user_id, floor_seq, from_epoch,"
                    + " until_epoch, delivered_seq, read_seq) VALUES "
                    + member
                    + (", " + member).repeat(count - 1))) {
      for (int i = 0; i < count; i++) {
        byte[] id = new UserId(UUID.randomUUID()).bytes();
        users.setBytes(4 * i + 1, id);
        users.setBytes(4 * i + 2, new RoutingId(UUID.randomUUID()).bytes());
        users.setString(4 * i + 3, "Member " + (done + i));
        users.setBytes(4 * i + 4, ByteBuffer.allocate(4).putInt(done + i).array());
        members.setBytes(2 * i + 1, room.id().bytes());
        members.setBytes(2 * i + 2, id);
      }
      users.executeUpdate();
      members.executeUpdate();
    }
  }

  /// Everything that is done in a room, in an order in which each works.
  private Map<String, Effort> efforts(Room room) {
    Conversation in = room.conversation();
    User ann = room.ann();
    User bob = room.bob();
    User cat = chat.user("Cat");
    chat.send(ann, in, "so that the next one finds her remembered");
    origin.clock.advance(Duration.ofMinutes(2));
    Map<String, Runnable> done = new LinkedHashMap<>();
    done.put("a message", () -> chat.send(ann, in, "to all"));
    done.put("somebody joins", () -> expectAppended(chat.join(cat, in)));
    done.put("a message of one not seen before", () -> chat.send(bob, in, "from Bob"));
    done.put("sync from nothing", () -> chat.sync(bob));
    done.put("sync of one message", () -> sync(bob, in, 1));
    done.put("the tag of sync", () -> origin.ask(new EventCommand.GetSyncTag(bob.id())));
    done.put("the room", () -> origin.ask(new ConversationCommand.Find(bob.id(), in.id())));
    done.put("the first page of members", () -> list(bob, in, null));
    done.put("a later page of members", () -> list(bob, in, new UserId(new UUID(1L << 62, 0))));
    done.put("names of authors", () -> names(bob, in, List.of(ann.id(), cat.id())));
    done.put("a search for rooms", () -> search(bob));
    done.put("a pass", () -> check(bob, in));
    done.put("a key", () -> keys(bob, in));
    done.put("a read pointer", () -> pointer(bob, in));
    done.put("the outbox is taken over", this::takeOver);
    AtomicReference<CallId> call = new AtomicReference<>();
    done.put("a call is begun", () -> call.set(begin(ann, in)));
    done.put("somebody comes into it", () -> say(bob, call.get(), new Answered()));
    done.put("and says that she is there", () -> say(bob, call.get(), new Present()));
    done.put("the call", () -> origin.ask(new FindCall(ann.id(), call.get())));
    done.put("she leaves, and it is over", () -> say(bob, call.get(), new Left()));
    done.put("somebody is removed", () -> chat.remove(ann, in, cat, RemovalReason.REMOVED));
    done.put("the message after it", () -> chat.send(ann, in, "without her"));
    done.put("somebody leaves", () -> chat.remove(bob, in, bob, RemovalReason.LEFT));
    done.put("the owner leaves", () -> chat.remove(ann, in, ann, RemovalReason.LEFT));
    Map<String, Effort> efforts = new LinkedHashMap<>();
    done.forEach((what, action) -> {
      if (what.startsWith("the outbox")) {
        abandonLast(in);
      }
      efforts.put(what, effort(in, bob, action));
    });
    return efforts;
  }

  private CallId begin(User owner, Conversation in) {
    Change wish = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.THERE);
    return ((Appended) chat.change(owner, in, wish)).callId();
  }

  private void say(User user, CallId call, CallCommand.Word word) {
    PartyId party = new PartyId(user.id().value());
    Confirming outcome = origin.ask(new ConfirmCall(user.id(), call, party, word, Duration.ZERO));
    assertThat(outcome).isInstanceOf(CallFound.class);
  }

  private static void expectAppended(Object outcome) {
    assertThat(outcome).isInstanceOf(Appended.class);
  }

  private void sync(User user, Conversation in, int missing) {
    long head = head(in);
    EventCommand.Synced synced =
        origin.ask(
            new EventCommand.Sync(
                user.id(),
                chat.sync(user).timeline(),
                Map.of(in.id().text(), new Seq(head - missing)),
                200,
                50));
    EventCommand.SyncedConversation only = synced.conversations().getFirst();
    assertThat(only.events()).hasSize(missing);
    assertThat(only.conversation().members()).isEmpty();
    assertThat(only.pointers()).isEmpty();
  }

  private List<OutboxEntry> told(Conversation in) {
    return origin.committed().stream().filter(e -> e.conversation().equals(in.id())).toList();
  }

  private long head(Conversation in) {
    return told(in).stream().mapToLong(e -> e.event().seq().value()).max().orElseThrow();
  }

  private void list(User user, Conversation in, UserId after) {
    ConversationCommand.MemberListing listing =
        origin.ask(new ConversationCommand.ListMembers(user.id(), in.id(), after, PAGE));
    assertThat(((ConversationCommand.MemberPage) listing).members().size())
        .isLessThanOrEqualTo(PAGE);
  }

  private void names(User user, Conversation in, List<UserId> of) {
    ConversationCommand.NameListing listing =
        origin.ask(new ConversationCommand.ListNames(user.id(), in.id(), of));
    assertThat(((ConversationCommand.Names) listing).names()).hasSameSizeAs(of);
  }

  private void search(User user) {
    origin.ask(new ConversationCommand.SearchRooms(user.id(), "Room ", 50));
  }

  private void check(User user, Conversation in) {
    ConversationCommand.Memberships found =
        origin.ask(new ConversationCommand.CheckMembership(user.id(), List.of(in.id())));
    assertThat(found.memberships()).hasSize(1);
  }

  private void keys(User user, Conversation in) {
    KeyCommand.MemberKeys keys =
        origin.ask(new KeyCommand.KeysForMember(user.id(), in.id(), Set.of(new Epoch(1))));
    assertThat(((KeyCommand.Keys) keys).keys()).hasSize(1);
  }

  private void pointer(User user, Conversation in) {
    PointerCommand.PointersMoved moved =
        origin.ask(
            new PointerCommand.MovePointers(
                user.id(), List.of(new PointerCommand.Target(in.id(), new Seq(3), new Seq(3)))));
    assertThat(moved.moved()).isZero();
  }

  /// The last event of the room, whose holder is dead, and no other one: on a slow machine more
  /// leases may have run out by now.
  private void abandonLast(Conversation in) {
    database.execute(
        "DELETE FROM bm_outbox WHERE conversation_id <> X'%s' OR seq < %d"
            .formatted(HexFormat.of().formatHex(in.id().bytes()), head(in)));
    database.execute("UPDATE bm_outbox SET lease_until = 0");
  }

  private void takeOver() {
    OutboxCommand.TakenOver taken =
        origin.ask(new OutboxCommand.TakeOver(Duration.ofSeconds(30), 10));
    assertThat(taken.entries()).hasSize(1);
  }

  @Test
  void costsAsMuchAsARoomOfThree() {
    Map<String, Effort> small = efforts(room(3));
    Room room = room(MEMBERS);
    Map<String, Effort> large = efforts(room);
    List<String> tooMuch = new ArrayList<>();
    System.out.printf(
        "%-34s %12s %12s %12s%n", "of 3 and of " + MEMBERS, "statements", "rows read", "written");
    small.forEach((what, few) -> {
      Effort many = large.get(what);
      System.out.printf(
          "%-34s %5d %6d %5d %6d %5d %6d%n",
          what,
          few.statements(),
          many.statements(),
          few.rowsRead(),
          many.rowsRead(),
          few.rowsWritten(),
          many.rowsWritten());
      if (many.statements() != few.statements()
          || many.rowsWritten() != few.rowsWritten()
          || many.rowsRead() > ROWS_READ_MAX) {
        tooMuch.add(what + ": " + few + " became " + many);
      }
    });
    assertThat(tooMuch).isEmpty();
    RoutingId rid = room.conversation().rid();
    assertThat(told(room.conversation()))
        .isNotEmpty()
        .allMatch(e -> e.targets().equals(List.of(rid)));
  }

  @Test
  void isListedPageByPageAndEveryMemberOnce() {
    Room room = room(1_001);
    Set<UserId> seen = new HashSet<>();
    UserId after = null;
    boolean more = true;
    while (more) {
      ConversationCommand.MemberPage page =
          (ConversationCommand.MemberPage)
              origin.<ConversationCommand.MemberListing, ConversationCommand.ListMembers>ask(
                  new ConversationCommand.ListMembers(
                      room.bob().id(), room.conversation().id(), after, 200));
      page.members().forEach(member -> assertThat(seen.add(member.id())).isTrue());
      after = page.members().getLast().id();
      more = page.more();
    }
    assertThat(seen).hasSize(1_001).contains(room.ann().id(), room.bob().id());
  }
}
