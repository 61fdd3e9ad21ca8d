package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.BlockCommand.Block;
import org.sealmesh.origin.persistence.BlockCommand.Blocked;
import org.sealmesh.origin.persistence.BlockCommand.Blocking;
import org.sealmesh.origin.persistence.BlockCommand.ListBlocks;
import org.sealmesh.origin.persistence.BlockCommand.Lost;
import org.sealmesh.origin.persistence.BlockCommand.NoSuchPerson;
import org.sealmesh.origin.persistence.BlockCommand.TooManyBlocks;
import org.sealmesh.origin.persistence.BlockCommand.Unblock;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.CallSearch;
import org.sealmesh.origin.persistence.CallCommand.FindCall;
import org.sealmesh.origin.persistence.CallCommand.Standing;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.CheckMembership;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.ConversationCommand.Created;
import org.sealmesh.origin.persistence.ConversationCommand.Membership;
import org.sealmesh.origin.persistence.ConversationCommand.NotWanted;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;

/// Who is blocked is heard of no more in the direct conversation of the two, from the moment on at
/// which the block is answered, on whichever node.
abstract class BlockSuite extends Suite {
  private static final int MAX = 3;

  /// The other node, if the engine takes two.
  private TestOrigin other;

  private record Pair(User ann, User bob, Conversation talk) {}

  @Override
  PersistenceConfig config() {
    return Configs.blocking(super.config(), MAX);
  }

  @BeforeAll
  void startTheOther() {
    other = database.takesTwoOrigins() ? TestOrigin.start(config()) : origin;
  }

  @AfterAll
  void stopTheOther() {
    if (other != origin) {
      other.close();
    }
  }

  private Pair pair() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    return new Pair(ann, bob, chat.direct(ann, bob));
  }

  private Blocking block(User user, User blocked) {
    return origin.ask(new Block(user.id(), blocked.id()));
  }

  private void unblock(User user, User blocked) {
    origin.ask(new Unblock(user.id(), blocked.id()));
  }

  private static Change call() {
    return new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.NONE);
  }

  private List<Membership> passes(TestOrigin node, User user, Conversation... in) {
    return node.ask(
            new CheckMembership(user.id(), List.of(in).stream().map(Conversation::id).toList()))
        .memberships();
  }

  @Test
  void whoIsBlockedCanSayNothingMoreUntilSheIsNot() {
    Pair p = pair();
    Chat there = new Chat(other);
    // Both nodes remember the two.
    MessageId message = chat.sent(p.bob, p.talk, "before");
    there.sent(p.bob, p.talk, "before");
    Blocked done = (Blocked) block(p.ann, p.bob);
    assertThat(done.lost()).isEqualTo(new Lost(p.bob.rid(), p.talk.rid()));
    for (Chat node : List.of(chat, there)) {
      assertThat(node.send(p.bob, p.talk, "after")).isEqualTo(new Forbidden());
      assertThat(node.change(p.bob, p.talk, new Change.Edit(message, "after")))
          .isEqualTo(new Forbidden());
      assertThat(node.change(p.bob, p.talk, call())).isEqualTo(new Forbidden());
      assertThat(node.change(p.ann, p.talk, call())).isEqualTo(new Forbidden());
      assertThat(node.send(p.ann, p.talk, "from Ann")).isInstanceOf(Appended.class);
    }
    // What was said can be taken back, and her own notes are hers.
    assertThat(chat.change(p.bob, p.talk, new Change.Delete(message))).isInstanceOf(Appended.class);
    assertThat(chat.send(p.bob, chat.direct(p.bob, p.bob), "x")).isInstanceOf(Appended.class);
    assertThat(block(p.ann, p.bob)).isEqualTo(done);
    unblock(p.ann, p.bob);
    unblock(p.ann, p.bob);
    assertThat(there.send(p.bob, p.talk, "again")).isInstanceOf(Appended.class);
    assertThat(chat.change(p.bob, p.talk, call())).isInstanceOf(Appended.class);
  }

  @Test
  void theSameRequestStillGetsItsFirstAnswer() {
    Pair p = pair();
    ClientId clientId = Chat.clientId();
    Change said = new Change.Send("before", null);
    Appending first = origin.ask(Chat.append(p.bob, p.talk, clientId, said));
    block(p.ann, p.bob);
    assertThat(origin.ask(Chat.append(p.bob, p.talk, clientId, said))).isEqualTo(first);
  }

  @Test
  void getsNoPassAndNoGrantForThatConversationAlone() {
    Pair p = pair();
    Conversation group = chat.group(p.ann, p.bob);
    Conversation notes = chat.direct(p.bob, p.bob);
    CallId call = ((Appended) chat.change(p.ann, p.talk, call())).callId();
    block(p.ann, p.bob);
    for (TestOrigin node : List.of(origin, other)) {
      assertThat(passes(node, p.bob, p.talk, group, notes))
          .extracting(Membership::id)
          .containsExactly(group.id(), notes.id());
      assertThat(passes(node, p.ann, p.talk, group)).hasSize(2);
      assertThat(standing(node, p.bob, call)).isEqualTo(Standing.BLOCKED);
      assertThat(standing(node, p.ann, call)).isEqualTo(Standing.WELCOME);
    }
    assertThat(chat.send(p.bob, group, "to all")).isInstanceOf(Appended.class);
    unblock(p.ann, p.bob);
    assertThat(passes(other, p.bob, p.talk)).hasSize(1);
  }

  private static Standing standing(TestOrigin node, User user, CallId call) {
    CallFound found = (CallFound) node.<CallSearch, FindCall>ask(new FindCall(user.id(), call));
    return found.standing();
  }

  @Test
  void beginsNoConversationWithWhoBlocksHer() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    assertThat(block(ann, bob)).isEqualTo(new Blocked(null));
    assertThat(origin.ask(direct(bob, ann))).isEqualTo(new NotWanted());
    Conversation talk = ((Created) origin.ask(direct(ann, bob))).conversation();
    assertThat(chat.send(bob, talk, "x")).isEqualTo(new Forbidden());
  }

  private static org.sealmesh.origin.persistence.ConversationCommand.Create direct(
      User creator, User with) {
    return Chat.create(ConversationKind.DIRECT, creator, null, Set.of(with.id()), Chat.clientId());
  }

  @Test
  void nothingComesAfterTheBlockThatWasBegunBefore() {
    for (int round = 0; round < 10; round++) {
      Pair p = pair();
      List<Future<Appending>> saying =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  (i % 2 == 0 ? origin : other)
                      .<Appending, org.sealmesh.origin.persistence.EventCommand.Append>send(
                          Chat.append(
                              p.bob, p.talk, Chat.clientId(), new Change.Send("m" + i, null))))
              .toList();
      block(p.ann, p.bob);
      long head = chat.page(p.ann, p.talk, null, null, 200).head().value();
      saying.forEach(TestOrigin::done);
      assertThat(chat.page(p.ann, p.talk, null, null, 200).head().value()).isEqualTo(head);
    }
  }

  @Test
  void aConversationThatBeginsMeanwhileKnowsOfTheBlock() {
    for (int round = 0; round < 10; round++) {
      User ann = chat.user("Ann");
      User bob = chat.user("Bob");
      var beginning = other.send(direct(bob, ann));
      Future<Blocking> blocking = origin.send(new Block(ann.id(), bob.id()));
      TestOrigin.done(blocking);
      if (TestOrigin.done(beginning) instanceof Created made) {
        assertThat(chat.send(bob, made.conversation(), "x")).isEqualTo(new Forbidden());
        assertThat(new Chat(other).send(bob, made.conversation(), "x")).isEqualTo(new Forbidden());
      }
    }
  }

  @Test
  void listsThemAndBoundsTheirNumber() {
    User ann = chat.user("Ann");
    List<User> others = IntStream.range(0, MAX + 1).mapToObj(i -> chat.user("Other " + i)).toList();
    for (User user : others.subList(0, MAX)) {
      assertThat(block(ann, user)).isEqualTo(new Blocked(null));
      origin.clock.advance(java.time.Duration.ofMillis(1));
    }
    assertThat(block(ann, others.getLast())).isEqualTo(new TooManyBlocks(MAX));
    assertThat(block(ann, others.getFirst())).isEqualTo(new Blocked(null));
    assertThat(origin.ask(new ListBlocks(ann.id())).users()).isEqualTo(others.subList(0, MAX));
    unblock(ann, others.getFirst());
    assertThat(block(ann, others.getLast())).isEqualTo(new Blocked(null));
    assertThat(origin.ask(new ListBlocks(others.getLast().id())).users()).isEmpty();
    assertThat(origin.ask(new Block(ann.id(), new UserId(UUID.randomUUID()))))
        .isEqualTo(new NoSuchPerson());
    assertThatThrownBy(() -> new Block(ann.id(), ann.id()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
