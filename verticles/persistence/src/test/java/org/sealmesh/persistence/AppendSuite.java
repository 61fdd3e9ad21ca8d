package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.ClientIdReused;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.EventCommand.NoSuchMessage;
import org.sealmesh.origin.persistence.EventCommand.NotReadable;
import org.sealmesh.origin.persistence.EventCommand.Unchanged;
import org.sealmesh.origin.persistence.OutboxEntry;

/// Appending: seq without gaps, one commit for many, requests that can be repeated.
abstract class AppendSuite extends Suite {

  @Test
  void givesSeqsWithoutGapsToManyWritersAtOnce() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob);
    List<Future<Appending>> pending = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      pending.add(chat.begin(i % 2 == 0 ? ann : bob, group, new Change.Send("m" + i, null)));
    }
    List<Long> seqs =
        pending.stream()
            .map(TestOrigin::done)
            .map(outcome -> ((Appended) outcome).seq().value())
            .sorted()
            .toList();
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(2, 501).boxed().toList());
    List<Event> stored = new ArrayList<>();
    for (long after = 0; after < 501; after += 100) {
      stored.addAll(chat.page(bob, group, after, null, 100).events());
    }
    assertThat(stored.stream().map(e -> e.seq().value()))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 501).boxed().toList());
  }

  @Test
  void commitsWhatWaitsForOneConversationTogether() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    long before = origin.meter.value("sealmesh_persistence_batches_total");
    List<Future<Appending>> pending = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      pending.add(chat.begin(ann, group, new Change.Send("m" + i, null)));
    }
    pending.forEach(TestOrigin::done);
    // While the first was being committed the others gathered; a batch takes 64.
    assertThat(origin.meter.value("sealmesh_persistence_batches_total") - before)
        .isBetween(4L, 128L);
  }

  @Test
  void answersARepeatedRequestAsTheFirstTime() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    var append = Chat.append(ann, group, Chat.clientId(), new Change.Send("once", null));
    Appending first = origin.ask(append);
    assertThat(first).isInstanceOf(Appended.class);
    assertThat(origin.<Appending, Append>ask(append)).isEqualTo(first);
    assertThat(chat.page(ann, group, null, null, 10).head().value()).isEqualTo(2);
  }

  @Test
  void answersRepeatsInOneBatchAsTheFirstOfThem() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    ClientId clientId = Chat.clientId();
    var pending =
        IntStream.range(0, 50)
            .mapToObj(i ->
                origin.<Appending, Append>send(
                    Chat.append(ann, group, clientId, new Change.Send("once", null))))
            .toList();
    assertThat(pending.stream().map(TestOrigin::done).distinct()).hasSize(1);
    assertThat(chat.page(ann, group, null, null, 10).head().value()).isEqualTo(2);
  }

  @Test
  void refusesAClientIdThatStandsForAnotherRequest() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob);
    Conversation other = chat.group(ann);
    ClientId clientId = Chat.clientId();
    Change one = new Change.Send("one", null);
    Change two = new Change.Send("two", null);
    Future<Appending> first = origin.send(Chat.append(ann, group, clientId, one));
    Future<Appending> second = origin.send(Chat.append(ann, group, clientId, two));
    assertThat(TestOrigin.done(first)).isInstanceOf(Appended.class);
    assertThat(TestOrigin.done(second)).isEqualTo(new ClientIdReused());
    Appending later = origin.ask(Chat.append(ann, group, clientId, two));
    assertThat(later).isEqualTo(new ClientIdReused());
    // Unique per sender and conversation, and not beyond.
    Appending ofBob = origin.ask(Chat.append(bob, group, clientId, two));
    Appending elsewhere = origin.ask(Chat.append(ann, other, clientId, two));
    assertThat(List.of(ofBob, elsewhere)).hasOnlyElementsOfType(Appended.class);
  }

  @Test
  void tellsTheOutboxInTheOrderOfTheSeqs() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob);
    List<Future<Appending>> pending = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      pending.add(chat.begin(ann, group, new Change.Send("m" + i, null)));
    }
    pending.forEach(TestOrigin::done);
    List<OutboxEntry> told =
        origin.committed().stream().filter(e -> e.conversation().equals(group.id())).toList();
    assertThat(told.stream().map(e -> e.event().seq().value()))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 201).boxed().toList());
    assertThat(told)
        .allSatisfy(entry -> {
          assertThat(entry.rid()).isEqualTo(group.rid());
          assertThat(entry.targets()).containsExactlyInAnyOrder(ann.rid(), bob.rid());
          assertThat(entry.epoch()).isEqualTo(group.epoch());
        });
  }

  @Test
  void aRefusedChangeChangesNothingAndSpoilsNoOther() {
    User ann = chat.user("Ann");
    User eve = chat.user("Eve");
    Conversation group = chat.group(ann);
    List<Future<Appending>> pending = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      pending.add(chat.begin(ann, group, new Change.Send("m" + i, null)));
      pending.add(chat.begin(eve, group, new Change.Send("x" + i, null)));
      pending.add(chat.begin(ann, group, new Change.Delete(new MessageId(UUID.randomUUID()))));
    }
    List<Appending> outcomes = pending.stream().map(TestOrigin::done).toList();
    for (int i = 0; i < 90; i += 3) {
      assertThat(outcomes.get(i)).isInstanceOf(Appended.class);
      assertThat(outcomes.get(i + 1)).isEqualTo(new NoSuchConversation());
      assertThat(outcomes.get(i + 2)).isEqualTo(new NoSuchMessage());
    }
    assertThat(chat.page(ann, group, null, null, 10).head().value()).isEqualTo(31);
    assertThat(chat.read(eve, group)).isEqualTo(new NotReadable());
  }

  @Test
  void nothingOfAMemberFollowsHerRemoval() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Random random = new Random(7);
    for (int round = 0; round < 10; round++) {
      Conversation group = chat.group(ann, bob);
      int removeAt = random.nextInt(40);
      List<Future<Appending>> sends = new ArrayList<>();
      Future<Appending> removal = null;
      for (int i = 0; i < 40; i++) {
        if (i == removeAt) {
          removal =
              chat.begin(
                  ann,
                  group,
                  new Change.RemoveMember(bob.id(), RemovalReason.REMOVED, Chat.key(2)));
        }
        sends.add(chat.begin(bob, group, new Change.Send("m" + i, null)));
      }
      Appended removed = (Appended) TestOrigin.done(removal);
      for (Future<Appending> send : sends) {
        Appending outcome = TestOrigin.done(send);
        if (outcome instanceof Appended appended) {
          assertThat(appended.seq().value()).isLessThan(removed.seq().value());
        } else {
          assertThat(outcome).isEqualTo(new NoSuchConversation());
        }
      }
      assertThat(chat.page(ann, group, null, null, 1).head()).isEqualTo(removed.seq());
    }
  }

  @Test
  void editsAndDeletesBelongToTheSender() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob);
    MessageId message = chat.sent(bob, group, "hi");
    assertThat(chat.change(ann, group, new Change.Edit(message, "ho"))).isEqualTo(new Forbidden());
    assertThat(chat.change(ann, group, new Change.Delete(message))).isEqualTo(new Forbidden());
    Appended edited = (Appended) chat.change(bob, group, new Change.Edit(message, "ho"));
    assertThat(edited.messageId()).isEqualTo(message);
    assertThat(chat.change(bob, group, new Change.Delete(message))).isInstanceOf(Appended.class);
    assertThat(chat.change(bob, group, new Change.Edit(message, "he")))
        .isEqualTo(new NoSuchMessage());
    assertThat(chat.change(bob, group, new Change.Delete(message))).isEqualTo(new NoSuchMessage());
  }

  @Test
  void theOwnerOfARoomDeletesAnyonesMessageAndRenames() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation room = chat.room(ann, "Room");
    chat.join(bob, room);
    MessageId message = chat.sent(bob, room, "hi");
    assertThat(chat.change(bob, room, new Change.Rename("Bob's"))).isEqualTo(new Forbidden());
    assertThat(chat.change(ann, room, new Change.Delete(message))).isInstanceOf(Appended.class);
    assertThat(chat.change(ann, room, new Change.Rename("Ann's"))).isInstanceOf(Appended.class);
    assertThat(chat.change(ann, room, new Change.Rename("Ann's"))).isEqualTo(new Unchanged());
  }

  @Test
  void repliesPointToWhatTheWriterMaySee() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann);
    Conversation other = chat.group(ann);
    MessageId early = chat.sent(ann, group, "early");
    chat.add(ann, group, bob);
    MessageId later = chat.sent(ann, group, "later");
    assertThat(chat.change(bob, group, new Change.Send("re", later))).isInstanceOf(Appended.class);
    assertThat(chat.change(bob, group, new Change.Send("re", early)))
        .isEqualTo(new NoSuchMessage());
    assertThat(chat.change(ann, other, new Change.Send("re", later)))
        .isEqualTo(new NoSuchMessage());
    chat.change(ann, group, new Change.Delete(later));
    assertThat(chat.change(bob, group, new Change.Send("re", later))).isInstanceOf(Appended.class);
  }
}
