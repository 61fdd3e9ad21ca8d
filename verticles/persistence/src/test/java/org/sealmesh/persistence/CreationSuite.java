package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.ConversationCommand.CheckMembership;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.ConversationCommand.Create;
import org.sealmesh.origin.persistence.ConversationCommand.CreateConflict;
import org.sealmesh.origin.persistence.ConversationCommand.Created;
import org.sealmesh.origin.persistence.ConversationCommand.Creation;
import org.sealmesh.origin.persistence.ConversationCommand.Exists;
import org.sealmesh.origin.persistence.ConversationCommand.Find;
import org.sealmesh.origin.persistence.ConversationCommand.Found;
import org.sealmesh.origin.persistence.ConversationCommand.ListMembers;
import org.sealmesh.origin.persistence.ConversationCommand.ListNames;
import org.sealmesh.origin.persistence.ConversationCommand.MemberListing;
import org.sealmesh.origin.persistence.ConversationCommand.MemberPage;
import org.sealmesh.origin.persistence.ConversationCommand.Membership;
import org.sealmesh.origin.persistence.ConversationCommand.NameListing;
import org.sealmesh.origin.persistence.ConversationCommand.Names;
import org.sealmesh.origin.persistence.ConversationCommand.NotFound;
import org.sealmesh.origin.persistence.ConversationCommand.NotMember;
import org.sealmesh.origin.persistence.ConversationCommand.PersonName;
import org.sealmesh.origin.persistence.ConversationCommand.Room;
import org.sealmesh.origin.persistence.ConversationCommand.Search;
import org.sealmesh.origin.persistence.ConversationCommand.SearchRooms;
import org.sealmesh.origin.persistence.ConversationCommand.TooManyConversations;
import org.sealmesh.origin.persistence.ConversationCommand.TooManyMembers;
import org.sealmesh.origin.persistence.ConversationCommand.UnknownUsers;
import org.sealmesh.persistence.PersistenceConfig.Limits;
import org.sealmesh.persistence.ledger.ById;

/// Making conversations, finding them, and who is in them.
abstract class CreationSuite extends Suite {
  private static final Limits TIGHT = new Limits(4, 3, 5, 50, 1000, 1000, 3);

  @Override
  PersistenceConfig config() {
    return Configs.with(database.config(), TIGHT);
  }

  private Creation create(
      ConversationKind kind, User creator, String title, Set<UserId> others, ClientId clientId) {
    return origin.ask(Chat.create(kind, creator, title, others, clientId));
  }

  @Test
  void aPairHasOneDirectConversationWhoeverAsksAndHoweverOften() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    var pending =
        IntStream.range(0, 20)
            .mapToObj(i -> {
              User from = i % 2 == 0 ? ann : bob;
              User to = i % 2 == 0 ? bob : ann;
              return origin.<Creation, Create>send(
                  Chat.create(
                      ConversationKind.DIRECT, from, null, Set.of(to.id()), Chat.clientId()));
            })
            .toList();
    List<Creation> outcomes = pending.stream().map(TestOrigin::done).toList();
    assertThat(outcomes.stream().filter(Created.class::isInstance)).hasSize(1);
    assertThat(outcomes.stream().map(CreationSuite::conversation).map(Conversation::id).distinct())
        .hasSize(1);
    assertThat(conversation(outcomes.getFirst()).members()).hasSize(2);
  }

  private static Conversation conversation(Creation creation) {
    return switch (creation) {
      case Created created -> created.conversation();
      case Exists exists -> exists.conversation();
      default -> throw new AssertionError(creation);
    };
  }

  @Test
  void keepsNotesToOneself() {
    User ann = chat.user("Ann");
    Conversation notes = chat.direct(ann, ann);
    assertThat(notes.memberCount()).isEqualTo(1);
    assertThat(chat.sent(ann, notes, "milk")).isNotNull();
    assertThat(create(ConversationKind.DIRECT, ann, null, Set.of(ann.id()), Chat.clientId()))
        .isInstanceOf(Exists.class);
  }

  @Test
  void theSameRequestFindsTheSameConversation() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    ClientId clientId = Chat.clientId();
    var pending =
        IntStream.range(0, 10)
            .mapToObj(i ->
                origin.<Creation, Create>send(
                    Chat.create(ConversationKind.GROUP, ann, "Us", Set.of(bob.id()), clientId)))
            .toList();
    List<Creation> outcomes = pending.stream().map(TestOrigin::done).toList();
    assertThat(outcomes.stream().filter(Created.class::isInstance)).hasSize(1);
    assertThat(outcomes.stream().map(CreationSuite::conversation).map(Conversation::id).distinct())
        .hasSize(1);
    assertThat(create(ConversationKind.GROUP, ann, "Others", Set.of(bob.id()), clientId))
        .isEqualTo(new CreateConflict());
    assertThat(create(ConversationKind.GROUP, bob, "Us", Set.of(ann.id()), clientId))
        .isInstanceOf(Created.class);
  }

  @Test
  void namesUsersThatDoNotExist() {
    User ann = chat.user("Ann");
    UserId nobody = new UserId(UUID.randomUUID());
    assertThat(
            create(
                ConversationKind.GROUP,
                ann,
                "Us",
                Set.of(nobody, chat.user("Bob").id()),
                Chat.clientId()))
        .isEqualTo(new UnknownUsers(Set.of(nobody)));
  }

  @Test
  void boundsMembersAndConversations() {
    User ann = chat.user("Ann");
    Set<UserId> four = Chat.ids(chat.user("B"), chat.user("C"), chat.user("D"), chat.user("E"));
    assertThat(create(ConversationKind.GROUP, ann, "Us", four, Chat.clientId()))
        .isEqualTo(new TooManyMembers(4));
    chat.room(ann, "one");
    chat.room(ann, "two");
    chat.room(ann, "three");
    assertThat(create(ConversationKind.ROOM, ann, "four", Set.of(), Chat.clientId()))
        .isEqualTo(new TooManyConversations(3));
    User bob = chat.user("Bob");
    assertThat(create(ConversationKind.DIRECT, bob, null, Set.of(ann.id()), Chat.clientId()))
        .isEqualTo(new TooManyConversations(3));
  }

  @Test
  void boundsWhatOneMakesInADay() {
    User ann = chat.user("Ann");
    for (int i = 0; i < 5; i++) {
      Conversation room = chat.room(ann, "room " + i);
      chat.remove(ann, room, ann, org.sealmesh.origin.event.RemovalReason.LEFT);
    }
    assertThat(create(ConversationKind.ROOM, ann, "six", Set.of(), Chat.clientId()))
        .isEqualTo(new TooManyConversations(5));
    origin.clock.advance(Duration.ofDays(1).plusSeconds(1));
    assertThat(create(ConversationKind.ROOM, ann, "six", Set.of(), Chat.clientId()))
        .isInstanceOf(Created.class);
  }

  @Test
  void beginsWithAnEventThatTheOutboxIsTold() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob);
    Event.Created first = (Event.Created) chat.page(bob, group, null, null, 1).events().getFirst();
    assertThat(first.seq().value()).isEqualTo(1);
    assertThat(first.actor()).isEqualTo(ann.id());
    assertThat(first.members()).isEqualTo(group.members()).hasSize(2);
    var told =
        origin.committed().stream().filter(e -> e.conversation().equals(group.id())).toList();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().event()).isEqualTo(first);
    assertThat(told.getFirst().targets()).containsExactlyInAnyOrder(ann.rid(), bob.rid());
    Conversation room = chat.room(ann, "Room");
    assertThat(((Event.Created) chat.page(ann, room, null, null, 1).events().getFirst()).members())
        .isEmpty();
  }

  @Test
  void showsConversationsToMembersOnly() {
    User ann = chat.user("Ann");
    User eve = chat.user("Eve");
    Conversation group = chat.group(ann);
    assertThat(origin.<Search, Find>ask(new Find(ann.id(), group.id())))
        .isEqualTo(new Found(group));
    assertThat(origin.<Search, Find>ask(new Find(eve.id(), group.id()))).isEqualTo(new NotFound());
    assertThat(origin.<Search, Find>ask(new Find(ann.id(), Chat.conversationId())))
        .isEqualTo(new NotFound());
    assertThat(
            origin.<MemberListing, ListMembers>ask(new ListMembers(eve.id(), group.id(), null, 10)))
        .isEqualTo(new NotMember());
    Conversation other = chat.group(eve);
    assertThat(
            origin
                .ask(new CheckMembership(ann.id(), List.of(other.id(), group.id())))
                .memberships())
        .containsExactly(new Membership(group.id(), group.rid()));
  }

  @Test
  void listsMembersPageByPageInTheOrderOfTheirIds() {
    User ann = chat.user("Ann");
    Conversation room = chat.room(ann, "Big");
    for (int i = 0; i < 11; i++) {
      chat.join(chat.user("guest " + i), room);
    }
    MemberPage first = list(ann, room, null);
    MemberPage second = list(ann, room, first.members().getLast().id());
    MemberPage third = list(ann, room, second.members().getLast().id());
    assertThat(List.of(first.more(), second.more(), third.more()))
        .containsExactly(true, true, false);
    List<UserId> all =
        List.of(first, second, third).stream()
            .flatMap(page -> page.members().stream())
            .map(member -> member.id())
            .toList();
    assertThat(all).hasSize(12).doesNotHaveDuplicates().isSortedAccordingTo(ById.ORDER);
    assertThat(first.owner()).isEqualTo(ann.id());
  }

  @Test
  void namesWhoIsOrWasThereToMembersOnly() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User eve = chat.user("Eve");
    Conversation room = chat.room(ann, "Big");
    // Twice there, and no longer.
    for (int i = 0; i < 2; i++) {
      chat.join(bob, room);
      chat.remove(bob, room, bob, RemovalReason.LEFT);
    }
    List<UserId> asked = List.of(bob.id(), ann.id(), eve.id());
    Names names =
        (Names) origin.<NameListing, ListNames>ask(new ListNames(ann.id(), room.id(), asked));
    assertThat(names.names())
        .containsExactlyInAnyOrder(
            new PersonName(ann.id(), "Ann"), new PersonName(bob.id(), "Bob"));
    for (User other : List.of(bob, eve)) {
      assertThat(origin.<NameListing, ListNames>ask(new ListNames(other.id(), room.id(), asked)))
          .isEqualTo(new NotMember());
    }
  }

  private MemberPage list(User user, Conversation in, UserId after) {
    return (MemberPage) origin.ask(new ListMembers(user.id(), in.id(), after, 5));
  }

  @Test
  void findsRoomsByPrefixWithoutRegardToCase() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation second = chat.room(ann, "Übung B");
    Conversation first = chat.room(ann, "übung a");
    chat.room(ann, "%bung");
    chat.join(bob, first);
    assertThat(search(bob, "ÜBUNG").stream().map(Room::id))
        .containsExactly(first.id(), second.id());
    assertThat(search(bob, "übung a")).containsExactly(new Room(first.id(), "übung a", 2, true));
    assertThat(search(bob, "_bung")).isEmpty();
    assertThat(search(bob, "%").stream().map(Room::title)).containsExactly("%bung");
    assertThat(search(bob, "")).hasSizeGreaterThanOrEqualTo(3);
  }

  private List<Room> search(User user, String prefix) {
    return origin.ask(new SearchRooms(user.id(), prefix, 50)).rooms();
  }
}
