package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.CallSearch;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.CallCommand.Confirming;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.CallCommand.FindCall;
import org.sealmesh.origin.persistence.CallCommand.Left;
import org.sealmesh.origin.persistence.CallCommand.NoSuchCall;
import org.sealmesh.origin.persistence.CallCommand.NotAdmitted;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.CallCommand.Standing;
import org.sealmesh.origin.persistence.CallCommand.Word;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.LobbyCommand.AnswerKnock;
import org.sealmesh.origin.persistence.LobbyCommand.CallIsOver;
import org.sealmesh.origin.persistence.LobbyCommand.FindLobby;
import org.sealmesh.origin.persistence.LobbyCommand.GroupsOnly;
import org.sealmesh.origin.persistence.LobbyCommand.HostsOnly;
import org.sealmesh.origin.persistence.LobbyCommand.Knock;
import org.sealmesh.origin.persistence.LobbyCommand.Knocked;
import org.sealmesh.origin.persistence.LobbyCommand.Knocking;
import org.sealmesh.origin.persistence.LobbyCommand.Lobby;
import org.sealmesh.origin.persistence.LobbyCommand.LobbyFound;
import org.sealmesh.origin.persistence.LobbyCommand.LobbyFull;
import org.sealmesh.origin.persistence.LobbyCommand.LobbySearch;
import org.sealmesh.origin.persistence.LobbyCommand.NoSuchMember;
import org.sealmesh.origin.persistence.LobbyCommand.SetLobby;
import org.sealmesh.origin.persistence.LobbyCommand.Verdict;
import org.sealmesh.origin.persistence.LobbyCommand.Waiting;
import org.sealmesh.persistence.PersistenceConfig.Calls;

/// Lobbies of groups' calls: who was not in the call yet comes in when a host says so, and not
/// before.
abstract class LobbySuite extends Suite {
  private static final int LOBBY_MAX = 2;

  /// Ann owns the group, Bob has opened the call: both are hosts.
  private record Group(User ann, User bob, User cat, User dan, Conversation talk, CallId call) {}

  @Override
  PersistenceConfig config() {
    PersistenceConfig config = Configs.impatient(super.config(), Duration.ofMillis(20));
    Calls d = config.times().calls();
    return Configs.calling(
        config,
        new Calls(
            d.ringMax(),
            d.silenceMax(),
            d.grace(),
            d.sweepEvery(),
            d.sweptMax(),
            d.usersMax(),
            d.partiesOfOneMax(),
            LOBBY_MAX,
            d.knockKept()));
  }

  private Group group() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User cat = chat.user("Cat");
    User dan = chat.user("Dan");
    Conversation talk = chat.group(ann, bob, cat, dan);
    return new Group(ann, bob, cat, dan, talk, opened(bob, talk));
  }

  private CallId opened(User caller, Conversation in) {
    Change call = new Change.OpenCall(CallMedia.VIDEO, Change.MediaServer.THERE);
    return ((Appended) chat.change(caller, in, call)).callId();
  }

  private Group withLobby() {
    Group g = group();
    assertThat(set(g.bob, g.call, Lobby.ON)).isEqualTo(new LobbyFound(Lobby.ON, List.of()));
    return g;
  }

  private LobbySearch set(User host, CallId call, Lobby lobby) {
    return origin.ask(new SetLobby(host.id(), call, lobby));
  }

  private Knocking knock(User user, CallId call) {
    return origin.ask(new Knock(user.id(), call));
  }

  private LobbySearch answer(User host, CallId call, User user, Verdict verdict) {
    return origin.ask(new AnswerKnock(host.id(), call, user.id(), verdict));
  }

  private List<User> waiting(Group g) {
    LobbyFound found =
        (LobbyFound) origin.<LobbySearch, FindLobby>ask(new FindLobby(g.ann.id(), g.call));
    return List.of(g.ann, g.bob, g.cat, g.dan).stream()
        .filter(user -> found.waiting().stream().map(Waiting::user).anyMatch(user.id()::equals))
        .toList();
  }

  private Standing standing(User user, CallId call) {
    return ((CallFound) origin.<CallSearch, FindCall>ask(new FindCall(user.id(), call))).standing();
  }

  private Confirming say(User user, CallId call, Word word) {
    PartyId party = new PartyId(user.id().value());
    return origin.ask(new ConfirmCall(user.id(), call, party, word, Duration.ZERO));
  }

  @Test
  void whoIsNoHostWaitsUntilOneLetsHerIn() {
    Group g = withLobby();
    assertThat(standing(g.ann, g.call)).isEqualTo(Standing.WELCOME);
    assertThat(standing(g.bob, g.call)).isEqualTo(Standing.WELCOME);
    assertThat(standing(g.cat, g.call)).isEqualTo(Standing.WAITING);
    Instant since = origin.clock.now();
    assertThat(knock(g.cat, g.call)).isEqualTo(new Knocked());
    origin.clock.advance(Duration.ofSeconds(1));
    knock(g.dan, g.call);
    knock(g.cat, g.call);
    assertThat(origin.<LobbySearch, FindLobby>ask(new FindLobby(g.bob.id(), g.call)))
        .isEqualTo(
            new LobbyFound(
                Lobby.ON,
                List.of(
                    new Waiting(g.cat.id(), since),
                    new Waiting(g.dan.id(), since.plusSeconds(1)))));
    assertThat(say(g.cat, g.call, new Answered())).isEqualTo(new NotAdmitted());
    assertThat(say(g.cat, g.call, new Present())).isEqualTo(new NotAdmitted());

    LobbyFound after = (LobbyFound) answer(g.ann, g.call, g.cat, Verdict.ADMITTED);
    assertThat(after.waiting()).extracting(Waiting::user).containsExactly(g.dan.id());
    assertThat(standing(g.cat, g.call)).isEqualTo(Standing.WELCOME);
    assertThat(standing(g.dan, g.call)).isEqualTo(Standing.WAITING);
    assertThat(knock(g.cat, g.call)).isEqualTo(new Knocked());
    assertThat(waiting(g)).containsExactly(g.dan);
    assertThat(say(g.cat, g.call, new Answered())).isInstanceOf(CallFound.class);
  }

  @Test
  void whoIsTurnedAwayStaysOutUntilAHostThinksBetter() {
    Group g = withLobby();
    knock(g.cat, g.call);
    answer(g.bob, g.call, g.cat, Verdict.TURNED_AWAY);
    assertThat(standing(g.cat, g.call)).isEqualTo(Standing.TURNED_AWAY);
    assertThat(waiting(g)).isEmpty();
    assertThat(say(g.cat, g.call, new Answered())).isEqualTo(new NotAdmitted());
    answer(g.bob, g.call, g.cat, Verdict.ADMITTED);
    assertThat(standing(g.cat, g.call)).isEqualTo(Standing.WELCOME);
    answer(g.bob, g.call, g.cat, Verdict.TURNED_AWAY);
    set(g.bob, g.call, Lobby.OFF);
    assertThat(standing(g.cat, g.call)).as("there is no lobby").isEqualTo(Standing.WELCOME);
  }

  @Test
  void whoWasInItMayComeBackUnlessSheIsTurnedAway() {
    Group g = group();
    say(g.cat, g.call, new Answered());
    say(g.dan, g.call, new Answered());
    say(g.cat, g.call, new Left());
    set(g.ann, g.call, Lobby.ON);
    assertThat(standing(g.cat, g.call)).isEqualTo(Standing.WELCOME);
    assertThat(say(g.cat, g.call, new Answered())).isInstanceOf(CallFound.class);
    answer(g.ann, g.call, g.dan, Verdict.TURNED_AWAY);
    assertThat(say(g.dan, g.call, new Present())).isEqualTo(new NotAdmitted());
    assertThat(say(g.dan, g.call, new Left())).as("she can go").isInstanceOf(CallFound.class);
  }

  @Test
  void whoDoesNotSayItAgainWaitsNoMoreAndThereIsRoomForSoMany() {
    Group g = withLobby();
    User eve = chat.user("Eve");
    Conversation big = chat.group(g.ann, g.bob, g.cat, g.dan, eve);
    CallId call = opened(g.ann, big);
    set(g.ann, call, Lobby.ON);
    knock(g.bob, call);
    knock(g.cat, call);
    assertThat(knock(g.dan, call)).isEqualTo(new LobbyFull(LOBBY_MAX));
    assertThat(knock(g.cat, call)).isEqualTo(new Knocked());
    origin.clock.advance(Duration.ofSeconds(6));
    knock(g.cat, call);
    origin.clock.advance(Duration.ofSeconds(6));
    assertThat(knock(g.dan, call)).as("Bob has gone").isEqualTo(new Knocked());
    assertThat(knock(eve, call)).isEqualTo(new LobbyFull(LOBBY_MAX));
    origin.clock.advance(Duration.ofSeconds(11));
    assertThat(origin.<LobbySearch, FindLobby>ask(new FindLobby(g.ann.id(), call)))
        .isEqualTo(new LobbyFound(Lobby.ON, List.of()));
  }

  @Test
  void onlyHostsHaveASayAndNobodyOverAHost() {
    Group g = withLobby();
    User eve = chat.user("Eve");
    CallId none = new CallId(UUID.randomUUID());
    assertThat(set(g.cat, g.call, Lobby.OFF)).isEqualTo(new HostsOnly());
    assertThat(answer(g.cat, g.call, g.cat, Verdict.ADMITTED)).isEqualTo(new HostsOnly());
    assertThat(answer(g.ann, g.call, g.bob, Verdict.TURNED_AWAY)).isEqualTo(new HostsOnly());
    assertThat(set(eve, g.call, Lobby.OFF)).isEqualTo(new NoSuchCall());
    // Who is no member learns nothing of who is.
    assertThat(answer(eve, g.call, g.bob, Verdict.ADMITTED)).isEqualTo(new NoSuchCall());
    assertThat(set(g.ann, none, Lobby.OFF)).isEqualTo(new NoSuchCall());
    assertThat(answer(g.ann, g.call, eve, Verdict.ADMITTED)).isEqualTo(new NoSuchMember());
    assertThat(knock(eve, g.call)).isEqualTo(new NoSuchCall());
    assertThat(standing(g.cat, g.call)).isEqualTo(Standing.WAITING);
    CallId ofTwo = opened(g.ann, chat.direct(g.ann, g.bob));
    assertThat(set(g.ann, ofTwo, Lobby.ON)).isEqualTo(new GroupsOnly());
  }

  @Test
  void nothingIsLeftOfItWhenTheCallIsOver() {
    Group g = withLobby();
    knock(g.cat, g.call);
    answer(g.ann, g.call, g.dan, Verdict.TURNED_AWAY);
    say(g.ann, g.call, new Ended(CallEndReason.HUNG_UP));
    assertThat(set(g.ann, g.call, Lobby.OFF)).isEqualTo(new CallIsOver());
    assertThat(origin.<LobbySearch, FindLobby>ask(new FindLobby(g.ann.id(), g.call)))
        .isEqualTo(new CallIsOver());
    String rows =
        "SELECT COUNT(*) FROM bm_call_admissions WHERE call_id = X'%s'"
            .formatted(HexFormat.of().formatHex(g.call.bytes()));
    TestOrigin.eventually(() -> database.count(rows) == 0);
  }
}
