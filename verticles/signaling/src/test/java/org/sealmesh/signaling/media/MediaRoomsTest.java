package org.sealmesh.signaling.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Feed;
import org.sealmesh.mesh.media.Line;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaAnswer.Why;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.signaling.media.FakeMediaServer.FakeParty;
import org.sealmesh.signaling.media.MediaServer.State;
import org.sealmesh.signaling.state.MediaServerOrder;
import org.sealmesh.signaling.state.Seats.Attendee;
import org.sealmesh.signaling.state.Seats.Name;

class MediaRoomsTest {
  private static final int REQUESTS_MAX = 3;
  private static final MediaAnswer DONE = new MediaAnswer.Done();
  private static final CallId CALL = new CallId(new UUID(1, 1));
  private static final RoutingId ANNA = new RoutingId(new UUID(3, 3));
  private static final Attendee HOST = attendee(1, CallRole.HOST);
  private static final Attendee GUEST = attendee(2, CallRole.PARTICIPANT);

  private final FakeClock clock = new FakeClock();
  private final FakeMeter meter = new FakeMeter();
  private final Map<String, FakeMediaServer> all =
      Map.of("a", new FakeMediaServer("a"), "b", new FakeMediaServer("b"));
  private final List<MediaEvent> told = new ArrayList<>();
  private final MediaRooms rooms = rooms(List.copyOf(all.values()));
  private final FakeMediaServer first = server(0);
  private final FakeMediaServer second = server(1);

  private static Attendee attendee(int number, CallRole role) {
    return new Attendee(new Name(CALL, new PartyId(new UUID(7, number))), ANNA, role);
  }

  private MediaRooms rooms(List<MediaServer> servers) {
    MediaRooms made =
        new MediaRooms(
            servers,
            REQUESTS_MAX,
            clock,
            new MediaMetrics(meter),
            (user, party, event) -> told.add(event));
    made.open();
    return made;
  }

  private FakeMediaServer server(int generation) {
    String name = new MediaServerOrder(List.of("a", "b")).at(CALL, generation);
    return java.util.Objects.requireNonNull(all.get(name));
  }

  private static MediaRequest.Join join(int generation) {
    return join(generation, null);
  }

  private static MediaRequest.Join join(int generation, @Nullable String resume) {
    return new MediaRequest.Join("token", generation, resume);
  }

  private static MediaAnswer refused(Why why) {
    return new MediaAnswer.Refused(why);
  }

  private FakeParty joined(Attendee who) {
    assertThat(rooms.want(who, join(0)).result()).isInstanceOf(MediaAnswer.Joined.class);
    return first.last();
  }

  @Test
  void hasNoRoomsWithoutAMediaServer() {
    assertThat(rooms(List.of()).want(HOST, join(0)).result())
        .isEqualTo(refused(Why.NO_MEDIA_SERVER));
  }

  @Test
  void entersTheRoomAtTheMediaServerOfTheGeneration() {
    assertThat(rooms.want(HOST, new MediaRequest.Restart()).result())
        .isEqualTo(refused(Why.NOT_JOINED));
    assertThat(rooms.want(HOST, join(0)).result())
        .isEqualTo(new MediaAnswer.Joined(0, false, List.of(), "resume"));
    assertThat(first.last().entry)
        .isEqualTo(new MediaServer.Entry(CALL, HOST.name().party(), ANNA, "token", null));
    assertThat(rooms.want(GUEST, join(1)).result())
        .isEqualTo(new MediaAnswer.Joined(1, false, List.of(), "resume"));
    assertThat(second.parties).hasSize(1);
    assertThat(meter.value("sealmesh_signaling_media_parties")).isEqualTo(2);
  }

  @Test
  void doesOneThingAfterTheOtherAndKeepsFewWaiting() {
    FakeParty party = joined(HOST);
    List<MediaRequest> wanted =
        List.of(
            new MediaRequest.Answer("1"),
            new MediaRequest.Restart(),
            new MediaRequest.Answer("2"),
            new MediaRequest.Answer("3"));
    List<Future<MediaAnswer>> answers =
        wanted.stream().map(request -> rooms.want(HOST, request)).toList();
    assertThat(party.asked).isEqualTo(wanted.subList(0, 1));
    assertThat(rooms.want(HOST, new MediaRequest.Restart()).result())
        .as("beyond %s", REQUESTS_MAX)
        .isEqualTo(refused(Why.UNAVAILABLE));
    assertThat(joined(GUEST).asked).as("others need not wait").isEmpty();
    for (int number = 0; number < wanted.size(); number++) {
      assertThat(answers.get(number).isComplete()).isFalse();
      party.answer(DONE);
      assertThat(answers.get(number).result()).isEqualTo(DONE);
    }
    assertThat(party.asked).isEqualTo(wanted);
  }

  @Test
  void letsHostsAlonePutOutAndMute() {
    FakeParty guest = joined(GUEST);
    List<MediaRequest> ofHosts =
        List.of(
            new MediaRequest.Mute(HOST.name().party(), Line.CAMERA, true),
            new MediaRequest.Kick(HOST.name().party()),
            new MediaRequest.EndForAll());
    for (MediaRequest request : ofHosts) {
      assertThat(rooms.want(GUEST, request).result()).isEqualTo(refused(Why.NOT_HOST));
    }
    assertThat(guest.asked).isEmpty();
    FakeParty host = joined(HOST);
    for (MediaRequest request : ofHosts) {
      rooms.want(HOST, request);
      host.answer(DONE);
    }
    assertThat(host.asked).isEqualTo(ofHosts);
  }

  @Test
  void tellsAPartyWhatIsSaidToIt() {
    FakeParty party = joined(HOST);
    MediaEvent feeds =
        new MediaEvent.Feeds(List.of(new Feed(GUEST.name().party(), ANNA, List.of())));
    MediaEvent ended = new MediaEvent.Ended(MediaEvent.Why.ENDED);
    party.listener.onEvent(feeds);
    party.listener.onEvent(ended);
    party.listener.onEvent(feeds);
    assertThat(told).as("nothing after the end").containsExactly(feeds, ended);
    assertThat(rooms.want(HOST, new MediaRequest.Restart()).result())
        .isEqualTo(refused(Why.NOT_JOINED));
    assertThat(meter.value("sealmesh_signaling_media_parties")).isZero();
  }

  @Test
  void putsOutAtOnceWhomTheOriginPutsOut() {
    FakeParty party = joined(HOST);
    Future<MediaAnswer> waiting = rooms.want(HOST, new MediaRequest.Answer("1"));
    Future<MediaAnswer> next = rooms.want(HOST, new MediaRequest.Answer("2"));
    rooms.onRevoked(HOST.name());
    assertThat(party.done).contains("putOut");
    assertThat(told).containsExactly(new MediaEvent.Ended(MediaEvent.Why.KICKED));
    party.listener.onEvent(new MediaEvent.Gone(GUEST.name().party()));
    assertThat(told).as("it hears no more").hasSize(1);
    party.answer(DONE);
    assertThat(waiting.result()).isEqualTo(DONE);
    assertThat(next.result()).isEqualTo(refused(Why.NOT_JOINED));
    assertThat(party.asked).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Out.class)
  void letsNobodyStayWhoIsOutBeforeItHasCome(Out out) {
    first.holdsJoins = true;
    Future<MediaAnswer> joining = rooms.want(HOST, join(0));
    out.of(rooms, HOST.name());
    FakeParty party = first.last();
    first
        .joining
        .remove()
        .complete(new MediaServer.In(party, MediaServer.Resumed.NO, List.of(), "resume"));
    assertThat(joining.result()).isEqualTo(refused(Why.NOT_JOINED));
    assertThat(party.done).containsExactly(out.what);
    assertThat(meter.value("sealmesh_signaling_media_parties")).isZero();
  }

  /// How one is in no room any more.
  enum Out {
    REVOKED("putOut"),
    LEFT("leave"),
    FORGOTTEN("abandon");

    private final String what;

    Out(String what) {
      this.what = what;
    }

    void of(MediaRooms rooms, Name name) {
      switch (this) {
        case REVOKED -> rooms.onRevoked(name);
        case LEFT -> rooms.onLeft(name);
        case FORGOTTEN -> rooms.onForgotten(name);
      }
    }
  }

  @Test
  void tellsAllToMoveWhoWereAtAMediaServerThatIsLost() {
    joined(HOST);
    FakeParty elsewhere = joinedAtSecond();
    first.lose();
    assertThat(told).containsExactly(new MediaEvent.Moved(1));
    assertThat(rooms.want(HOST, join(0)).result()).isEqualTo(new MediaAnswer.MovedTo(1, 0));
    assertThat(rooms.want(HOST, join(1)).result()).isInstanceOf(MediaAnswer.Joined.class);
    assertThat(elsewhere.done).isEmpty();
  }

  private FakeParty joinedAtSecond() {
    assertThat(rooms.want(GUEST, join(1)).result()).isInstanceOf(MediaAnswer.Joined.class);
    return second.last();
  }

  @Test
  void letsThemWaitLongerTheLongerNothingIsReached() {
    first.lose();
    second.lose();
    assertThat(rooms.want(HOST, join(0)).result()).isEqualTo(new MediaAnswer.MovedTo(1, 1_000));
    clock.advance(Duration.ofSeconds(3));
    assertThat(rooms.want(HOST, join(1)).result()).isEqualTo(new MediaAnswer.MovedTo(2, 3_000));
    clock.advance(Duration.ofMinutes(3));
    assertThat(rooms.want(HOST, join(2)).result()).isEqualTo(new MediaAnswer.MovedTo(3, 5_000));
    assertThat(rooms.want(HOST, join(Integer.MAX_VALUE)).result())
        .isEqualTo(new MediaAnswer.MovedTo(0, 5_000));
    first.state = State.RECOVERING;
    assertThat(rooms.want(HOST, join(0)).result()).isEqualTo(refused(Why.UNAVAILABLE));
  }

  @Test
  void movesWhoWasOnTheWayWhenItWasLost() {
    first.holdsJoins = true;
    Future<MediaAnswer> joining = rooms.want(HOST, join(0));
    first.lose();
    first.joining.remove().complete(new MediaServer.NotIn(Why.UNAVAILABLE));
    assertThat(joining.result()).isEqualTo(new MediaAnswer.MovedTo(1, 0));
  }

  @Test
  void letsAPartyComeAgainWhomTheMediaServerForgot() {
    joined(HOST).listener.onForgotten();
    assertThat(told).containsExactly(new MediaEvent.Moved(0));
    assertThat(rooms.want(HOST, join(0)).result()).isInstanceOf(MediaAnswer.Joined.class);
  }

  @Test
  void takesAPartyOverFromItselfOrBeginsAnew() {
    FakeParty before = joined(HOST);
    assertThat(rooms.want(HOST, join(0, "resume")).result())
        .isEqualTo(new MediaAnswer.Joined(0, true, List.of(), "resume"));
    assertThat(before.done).containsExactly("abandon");
    FakeParty resumed = first.last();
    rooms.want(HOST, join(0));
    assertThat(resumed.done).containsExactly("leave");
    FakeParty anew = first.last();
    rooms.want(HOST, join(1, "of the other media server"));
    assertThat(anew.done).containsExactly("leave");
    before.listener.onEvent(new MediaEvent.Ended(MediaEvent.Why.KICKED));
    assertThat(told).as("of what is no more").isEmpty();
  }

  @Test
  void tellsAfterTheAnswerWhatWasSaidBeforeIt() {
    first.holdsJoins = true;
    rooms.want(HOST, join(0, "resume"));
    FakeParty party = first.last();
    MediaEvent early = new MediaEvent.Gone(GUEST.name().party());
    party.listener.onEvent(early);
    first
        .joining
        .remove()
        .complete(new MediaServer.In(party, MediaServer.Resumed.YES, List.of(), "resume"));
    assertThat(told).isEmpty();
    clock.advance(Duration.ofMillis(10));
    assertThat(told).containsExactly(early);
  }

  @Test
  void letsAPartyRestWhoseSocketIsGone() {
    FakeParty party = joined(HOST);
    rooms.onAway(HOST.name());
    assertThat(party.done).containsExactly("rest");
    rooms.want(HOST, new MediaRequest.Answer("back"));
    assertThat(party.done).containsExactly("rest", "wake");
    rooms.onForgotten(HOST.name());
    assertThat(party.done).containsExactly("rest", "wake", "abandon");
  }

  @Test
  void leavesByRequestOrByWord() {
    FakeParty party = joined(HOST);
    Future<MediaAnswer> left = rooms.want(HOST, new MediaRequest.Leave());
    party.answer(DONE);
    assertThat(left.result()).isEqualTo(DONE);
    assertThat(meter.value("sealmesh_signaling_media_parties")).isZero();
    FakeParty again = joined(HOST);
    rooms.onLeft(HOST.name());
    assertThat(again.done).containsExactly("leave");
    rooms.onLeft(HOST.name());
  }
}
