package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.AccountCommand.AccountCreation;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.CreateGuest;
import org.sealmesh.origin.persistence.AccountCommand.OpenSession;
import org.sealmesh.origin.persistence.AccountCommand.SessionOpened;
import org.sealmesh.origin.persistence.BlockCommand.Block;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.JobCommand.OpenExport;
import org.sealmesh.origin.persistence.LobbyCommand.Knock;
import org.sealmesh.origin.persistence.LobbyCommand.Lobby;
import org.sealmesh.origin.persistence.LobbyCommand.SetLobby;
import org.sealmesh.origin.persistence.PersonCommand.EstimatePerson;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Section;

/// What is told of a person: all that her conversations showed her, and nothing of those that she
/// is not in.
abstract class PersonSuite extends Suite {
  private List<Entry> told(User user, Section section, Instant asOf, int limit) {
    List<Entry> all = new ArrayList<>();
    String after = null;
    do {
      PersonPage page = origin.ask(new ReadPerson(user.id(), section, asOf, after, limit));
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page.entries());
      after = page.next();
    } while (after != null);
    assertThat(all).extracting(Entry::id).doesNotHaveDuplicates();
    assertThat(all).allMatch(entry -> entry.section() == section);
    return all;
  }

  private List<Entry> told(User user, Section section) {
    return told(user, section, now(), 500);
  }

  private Instant now() {
    return origin.clock.now();
  }

  private static String value(Entry entry, String name) {
    return entry.data().stream()
        .filter(datum -> datum.name().equals(name))
        .map(Entry.Datum::value)
        .findFirst()
        .orElse(null);
  }

  private List<String> texts(User user) {
    return told(user, Section.EVENTS).stream()
        .map(entry -> value(entry, "Text"))
        .filter(text -> text != null)
        .toList();
  }

  @Test
  void tellsWhoSheIs() {
    AccountCreation made = origin.ask(new CreateGuest("Gwen <Guest>", "gwen@example.org"));
    User gwen = ((AccountReady) made).user();
    Entry profile = told(gwen, Section.PROFILE).getFirst();
    assertThat(value(profile, "Name")).isEqualTo("Gwen <Guest>");
    assertThat(value(profile, "E-mail")).isEqualTo("gwen@example.org");
    assertThat(value(profile, "Kind")).isEqualTo("a guest");
    assertThat(value(profile, "Login")).isNull();
    assertThat(value(profile, "Id")).isEqualTo(gwen.id().text());
    assertThat(value(profile, "Name towards relays")).isEqualTo(gwen.rid().text());
    assertThat(value(profile, "Since")).isNotNull();
  }

  @Test
  void tellsHerDevicesWithoutTheirSecrets() {
    User ann = chat.user("Ann");
    byte[] token = Arrays.copyOf(new byte[] {7, 7, 7}, 32);
    Instant expires = now().plus(Duration.ofDays(1));
    SessionOpened opened = (SessionOpened) origin.ask(new OpenSession(token, ann.id(), expires));
    Entry session = told(ann, Section.SESSIONS).getFirst();
    assertThat(value(session, "Device")).isEqualTo(opened.session().device().text());
    assertThat(value(session, "Signed in since")).isEqualTo(now().toString());
    assertThat(session.data()).hasSize(3);
  }

  @Test
  void tellsWhatHerConversationsShowHerInOrderPageByPage() {
    User ann = chat.user("Ann");
    User ben = chat.user("Ben");
    Conversation direct = chat.direct(ann, ben);
    Conversation group = chat.group(ben, ann);
    for (int i = 0; i < 7; i++) {
      chat.send(i % 2 == 0 ? ann : ben, direct, "direct " + i);
      chat.send(ben, group, "group " + i);
    }
    List<Entry> whole = told(ann, Section.EVENTS, now(), 500);
    for (int limit : new int[] {1, 2, 3, 5}) {
      assertThat(told(ann, Section.EVENTS, now(), limit)).isEqualTo(whole);
    }
    assertThat(texts(ann)).hasSize(14);
    assertThat(texts(ann).stream().filter(text -> text.startsWith("direct")))
        .containsExactly(
            "direct 0", "direct 1", "direct 2", "direct 3", "direct 4", "direct 5", "direct 6");
    Entry first =
        whole.stream().filter(e -> "direct 0".equals(value(e, "Text"))).findFirst().orElseThrow();
    assertThat(value(first, "From")).isEqualTo("Ann");
    assertThat(value(first, "Conversation")).isEqualTo("Ben");
    assertThat(origin.ask(new EstimatePerson(ann.id())).entries())
        .isGreaterThanOrEqualTo(whole.size());
  }

  @Test
  void endsWhereSheLeftAndBeginsWhereSheCame() {
    User ann = chat.user("Ann");
    User ben = chat.user("Ben");
    Conversation room = chat.room(ben, "Harbour");
    chat.send(ben, room, "before");
    chat.join(ann, room);
    chat.send(ben, room, "while she is there");
    chat.remove(ann, room, ann, RemovalReason.LEFT);
    chat.send(ben, room, "while she is away");
    chat.join(ann, room);
    chat.send(ben, room, "she is back");
    chat.remove(ben, room, ann, RemovalReason.REMOVED);
    chat.send(ben, room, "after");
    assertThat(texts(ann)).containsExactly("while she is there", "she is back");
    List<Entry> memberships = told(ann, Section.MEMBERSHIPS, now(), 1);
    assertThat(memberships).hasSize(2);
    assertThat(value(memberships.getFirst(), "Conversation")).isEqualTo("Harbour");
    assertThat(value(memberships.getFirst(), "Is a member")).isEqualTo("not any more");
    // Nobody else's.
    assertThat(texts(chat.user("Cat"))).isEmpty();
  }

  @Test
  void tellsMessagesAsTheyReadNowAndNothingThatCameLater() {
    User ann = chat.user("Ann");
    User ben = chat.user("Ben");
    Conversation direct = chat.direct(ann, ben);
    MessageId edited = chat.sent(ann, direct, "first wording");
    MessageId deleted = chat.sent(ben, direct, "to be forgotten");
    chat.change(ann, direct, new Change.Edit(edited, "second wording"));
    chat.change(ben, direct, new Change.Delete(deleted));
    Instant asOf = now();
    origin.clock.advance(Duration.ofSeconds(1));
    chat.send(ben, direct, "later");
    List<Entry> events = told(ann, Section.EVENTS, asOf, 2);
    assertThat(events.toString())
        .contains("second wording")
        .doesNotContain("first wording")
        .doesNotContain("to be forgotten")
        .doesNotContain("later");
    assertThat(texts(ann)).contains("later");
  }

  @Test
  void tellsHerCallsAndWhereSheWaited() {
    User ann = chat.user("Ann");
    User ben = chat.user("Ben");
    User cat = chat.user("Cat");
    Conversation direct = chat.direct(ann, ben);
    Conversation group = chat.group(ben, ann, cat);
    CallId began = opened(ann, direct);
    CallId joined = opened(ben, group);
    origin.ask(
        new ConfirmCall(
            ann.id(), joined, new PartyId(ann.id().value()), new Answered(), Duration.ZERO));
    origin.ask(new SetLobby(ben.id(), joined, Lobby.ON));
    origin.ask(new Knock(cat.id(), joined));
    for (int limit : new int[] {1, 500}) {
      List<Entry> calls = told(ann, Section.CALLS, now(), limit);
      assertThat(calls)
          .extracting(Entry::id)
          .containsExactlyInAnyOrder(began.text(), joined.text());
      for (Entry call : calls) {
        boolean isHers = call.id().equals(began.text());
        assertThat(value(call, "Begun by")).isEqualTo(isHers ? "this person" : "somebody else");
        assertThat(value(call, "In it now") != null).isEqualTo(!isHers);
      }
    }
    assertThat(told(cat, Section.CALLS)).isEmpty();
    assertThat(value(told(cat, Section.ADMISSIONS).getFirst(), "Answer")).isEqualTo("none yet");
  }

  private CallId opened(User caller, Conversation in) {
    Change call = new Change.OpenCall(CallMedia.VIDEO, Change.MediaServer.THERE);
    return ((Appended) chat.change(caller, in, call)).callId();
  }

  @Test
  void tellsWhomSheBlocksAndNotWhoBlocksHer() {
    User ann = chat.user("Ann");
    User ben = chat.user("Ben");
    origin.ask(new Block(ann.id(), ben.id()));
    assertThat(value(told(ann, Section.BLOCKS).getFirst(), "Blocked")).isEqualTo("Ben");
    assertThat(told(ben, Section.BLOCKS)).isEmpty();
  }

  @Test
  void tellsFromWhereSheIsBannedAndWhatSheAskedFor() {
    User ann = chat.user("Ann");
    User ben = chat.user("Ben");
    Conversation room = chat.room(ben, "Quay");
    chat.join(ann, room);
    chat.remove(ben, room, ann, RemovalReason.BANNED);
    origin.ask(new OpenExport(ann.id(), 3));
    assertThat(value(told(ann, Section.BANS).getFirst(), "Conversation")).isEqualTo("Quay");
    assertThat(told(ann, Section.EXPORTS)).hasSize(1);
    database.execute("DELETE FROM bm_privacy_jobs");
  }

  @Test
  void tellsNothingOfNobody() {
    User nobody =
        new User(UserId.of(new byte[16]), chat.user("Ann").rid(), User.Kind.GUEST, null, "Nobody");
    for (Section section : Section.values()) {
      assertThat(told(nobody, section)).isEmpty();
    }
  }
}
