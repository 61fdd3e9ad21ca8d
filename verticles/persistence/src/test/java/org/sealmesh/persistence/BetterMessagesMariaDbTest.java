package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.User;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.EnterSso;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Synced;
import org.sealmesh.origin.persistence.EventCommand.SyncedConversation;
import org.sealmesh.origin.persistence.SiteCommand.ClaimKeyFile;
import org.sealmesh.origin.persistence.SiteCommand.KeyFileClaim;
import org.sealmesh.persistence.WordPressSource.BadRows;
import org.sealmesh.persistence.bettermessages.Sealing;
import org.sealmesh.persistence.bettermessages.SiteImport;
import org.sealmesh.persistence.bettermessages.SiteImport.Imported;

/// What a WordPress site kept with Better Messages, read back as every member reads it.
@Tag("mariadb")
final class BetterMessagesMariaDbTest {
  private static final String KEY_FILE = "fingerprint-of-the-key-file";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private WordPressSource wordPress;

  @BeforeEach
  void fill() {
    wordPress = new WordPressSource(MariaDbServer.shared());
    wordPress.person(1, "ann", "Ann “🦭” Smith");
    wordPress.person(2, "bob", "Bob");
    wordPress.person(3, "cyd", "");
    wordPress.person(4, "never", "Never Here");
    wordPress.guest(7, "Guest <b>Gus</b>", "gus@example.org");
    // Of two; somebody has not read the last one.
    wordPress.thread(10, "thread", "", 1, 2);
    wordPress.message(101, 10, 2, 17_000_000_001_234L, "<p>Hello</p><p>Ann &amp; all</p>");
    wordPress.message(102, 10, 1, 17_000_000_017L * 1000, "Hi 🦭");
    wordPress.message(103, 10, 2, 17_000_000_020L * 1000, "How<br>are you?");
    wordPress.execute(
        "UPDATE wp_bm_message_recipients SET unread_count = 1 WHERE thread_id = 10 AND user_id = 1");
    // A group, of which one is gone.
    wordPress.thread(11, "thread", "Trip &amp; Tour", 1, 2, 3, 99);
    wordPress.message(111, 11, 99, 1_700_000_100L, "Nobody wrote this");
    wordPress.message(112, 11, 3, 1_700_000_101L, "Cyd did");
    // A room with a guest.
    wordPress.thread(12, "chat-room", "Garden", 2, -7);
    wordPress.message(121, 12, -7, 0, "from the gate");
    wordPress.message(122, 12, 2, 1_710_000_000_000L, "welcome");
  }

  private static Sealing sealing() {
    return new Sealing() {
      private int minted;

      @Override
      public String fingerprint() {
        return KEY_FILE;
      }

      @Override
      public WrappedKey mint(ConversationId conversation) {
        minted++;
        return Chat.key(minted);
      }
    };
  }

  private Imported run(DatabaseUnderTest into, BadRows bad) {
    return SiteImport.run(wordPress.config(bad), into.config(), sealing(), new Random(11), NOW);
  }

  private static User enter(TestOrigin origin, long wordPressId, String name) {
    return ((AccountReady)
            origin.ask(
                new EnterSso(
                    "wp-" + wordPressId,
                    name,
                    "token-" + wordPressId,
                    origin.clock.now().plusSeconds(60))))
        .user();
  }

  private static SyncedConversation of(Synced synced, ConversationKind kind) {
    return synced.conversations().stream()
        .filter(one -> one.conversation().kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> texts(List<Event> events) {
    return events.stream()
        .filter(Event.Sent.class::isInstance)
        .map(event -> ((Event.Sent) event).body())
        .toList();
  }

  @Test
  void everybodyFindsOnH2WhatWasHers() {
    try (H2UnderTest site = new H2UnderTest()) {
      everybodyFinds(site);
    }
  }

  @Test
  void everybodyFindsOnMariaDbWhatWasHers() {
    try (MariaDbUnderTest site = new MariaDbUnderTest(MariaDbServer.shared())) {
      everybodyFinds(site);
    }
  }

  private void everybodyFinds(DatabaseUnderTest site) {
    Imported imported = run(site, BadRows.STOP);
    assertThat(imported.taken())
        .isEqualTo(
            "3 people; 1 guests; 1 who are gone, without a name; 1 conversations of two; 1 groups;"
                + " 1 rooms; 7 messages");
    assertThat(imported.leftOut()).contains("1 people of WordPress who never took part");
    assertThat(imported.bad()).isEmpty();
    try (TestOrigin origin = TestOrigin.start(site.config())) {
      assertThat(origin.ask(new ClaimKeyFile(KEY_FILE))).isEqualTo(KeyFileClaim.ACCEPTED);
      User ann = enter(origin, 1, "Ann “🦭” Smith");
      User bob = enter(origin, 2, "Bob");
      assertThat(site.count("SELECT COUNT(*) FROM bm_users")).isEqualTo(5);
      Chat chat = new Chat(origin);
      SyncedConversation direct = of(chat.sync(ann), ConversationKind.DIRECT);
      assertThat(texts(direct.events()))
          .containsExactly("Hello\nAnn & all", "Hi 🦭", "How\nare you?");
      assertThat(direct.events().get(1).at()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
      assertThat(direct.events().get(1)).extracting("actor").isEqualTo(bob.id());
      assertThat(direct.pointers())
          .extracting(pointer -> pointer.user().equals(ann.id()) ? pointer.read().value() : 0)
          .contains(3L);
      Conversation mine = direct.conversation();
      assertThat(mine.members()).extracting(Member::id).contains(ann.id(), bob.id()).hasSize(2);
      chat.send(ann, mine, "and it goes on");
      assertThat(texts(chat.page(bob, mine, null, null, 10).events())).endsWith("and it goes on");
      SyncedConversation group = of(chat.sync(ann), ConversationKind.GROUP);
      assertThat(group.conversation().title()).isEqualTo("Trip & Tour");
      assertThat(group.conversation().members()).hasSize(3);
      assertThat(texts(group.events())).containsExactly("Nobody wrote this", "Cyd did");
      SyncedConversation room = of(chat.sync(bob), ConversationKind.ROOM);
      assertThat(texts(room.events())).containsExactly("from the gate", "welcome");
      assertThat(room.conversation().memberCount()).isEqualTo(2);
    }
  }

  @Test
  void fillsNothingThatIsInUse() {
    try (H2UnderTest site = new H2UnderTest()) {
      TestOrigin.start(site.config()).close();
      List<String> before = site.dump();
      assertThatThrownBy(() -> run(site, BadRows.STOP))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("is not empty");
      assertThat(site.dump()).isEqualTo(before);
    }
  }
}
