package org.sealmesh.signaling.janus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Feed;
import org.sealmesh.mesh.media.IceCandidate;
import org.sealmesh.mesh.media.Leg;
import org.sealmesh.mesh.media.Line;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaAnswer.Why;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.signaling.janus.JanusNode.Told;
import org.sealmesh.signaling.state.Seats.Attendee;

/// The rooms of nodes at a Janus that runs, with the files that operators are given. No media
/// flows, so that nobody sends lines that others see; what Janus says of those is in
/// [SubscriptionTest] and [RosterTest].
@Tag("process")
class JanusTest {
  private static final RoutingId ANNA = new RoutingId(new UUID(3, 3));
  private static final RoutingId BEN = new RoutingId(new UUID(4, 4));
  private static final RoutingId CLEO = new RoutingId(new UUID(5, 5));

  /// So long that whoever is told to move earlier was not told for being patient.
  private static final Duration PATIENT = Duration.ofSeconds(50);

  @TempDir private static Path folder;
  private static RunningJanus janus;

  private final CallId call = new CallId(UUID.randomUUID());
  private final String token = RunningJanus.token(call, Instant.now().plusSeconds(600));

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeTrue(RunningJanus.isInstalled(), "Janus is not installed: apt-get install janus");
    janus = RunningJanus.start(folder.resolve("shared"));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (janus != null) {
      janus.close();
    }
  }

  private static JanusNode node(RunningJanus... all) {
    List<String> servers = new java.util.ArrayList<>();
    for (RunningJanus one : all) {
      servers.add("media-" + (servers.size() + 1) + '=' + one.url());
    }
    return new JanusNode(servers, 3, PATIENT);
  }

  private Attendee anna(JanusNode node) {
    return node.attendee(call, ANNA, new PartyId(new UUID(7, 1)), CallRole.HOST);
  }

  private Attendee ben(JanusNode node) {
    return node.attendee(call, BEN, new PartyId(new UUID(7, 2)), CallRole.PARTICIPANT);
  }

  private static Feed silent(Attendee attendee) {
    return new Feed(attendee.name().party(), attendee.user(), List.of());
  }

  private static PartyId party(Attendee attendee) {
    return attendee.name().party();
  }

  @Test
  void bringsPartiesTogetherWhicheverNodeTheyAreAt() throws InterruptedException {
    try (JanusNode here = node(janus);
        JanusNode there = node(janus)) {
      Attendee anna = anna(here);
      Attendee ben = ben(there);
      MediaAnswer.Joined first = here.joined(anna, token, 0, null);
      assertThat(first.feeds()).isEmpty();
      assertThat(first.resumed()).isFalse();
      assertThat(there.joined(ben, token, 0, null).feeds()).containsExactly(silent(anna));
      assertThat(here.told())
          .isEqualTo(new Told(party(anna), new MediaEvent.Feeds(List.of(silent(ben)))));

      assertThat(there.want(ben, new MediaRequest.Leave())).isEqualTo(new MediaAnswer.Done());
      assertThat(here.told()).isEqualTo(new Told(party(anna), new MediaEvent.Gone(party(ben))));
      assertThat(there.want(ben, new MediaRequest.Restart()))
          .isEqualTo(new MediaAnswer.Refused(Why.NOT_JOINED));
    }
  }

  @Test
  void answersWhatAPartyOffersAndMutesIt() throws InterruptedException {
    try (JanusNode node = node(janus)) {
      Attendee anna = anna(node);
      node.joined(anna, token, 0, null);
      MediaAnswer published =
          node.want(anna, new MediaRequest.Publish(TestOffer.sdp(), TestOffer.LINES));
      assertThat(published).isInstanceOf(MediaAnswer.Published.class);
      assertThat(((MediaAnswer.Published) published).sdp()).contains("VP8", "opus", "simulcast");
      IceCandidate candidate = new IceCandidate("candidate:1 1 udp 1 127.0.0.1 9 typ host", "0", 0);
      assertThat(
              node.want(anna, new MediaRequest.Candidates(Leg.PUBLISH, List.of(candidate), true)))
          .isEqualTo(new MediaAnswer.Done());

      assertThat(node.want(anna, new MediaRequest.Mute(party(anna), Line.CAMERA, true)))
          .isEqualTo(new MediaAnswer.Done());
      assertThat(node.told())
          .isEqualTo(new Told(party(anna), new MediaEvent.Muted(party(anna), Line.CAMERA, true)));
      assertThat(node.want(anna, new MediaRequest.Mute(party(anna), Line.SCREEN, true)))
          .isEqualTo(new MediaAnswer.Refused(Why.NO_SUCH_PARTY));
      assertThat(node.want(anna, new MediaRequest.Publish("nonsense", TestOffer.LINES)))
          .isEqualTo(new MediaAnswer.Refused(Why.BAD_DESCRIPTION));
      assertThat(node.want(anna, new MediaRequest.Answer("nonsense")))
          .isEqualTo(new MediaAnswer.Refused(Why.BAD_DESCRIPTION));
      var ofNobody = new MediaRequest.Subscribe.Wanted(new PartyId(new UUID(7, 9)), "0");
      assertThat(node.want(anna, new MediaRequest.Subscribe(List.of(ofNobody), List.of())))
          .isEqualTo(new MediaAnswer.Refused(Why.NO_SUCH_PARTY));
    }
  }

  @Test
  void letsNobodyInWithoutATokenForThisRoomAndTime() throws InterruptedException {
    try (JanusNode node = node(janus)) {
      Attendee anna = anna(node);
      CallId other = new CallId(UUID.randomUUID());
      Instant later = Instant.now().plusSeconds(600);
      for (String bad :
          Set.of(
              "one-word",
              "two words",
              RunningJanus.token(call, Instant.now().minusSeconds(10)),
              RunningJanus.token(other, later))) {
        assertThat(node.join(anna, bad, 0, null)).isEqualTo(new MediaAnswer.Refused(Why.BAD_TOKEN));
      }
      node.joined(anna, token, 0, null);
      assertThat(node.want(anna, new MediaRequest.Renew("two words")))
          .isEqualTo(new MediaAnswer.Refused(Why.BAD_TOKEN));
      assertThat(
              node.want(
                  anna, new MediaRequest.Renew(RunningJanus.token(call, later.plusSeconds(60)))))
          .isEqualTo(new MediaAnswer.Done());
    }
  }

  @Test
  void holdsNoMoreThanARoomMay() throws InterruptedException {
    try (JanusNode node = node(janus)) {
      for (int number = 1; number <= 4; number++) {
        Attendee one =
            node.attendee(call, CLEO, new PartyId(new UUID(8, number)), CallRole.PARTICIPANT);
        MediaAnswer answer = node.join(one, token, 0, null);
        if (number <= 3) {
          assertThat(answer).isInstanceOf(MediaAnswer.Joined.class);
        } else {
          assertThat(answer).isEqualTo(new MediaAnswer.Refused(Why.FULL));
        }
      }
    }
  }

  @Test
  void putsOutWhomAHostOrTheOriginDoes() throws InterruptedException {
    try (JanusNode here = node(janus);
        JanusNode there = node(janus)) {
      Attendee anna = anna(here);
      Attendee ben = ben(there);
      here.joined(anna, token, 0, null);
      there.joined(ben, token, 0, null);
      here.told();
      assertThat(there.want(ben, new MediaRequest.Kick(party(anna))))
          .isEqualTo(new MediaAnswer.Refused(Why.NOT_HOST));
      assertThat(here.want(anna, new MediaRequest.Kick(new PartyId(new UUID(7, 9)))))
          .isEqualTo(new MediaAnswer.Refused(Why.NO_SUCH_PARTY));
      assertThat(here.want(anna, new MediaRequest.Kick(party(ben))))
          .isEqualTo(new MediaAnswer.Done());
      assertThat(there.told())
          .isEqualTo(new Told(party(ben), new MediaEvent.Ended(MediaEvent.Why.KICKED)));
      assertThat(here.told()).isEqualTo(new Told(party(anna), new MediaEvent.Gone(party(ben))));

      there.joined(ben, token, 0, null);
      here.told();
      there.revoke(ben);
      assertThat(there.told())
          .isEqualTo(new Told(party(ben), new MediaEvent.Ended(MediaEvent.Why.KICKED)));
      assertThat(here.told()).isEqualTo(new Told(party(anna), new MediaEvent.Gone(party(ben))));
    }
  }

  @Test
  void endsARoomForAll() throws InterruptedException {
    try (JanusNode here = node(janus);
        JanusNode there = node(janus)) {
      Attendee anna = anna(here);
      Attendee ben = ben(there);
      here.joined(anna, token, 0, null);
      there.joined(ben, token, 0, null);
      assertThat(here.want(anna, new MediaRequest.EndForAll())).isEqualTo(new MediaAnswer.Done());
      assertThat(there.told())
          .isEqualTo(new Told(party(ben), new MediaEvent.Ended(MediaEvent.Why.ENDED)));
      assertThat(there.joined(ben, token, 0, null).feeds()).as("a new room").isEmpty();
    }
  }

  @Test
  void comesBackAnewInThePlaceOfWhatWasLeftBehind() throws InterruptedException {
    try (JanusNode here = node(janus);
        JanusNode there = node(janus)) {
      Attendee anna = anna(here);
      Attendee ben = ben(here);
      here.joined(anna, token, 0, null);
      here.joined(ben, token, 0, null);
      here.told();
      MediaAnswer.Joined again = there.joined(ben(there), token, 0, null);
      assertThat(again.resumed()).isFalse();
      assertThat(again.feeds()).containsExactly(silent(anna));
    }
  }

  @Test
  void isTakenOverByAnotherNodeAsItIs() throws InterruptedException {
    try (JanusNode here = node(janus);
        JanusNode there = node(janus)) {
      Attendee anna = anna(here);
      Attendee ben = ben(here);
      here.joined(anna, token, 0, null);
      MediaAnswer.Joined before = here.joined(ben, token, 0, null);
      here.told();
      MediaAnswer.Joined after = there.joined(ben(there), token, 0, before.resume());
      assertThat(after.resumed()).isTrue();
      assertThat(after.feeds()).containsExactly(silent(anna));
      assertThat(there.want(ben(there), new MediaRequest.Publish(TestOffer.sdp(), TestOffer.LINES)))
          .isInstanceOf(MediaAnswer.Published.class);

      here.want(anna, new MediaRequest.Leave());
      assertThat(there.told()).isEqualTo(new Told(party(ben), new MediaEvent.Gone(party(anna))));
      // The other node has forgotten it, which does not put it out.
      here.forget(ben);
      here.joined(anna, token, 0, null);
      assertThat(there.told())
          .isEqualTo(new Told(party(ben), new MediaEvent.Feeds(List.of(silent(anna)))));
      assertThat(there.joined(ben(there), token, 0, after.resume()).resumed())
          .as("at the same node, by another socket")
          .isTrue();
    }
  }

  @Test
  void staysInTheRoomWhenItsNodeDies() throws InterruptedException {
    try (JanusNode here = node(janus);
        JanusNode there = node(janus)) {
      Attendee anna = anna(there);
      there.joined(anna, token, 0, null);
      String resume = here.joined(ben(here), token, 0, null).resume();
      there.told();
      here.close();
      MediaAnswer.Joined after = there.joined(ben(there), token, 0, resume);
      assertThat(after.resumed()).isTrue();
      assertThat(there.want(ben(there), new MediaRequest.Leave()))
          .isEqualTo(new MediaAnswer.Done());
      assertThat(there.told())
          .as("nothing was said of it meanwhile")
          .isEqualTo(new Told(party(anna), new MediaEvent.Gone(party(ben(there)))));
    }
  }

  @Test
  void isTakenOverByNobodyElse() throws InterruptedException {
    try (JanusNode here = node(janus);
        JanusNode there = node(janus)) {
      String annas = here.joined(anna(here), token, 0, null).resume();
      assertThat(there.joined(ben(there), token, 0, annas).resumed()).isFalse();
      assertThat(there.joined(ben(there), token, 0, "never-sealed").resumed()).isFalse();
    }
  }

  @Test
  void tellsPartiesToMoveWhenTheirMediaServerDies() throws IOException, InterruptedException {
    try (RunningJanus one = RunningJanus.start(folder.resolve("one"));
        RunningJanus two = RunningJanus.start(folder.resolve("two"));
        JanusNode node = node(one, two)) {
      Attendee anna = anna(node);
      node.joined(anna, token, 0, null);
      RunningJanus dying =
          new org.sealmesh.signaling.state.MediaServerOrder(List.of("media-1", "media-2"))
                  .at(call, 0)
                  .equals("media-1")
              ? one
              : two;
      dying.kill();
      assertThat(node.told()).isEqualTo(new Told(party(anna), new MediaEvent.Moved(1)));
      assertThat(node.join(ben(node), token, 0, null)).isEqualTo(new MediaAnswer.MovedTo(1, 0));
      assertThat(node.joined(anna, token, 1, null).generation()).isEqualTo(1);
      dying.startAgain();
    }
  }

  @Test
  void tellsPartiesToMoveWhenTheirMediaServerHangs() throws IOException, InterruptedException {
    try (RunningJanus one = RunningJanus.start(folder.resolve("hanging"));
        JanusNode node =
            new JanusNode(List.of("media-1=" + one.url()), 3, Duration.ofMillis(500))) {
      Attendee anna = anna(node);
      node.joined(anna, token, 0, null);
      one.hang();
      assertThat(node.told()).isEqualTo(new Told(party(anna), new MediaEvent.Moved(1)));
      assertThat(node.join(anna, token, 1, null)).isInstanceOf(MediaAnswer.MovedTo.class);
      one.goOn();
    }
  }

  @Test
  void keepsItsPartiesWhenTheConnectionAloneIsCut() throws IOException, InterruptedException {
    try (Cable cable = new Cable(janus.port());
        JanusNode here = new JanusNode(List.of("media-1=" + cable.url()), 3, PATIENT);
        JanusNode there = node(janus)) {
      Attendee anna = anna(here);
      Attendee ben = ben(there);
      here.joined(anna, token, 0, null);
      there.joined(ben, token, 0, null);
      here.told();
      cable.cut();
      there.want(ben, new MediaRequest.Leave());
      assertThat(here.told())
          .as("by the new connection, or by looking around")
          .isEqualTo(new Told(party(anna), new MediaEvent.Gone(party(ben))));
      assertThat(here.want(anna, new MediaRequest.Publish(TestOffer.sdp(), TestOffer.LINES)))
          .isInstanceOf(MediaAnswer.Published.class);
      assertThat(here.meter.value("sealmesh_signaling_media_moved")).isZero();
    }
  }

  @Test
  void writesNothingOfAnybodyIntoItsLog() throws IOException, InterruptedException {
    try (JanusNode node = node(janus)) {
      Attendee anna = anna(node);
      node.joined(anna, token, 0, null);
      node.want(anna, new MediaRequest.Kick(new PartyId(new UUID(7, 9))));
      node.want(anna, new MediaRequest.Publish("nonsense", TestOffer.LINES));
    }
    assertThat(janus.log())
        .doesNotContain(call.text(), ANNA.text(), new PartyId(new UUID(7, 9)).text(), "nonsense");
  }
}
