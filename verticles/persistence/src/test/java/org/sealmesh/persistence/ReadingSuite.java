package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.EnterSso;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.EventPage;
import org.sealmesh.origin.persistence.EventCommand.GetSyncTag;
import org.sealmesh.origin.persistence.EventCommand.Pointer;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.EventCommand.Synced;
import org.sealmesh.origin.persistence.EventCommand.SyncedConversation;
import org.sealmesh.origin.persistence.PointerCommand.MovePointers;
import org.sealmesh.origin.persistence.PointerCommand.Target;
import org.sealmesh.origin.persistence.PointerMoved;
import org.sealmesh.origin.persistence.SiteCommand.GetSite;

/// History, sync, its tag, and pointers.
abstract class ReadingSuite extends Suite {

  private Conversation talk(User ann, User bob, int messages) {
    Conversation direct = chat.direct(ann, bob);
    for (int i = 0; i < messages; i++) {
      chat.send(i % 2 == 0 ? ann : bob, direct, "m" + i);
    }
    return direct;
  }

  private static List<Long> seqs(List<Event> events) {
    return events.stream().map(event -> event.seq().value()).toList();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void pagesThroughHistoryBothWays() {
    User ann = chat.user("Ann");
    Conversation direct = talk(ann, chat.user("Bob"), 24);
    EventPage last = chat.page(ann, direct, null, null, 10);
    assertThat(seqs(last.events())).isEqualTo(range(16, 25));
    assertThat(last.more()).isTrue();
    EventPage back = chat.page(ann, direct, null, 16L, 10);
    assertThat(seqs(back.events())).isEqualTo(range(6, 15));
    EventPage first = chat.page(ann, direct, null, 6L, 10);
    assertThat(seqs(first.events())).isEqualTo(range(1, 5));
    assertThat(first.more()).isFalse();
    EventPage on = chat.page(ann, direct, 5L, null, 10);
    assertThat(seqs(on.events())).isEqualTo(range(6, 15));
    assertThat(on.more()).isTrue();
    EventPage end = chat.page(ann, direct, 15L, null, 10);
    assertThat(seqs(end.events())).isEqualTo(range(16, 25));
    assertThat(end.more()).isFalse();
    assertThat(seqs(chat.page(ann, direct, 3L, 6L, 10).events())).isEqualTo(range(4, 5));
    assertThat(chat.page(ann, direct, 25L, null, 10).events()).isEmpty();
    assertThat(chat.page(ann, direct, 1000L, null, 10).events()).isEmpty();
  }

  @Test
  void syncBringsWhatIsMissing() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = talk(ann, bob, 9);
    Conversation group = chat.group(ann, bob);
    Timeline timeline = origin.ask(new GetSite()).timeline();
    Synced synced = sync(bob, timeline, Map.of(direct.id().text(), new Seq(7)), 200, 4);
    assertThat(synced.timeline()).isEqualTo(timeline);
    assertThat(synced.conversations()).hasSize(2);
    SyncedConversation known = of(synced, direct);
    assertThat(seqs(known.events())).isEqualTo(range(8, 10));
    assertThat(known.more()).isFalse();
    assertThat(known.conversation().head()).isEqualTo(new Seq(10));
    assertThat(seqs(of(synced, group).events())).isEqualTo(range(1, 1));
    SyncedConversation unknown = of(sync(bob, timeline, Map.of(), 200, 4), direct);
    assertThat(seqs(unknown.events())).isEqualTo(range(7, 10));
    assertThat(unknown.more()).isFalse();
  }

  @Test
  void syncCountsHeadsOfAnotherTimelineAsNone() {
    User ann = chat.user("Ann");
    Conversation direct = talk(ann, chat.user("Bob"), 9);
    Map<String, Seq> heads = Map.of(direct.id().text(), new Seq(10));
    Timeline other = new Timeline(UUID.randomUUID());
    assertThat(seqs(of(sync(ann, other, heads, 200, 3), direct).events())).isEqualTo(range(8, 10));
    assertThat(seqs(of(sync(ann, null, heads, 200, 3), direct).events())).isEqualTo(range(8, 10));
  }

  @Test
  void syncSpreadsItsEventsAndIsAskedOnUntilNothingIsMissing() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = talk(ann, bob, 40);
    Conversation group = chat.group(ann, bob);
    chat.send(ann, group, "one");
    Timeline timeline = origin.ask(new GetSite()).timeline();
    Map<String, Seq> heads = new HashMap<>();
    heads.put(direct.id().text(), Seq.NONE);
    heads.put(group.id().text(), Seq.NONE);
    Synced first = sync(bob, timeline, heads, 10, 5);
    assertThat(seqs(of(first, group).events())).isEqualTo(range(1, 2));
    assertThat(seqs(of(first, direct).events())).isEqualTo(range(1, 8));
    assertThat(of(first, direct).more()).isTrue();
    int rounds = 0;
    boolean more = true;
    while (more) {
      Synced synced = sync(bob, timeline, heads, 10, 5);
      more = false;
      for (SyncedConversation c : synced.conversations()) {
        String id = c.conversation().id().text();
        for (Event event : c.events()) {
          assertThat(event.seq()).isEqualTo(heads.get(id).next());
          heads.put(id, event.seq());
        }
        more |= c.more();
      }
      rounds++;
    }
    assertThat(heads.get(direct.id().text())).isEqualTo(new Seq(41));
    assertThat(rounds).isEqualTo(5);
  }

  @Test
  void syncRespectsTheFloorThatRetentionRaised() {
    User ann = chat.user("Ann");
    Conversation direct = talk(ann, chat.user("Bob"), 9);
    database.execute("UPDATE bm_conversations SET kept_from = 6 WHERE head = 10");
    Timeline timeline = origin.ask(new GetSite()).timeline();
    SyncedConversation synced =
        of(sync(ann, timeline, Map.of(direct.id().text(), new Seq(2)), 200, 5), direct);
    assertThat(synced.conversation().floor()).isEqualTo(new Seq(6));
    assertThat(seqs(synced.events())).isEqualTo(range(6, 10));
    assertThat(seqs(chat.page(ann, direct, 0L, null, 100).events())).isEqualTo(range(6, 10));
    database.execute("UPDATE bm_conversations SET kept_from = 1 WHERE head = 10");
  }

  @Test
  void syncShowsRoomsWithoutMembersAndPointers() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation room = chat.room(ann, "Room");
    chat.join(bob, room);
    SyncedConversation synced = of(chat.sync(bob), room);
    assertThat(synced.pointers()).isEmpty();
    assertThat(synced.conversation().members()).isEmpty();
    assertThat(synced.conversation().memberCount()).isEqualTo(2);
    assertThat(synced.conversation().title()).isEqualTo("Room");
  }

  @Test
  void theTagChangesWithWhateverSyncShows() {
    User ann = chat.user("Ann");
    User bob = sso("bob", "Bob");
    String empty = tag(ann);
    Conversation group = chat.group(ann, bob);
    String begun = tag(ann);
    assertThat(begun).isNotEqualTo(empty).isEqualTo(tag(ann));
    chat.send(bob, group, "hi");
    String sent = tag(ann);
    move(bob, group, 2, 2);
    String read = tag(ann);
    move(bob, group, 2, 2);
    assertThat(tag(ann)).isEqualTo(read);
    sso("bob", "Robert");
    String renamed = tag(ann);
    chat.remove(ann, group, bob, RemovalReason.REMOVED);
    String removed = tag(ann);
    assertThat(List.of(empty, begun, sent, read, renamed, removed)).doesNotHaveDuplicates();
    assertThat(tag(bob)).isEqualTo(empty);
  }

  @Test
  void aNewNameChangesNoTagInARoom() {
    User ann = chat.user("Ann");
    User sue = sso("subject of a room", "Sue");
    Conversation room = chat.room(ann, "Room");
    chat.join(sue, room);
    String before = tag(ann);
    sso("subject of a room", "Susan");
    assertThat(tag(ann)).isEqualTo(before);
  }

  private User sso(String subject, String name) {
    EnterSso enter =
        new EnterSso(
            subject,
            name,
            UUID.randomUUID().toString(),
            origin.clock.now().plus(Duration.ofMinutes(5)));
    return ((AccountReady) origin.ask(enter)).user();
  }

  @Test
  void pointersOnlyGrowAndNeverPassTheHead() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = talk(ann, bob, 9);
    assertThat(move(bob, direct, 5, 3)).isEqualTo(1);
    assertThat(pointer(ann, direct, bob)).isEqualTo(new Pointer(bob.id(), seq(5), seq(3)));
    assertThat(move(bob, direct, 4, 2)).isEqualTo(0);
    assertThat(move(bob, direct, 4, 4)).isEqualTo(1);
    assertThat(pointer(ann, direct, bob)).isEqualTo(new Pointer(bob.id(), seq(5), seq(4)));
    assertThat(move(bob, direct, 0, 7)).isEqualTo(1);
    assertThat(pointer(ann, direct, bob)).isEqualTo(new Pointer(bob.id(), seq(7), seq(7)));
    assertThat(move(bob, direct, Seq.MAX, 8)).isEqualTo(1);
    assertThat(pointer(ann, direct, bob)).isEqualTo(new Pointer(bob.id(), seq(10), seq(8)));
    assertThat(pointer(ann, direct, ann)).isEqualTo(new Pointer(ann.id(), seq(0), seq(0)));
    PointerMoved told =
        origin.moved().stream()
            .filter(m -> m.conversation().equals(direct.id()))
            .toList()
            .getLast();
    assertThat(told.pointer()).isEqualTo(new Pointer(bob.id(), seq(10), seq(8)));
    assertThat(told.targets()).containsExactlyInAnyOrder(ann.rid(), bob.rid());
  }

  @Test
  void pointersOfRoomsAndForeignConversationsDoNotMove() {
    User ann = chat.user("Ann");
    User eve = chat.user("Eve");
    Conversation room = chat.room(ann, "Room");
    Conversation group = chat.group(ann);
    assertThat(move(ann, room, 1, 1)).isEqualTo(0);
    assertThat(move(eve, group, 1, 1)).isEqualTo(0);
  }

  @Test
  void pointersOfManyMoveAtOnceInAnyOrder() {
    List<User> users = List.of(chat.user("Ann"), chat.user("Bob"), chat.user("Cat"));
    List<Conversation> groups =
        LongStream.range(0, 8)
            .mapToObj(i -> chat.group(users.get(0), users.get(1), users.get(2)))
            .toList();
    groups.forEach(group -> chat.send(users.getFirst(), group, "x"));
    Random random = new Random(11);
    var pending =
        LongStream.range(0, 60)
            .mapToObj(i -> {
              List<Target> targets =
                  new java.util.ArrayList<>(
                      groups.stream().map(g -> new Target(g.id(), seq(2), seq(2))).toList());
              java.util.Collections.shuffle(targets, random);
              return origin.send(new MovePointers(users.get((int) i % 3).id(), targets));
            })
            .toList();
    assertThat(pending.stream().map(TestOrigin::done).mapToInt(m -> m.moved()).sum()).isEqualTo(24);
  }

  private static Seq seq(long value) {
    return new Seq(value);
  }

  private int move(User user, Conversation in, long delivered, long read) {
    return origin
        .ask(new MovePointers(user.id(), List.of(new Target(in.id(), seq(delivered), seq(read)))))
        .moved();
  }

  private Pointer pointer(User reader, Conversation in, User of) {
    return of(chat.sync(reader), in).pointers().stream()
        .filter(p -> p.user().equals(of.id()))
        .findFirst()
        .orElseThrow();
  }

  private String tag(User user) {
    return origin.ask(new GetSyncTag(user.id())).value();
  }

  private Synced sync(
      User user, Timeline timeline, Map<String, Seq> heads, int eventsMax, int unknownMax) {
    return origin.ask(new Sync(user.id(), timeline, heads, eventsMax, unknownMax));
  }

  private static SyncedConversation of(Synced synced, Conversation conversation) {
    return synced.conversations().stream()
        .filter(c -> c.conversation().id().equals(conversation.id()))
        .findFirst()
        .orElseThrow();
  }
}
