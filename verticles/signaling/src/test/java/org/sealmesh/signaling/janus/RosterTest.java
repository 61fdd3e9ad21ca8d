package org.sealmesh.signaling.janus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Feed;
import org.sealmesh.mesh.media.Line;
import org.sealmesh.mesh.media.MediaEvent;

/// Who is in a room, by what Janus 1.1.2 said when browsers came, sent and went.
class RosterTest {
  private static final PartyId SELF = new PartyId(new UUID(7, 1));
  private static final PartyId BEN = new PartyId(new UUID(7, 2));
  private static final RoutingId USER = new RoutingId(new UUID(3, 3));
  private static final Feed BENS =
      new Feed(BEN, USER, List.of(new Feed.FeedLine("0", Line.MICROPHONE)));
  private static final Feed SILENT = new Feed(BEN, USER, List.of());
  private static final String PUBLISHER =
      """
      {"id":"%s","display":"%s","audio_codec":"opus","streams":[
       {"type":"audio","mindex":0,"mid":"0","description":"microphone","codec":"opus","fec":true},
       {"type":"video","mindex":1,"mid":"1","disabled":true},
       {"type":"video","mindex":2,"mid":"2","description":"of no meaning here"}]}\
      """
          .formatted(BEN.text(), USER.text());

  private final FakeMeter meter = new FakeMeter();
  private final Roster roster = new Roster(SELF, USER, meter.counter("malformed", ""));

  private Optional<MediaEvent> hears(String members) {
    return roster.onEvent(new JsonObject("{\"videoroom\":\"event\"," + members + '}'));
  }

  private void benSends() {
    assertThat(hears("\"publishers\":[" + PUBLISHER + ']'))
        .contains(new MediaEvent.Feeds(List.of(BENS)));
  }

  @Test
  void findsWhoIsThereAlready() {
    roster.onJoined(
        new JsonObject(
            """
            {"videoroom":"joined","publishers":[%s],"attendees":[{"id":"%s","display":"%s"}]}\
            """
                .formatted(PUBLISHER, new PartyId(new UUID(7, 3)).text(), USER.text())));
    assertThat(roster.feeds())
        .containsExactlyInAnyOrder(BENS, new Feed(new PartyId(new UUID(7, 3)), USER, List.of()));
  }

  @Test
  void tellsWhoComesAndSendsAndGoes() {
    assertThat(
            hears(
                "\"joining\":{\"id\":\"%s\",\"display\":\"%s\"}"
                    .formatted(BEN.text(), USER.text())))
        .contains(new MediaEvent.Feeds(List.of(SILENT)));
    benSends();
    assertThat(hears("\"unpublished\":\"" + BEN.text() + '"'))
        .contains(new MediaEvent.Feeds(List.of(SILENT)));
    assertThat(hears("\"unpublished\":\"" + BEN.text() + '"')).as("no news").isEmpty();
    assertThat(hears("\"leaving\":\"" + BEN.text() + '"')).contains(new MediaEvent.Gone(BEN));
    assertThat(hears("\"leaving\":\"" + BEN.text() + '"')).isEmpty();
    assertThat(roster.feeds()).isEmpty();
  }

  @Test
  void tellsWhoIsPutOutAndWhoItselfIs() {
    benSends();
    assertThat(hears("\"kicked\":\"" + BEN.text() + '"')).contains(new MediaEvent.Gone(BEN));
    assertThat(hears("\"leaving\":\"ok\",\"reason\":\"kicked\""))
        .contains(new MediaEvent.Ended(MediaEvent.Why.KICKED));
    assertThat(roster.onEvent(new JsonObject("{\"videoroom\":\"destroyed\"}")))
        .contains(new MediaEvent.Ended(MediaEvent.Why.ENDED));
  }

  @Test
  void tellsWhichLineIsMuted() {
    benSends();
    roster.publish(List.of(new Feed.FeedLine("5", Line.SCREEN)));
    String muted = "\"id\":\"%s\",\"mid\":\"%s\",\"moderation\":\"%s\"";
    assertThat(hears(muted.formatted(BEN.text(), "0", "muted")))
        .contains(new MediaEvent.Muted(BEN, Line.MICROPHONE, true));
    assertThat(hears(muted.formatted(SELF.text(), "5", "unmuted")))
        .contains(new MediaEvent.Muted(SELF, Line.SCREEN, false));
    assertThat(hears(muted.formatted(BEN.text(), "9", "muted"))).isEmpty();
    assertThat(roster.mid(SELF, Line.SCREEN)).contains("5");
    assertThat(roster.feeds()).containsExactly(BENS);
  }

  @Test
  void countsAndDropsWhoIsNotOfOurs() {
    assertThat(hears("\"joining\":{\"id\":\"somebody\",\"display\":\"else\"}")).isEmpty();
    assertThat(hears("\"joining\":{\"id\":\"%s\"}".formatted(BEN.text()))).isEmpty();
    assertThat(hears("\"joining\":{}")).isEmpty();
    assertThat(roster.feeds()).isEmpty();
    assertThat(meter.value("malformed")).isEqualTo(3);
  }
}
