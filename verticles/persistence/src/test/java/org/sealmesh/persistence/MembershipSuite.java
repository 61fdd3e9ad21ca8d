package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.EventPage;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.GroupFull;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.EventCommand.NoSuchUser;
import org.sealmesh.origin.persistence.EventCommand.NotReadable;
import org.sealmesh.origin.persistence.EventCommand.SyncedConversation;
import org.sealmesh.origin.persistence.EventCommand.Unchanged;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.KeyCommand.EpochKey;
import org.sealmesh.origin.persistence.KeyCommand.Keys;
import org.sealmesh.origin.persistence.KeyCommand.KeysForMember;
import org.sealmesh.origin.persistence.KeyCommand.MemberKeys;
import org.sealmesh.origin.persistence.KeyCommand.NoMember;
import org.sealmesh.origin.persistence.OutboxEntry;

/// Coming, going, and what one may read and open before, meanwhile and after.
abstract class MembershipSuite extends Suite {

  @Override
  PersistenceConfig config() {
    return Configs.with(
        database.config(), new PersistenceConfig.Limits(8, 1000, 1000, 50, 1000, 1000, 100));
  }

  private MemberKeys keys(User user, ConversationId id) {
    Set<Epoch> epochs =
        IntStream.rangeClosed(1, 9).mapToObj(Epoch::new).collect(Collectors.toSet());
    return origin.ask(new KeysForMember(user.id(), id, epochs));
  }

  private List<Integer> epochs(User user, Conversation in) {
    return ((Keys) keys(user, in.id()))
        .keys().stream().map(EpochKey::epoch).map(Epoch::value).toList();
  }

  private List<OutboxEntry> told(Conversation in) {
    return origin.committed().stream().filter(e -> e.conversation().equals(in.id())).toList();
  }

  @Test
  void aNewMemberReadsFromTheEventThatAddedHer() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann);
    chat.send(ann, group, "before");
    Appended added = (Appended) chat.add(ann, group, bob);
    chat.send(ann, group, "after");
    EventPage page = (EventPage) chat.read(bob, group);
    assertThat(page.floor()).isEqualTo(added.seq());
    assertThat(page.events()).hasSize(2);
    Event.MembersAdded first = (Event.MembersAdded) page.events().getFirst();
    assertThat(first.members().getFirst().name()).isEqualTo("Bob");
    assertThat(chat.page(bob, group, 0L, null, 10).events()).hasSize(2);
    assertThat(chat.page(bob, group, null, 3L, 10).events()).isEmpty();
    assertThat(told(group).getLast().targets()).containsExactlyInAnyOrder(ann.rid(), bob.rid());
  }

  @Test
  void aRemovedMemberKeepsNothingReadable() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob);
    chat.send(ann, group, "secret");
    Appended removed = (Appended) chat.remove(ann, group, bob, RemovalReason.REMOVED);
    assertThat(removed.removedRid()).isEqualTo(bob.rid());
    assertThat(chat.read(bob, group)).isEqualTo(new NotReadable());
    assertThat(keys(bob, group.id())).isEqualTo(new NoMember());
    assertThat(chat.sync(bob).conversations()).isEmpty();
    assertThat(chat.send(bob, group, "still here?")).isEqualTo(new NoSuchConversation());
    // Her own devices are told of it, and of nothing after it.
    assertThat(told(group).getLast().targets()).contains(bob.rid());
    chat.send(ann, group, "gone");
    assertThat(told(group).getLast().targets()).containsExactly(ann.rid());
  }

  @Test
  void theEpochTurnsAfterEveryRemovalFromAGroup() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User cat = chat.user("Cat");
    Conversation group = chat.group(ann, bob, cat);
    Appended removed = (Appended) chat.remove(ann, group, bob, RemovalReason.REMOVED);
    assertThat(removed.epoch()).isEqualTo(new Epoch(1));
    assertThat(((Appended) chat.send(ann, group, "x")).epoch()).isEqualTo(new Epoch(2));
    chat.remove(cat, group, cat, RemovalReason.LEFT);
    assertThat(((Appended) chat.send(ann, group, "x")).epoch()).isEqualTo(new Epoch(3));
    assertThat(epochs(ann, group)).containsExactly(1, 2, 3);
  }

  @Test
  void inARoomTheEpochTurnsUnlessOneLeavesByOneself() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation room = chat.room(ann, "Room");
    chat.join(bob, room);
    chat.remove(bob, room, bob, RemovalReason.LEFT);
    assertThat(((Appended) chat.send(ann, room, "x")).epoch()).isEqualTo(new Epoch(1));
    chat.join(bob, room);
    chat.remove(ann, room, bob, RemovalReason.REMOVED);
    assertThat(((Appended) chat.send(ann, room, "x")).epoch()).isEqualTo(new Epoch(2));
    origin.clock.advance(Duration.ofMinutes(1));
    chat.join(bob, room);
    chat.remove(ann, room, bob, RemovalReason.BANNED);
    assertThat(((Appended) chat.send(ann, room, "x")).epoch()).isEqualTo(new Epoch(3));
  }

  @Test
  void aRoomTurnsAtMostOnceAMinuteAndThenForAllWhoWereRemoved() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User cat = chat.user("Cat");
    User dan = chat.user("Dan");
    Conversation room = chat.room(ann, "Room");
    List.of(bob, cat, dan).forEach(user -> chat.join(user, room));
    chat.remove(ann, room, bob, RemovalReason.REMOVED);
    assertThat(((Appended) chat.send(ann, room, "x")).epoch()).isEqualTo(new Epoch(2));
    origin.clock.advance(Duration.ofSeconds(59));
    chat.remove(ann, room, cat, RemovalReason.REMOVED);
    chat.remove(ann, room, dan, RemovalReason.BANNED);
    assertThat(((Appended) chat.send(ann, room, "x")).epoch()).isEqualTo(new Epoch(2));
    // The next key is there, and nobody may have it: whoever has it cannot be removed by it.
    assertThat(epochs(ann, room)).containsExactly(1, 2);
    assertThat(keys(cat, room.id())).isEqualTo(new NoMember());
    origin.clock.advance(Duration.ofSeconds(1));
    assertThat(((Appended) chat.join(cat, room)).epoch()).isEqualTo(new Epoch(3));
    assertThat(epochs(ann, room)).containsExactly(1, 2, 3);
    assertThat(epochs(cat, room)).containsExactly(1, 2, 3);
    origin.clock.advance(Duration.ofMinutes(5));
    assertThat(((Appended) chat.send(ann, room, "x")).epoch()).isEqualTo(new Epoch(3));
  }

  @Test
  void aKeyThatHasSealedEnoughTurnsToTheOneThatWaits() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation room = chat.room(ann, "Room");
    for (int i = 0; i < 2; i++) {
      chat.join(bob, room);
      chat.remove(ann, room, bob, RemovalReason.REMOVED);
    }
    KeyCommand.EpochTurned turned =
        origin.ask(new KeyCommand.TurnEpoch(room.id(), new Epoch(2), Chat.key(7)));
    assertThat(turned.epoch()).isEqualTo(new Epoch(3));
    assertThat(((Keys) keys(ann, room.id())).keys().getLast().key()).isEqualTo(Chat.key(1000));
    origin.clock.advance(Duration.ofMinutes(2));
    assertThat(((Appended) chat.send(ann, room, "x")).epoch()).isEqualTo(new Epoch(3));
  }

  @Test
  void aBanKeepsOut() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation room = chat.room(ann, "Room");
    Conversation group = chat.group(ann, bob);
    chat.join(bob, room);
    chat.remove(ann, room, bob, RemovalReason.BANNED);
    chat.remove(ann, group, bob, RemovalReason.BANNED);
    assertThat(chat.join(bob, room)).isEqualTo(new Forbidden());
    assertThat(chat.add(ann, group, bob)).isEqualTo(new Forbidden());
  }

  @Test
  void whoComesBackBeginsAnew() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User cat = chat.user("Cat");
    Conversation group = chat.group(ann, bob, cat);
    chat.remove(ann, group, bob, RemovalReason.REMOVED);
    chat.send(ann, group, "without Bob");
    chat.remove(ann, group, cat, RemovalReason.REMOVED);
    chat.send(ann, group, "still without Bob");
    Appended back = (Appended) chat.add(ann, group, bob);
    EventPage page = (EventPage) chat.read(bob, group);
    assertThat(page.floor()).isEqualTo(back.seq());
    // Epoch 2 was without him.
    assertThat(epochs(bob, group)).containsExactly(1, 3);
    SyncedConversation synced = chat.sync(bob).conversations().getFirst();
    assertThat(synced.events()).hasSize(1);
    assertThat(synced.pointers().stream().filter(p -> p.user().equals(bob.id())))
        .allMatch(p -> p.read().value() == back.seq().value() - 1);
  }

  @Test
  void roomsAreJoinedAndGroupsAreNot() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation room = chat.room(ann, "Room");
    Conversation group = chat.group(ann);
    Appended joined = (Appended) chat.join(bob, room);
    assertThat(chat.join(bob, room)).isEqualTo(new Unchanged());
    assertThat(((EventPage) chat.read(bob, room)).floor()).isEqualTo(joined.seq());
    assertThat(chat.join(bob, group)).isEqualTo(new NoSuchConversation());
    assertThat(chat.add(ann, room, chat.user("Cat"))).isEqualTo(new Forbidden());
    assertThat(told(room)).allMatch(e -> e.targets().equals(List.of(room.rid())));
  }

  @Test
  void directConversationsKeepTheirTwo() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    assertThat(
            List.of(
                chat.add(ann, direct, chat.user("Cat")),
                chat.remove(ann, direct, bob, RemovalReason.REMOVED),
                chat.remove(ann, direct, ann, RemovalReason.LEFT),
                chat.change(ann, direct, new Change.Rename("x"))))
        .containsOnly(new Forbidden());
  }

  @Test
  void onlyTheOwnerTakesOthersOut() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User cat = chat.user("Cat");
    Conversation group = chat.group(ann, bob, cat);
    assertThat(chat.remove(bob, group, cat, RemovalReason.REMOVED)).isEqualTo(new Forbidden());
    assertThat(chat.remove(bob, group, cat, RemovalReason.LEFT)).isEqualTo(new Forbidden());
    assertThat(chat.remove(ann, group, ann, RemovalReason.REMOVED)).isEqualTo(new Forbidden());
    assertThat(chat.remove(ann, group, chat.user("Dan"), RemovalReason.REMOVED))
        .isEqualTo(new Unchanged());
  }

  @Test
  void theLongestMemberOwnsWhatTheOwnerLeft() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User cat = chat.user("Cat");
    Conversation group = chat.group(ann);
    chat.add(ann, group, cat);
    chat.add(ann, group, bob);
    chat.remove(ann, group, ann, RemovalReason.LEFT);
    assertThat(chat.sync(bob).conversations().getFirst().conversation().owner())
        .isEqualTo(cat.id());
    assertThat(chat.remove(cat, group, bob, RemovalReason.REMOVED)).isInstanceOf(Appended.class);
  }

  @Test
  void addsOnlyUsersWhoExistAndAsManyAsThereIsRoomFor() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob);
    Change nobody = new Change.AddMembers(Set.of(new UserId(UUID.randomUUID())));
    assertThat(chat.change(ann, group, nobody)).isEqualTo(new NoSuchUser());
    assertThat(chat.add(ann, group, bob, ann)).isEqualTo(new Unchanged());
    User[] seven = IntStream.range(0, 7).mapToObj(i -> chat.user("u" + i)).toArray(User[]::new);
    assertThat(chat.add(ann, group, seven)).isEqualTo(new GroupFull(8));
    Appending six =
        chat.add(bob, group, seven[0], seven[1], seven[2], seven[3], seven[4], seven[5], bob);
    assertThat(six).isInstanceOf(Appended.class);
    Conversation seen = chat.sync(seven[0]).conversations().getFirst().conversation();
    assertThat(seen.memberCount()).isEqualTo(8);
    assertThat(seen.members()).hasSize(8);
  }

  @Test
  void answersALeavingThatIsRepeatedThoughSheIsGone() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob);
    var leave =
        Chat.append(
            bob,
            group,
            Chat.clientId(),
            new Change.RemoveMember(bob.id(), RemovalReason.LEFT, Chat.key(2)));
    Appending first = origin.ask(leave);
    Appending second = origin.ask(leave);
    assertThat(second).isEqualTo(first).isInstanceOf(Appended.class);
  }
}
