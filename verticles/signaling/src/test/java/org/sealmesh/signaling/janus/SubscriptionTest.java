package org.sealmesh.signaling.janus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Layer;
import org.sealmesh.mesh.media.Line;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.mesh.media.MediaRequest.Subscribe.Wanted;
import org.sealmesh.mesh.media.OfferedLine;

/// What a party receives, against what Janus 1.1.2 said when browsers sent and received: its
/// answers here are those, shortened.
class SubscriptionTest {
  private static final CallId CALL = new CallId(new UUID(1, 1));
  private static final PartyId ANNA = new PartyId(new UUID(7, 1));
  private static final Wanted MICROPHONE = new Wanted(ANNA, "0");
  private static final Wanted CAMERA = new Wanted(ANNA, "1");
  private static final String AUDIO =
      """
      {"type":"audio","active":true,"mindex":0,"mid":"0","ready":false,"send":true,
       "feed_id":"%s","feed_display":"u1","feed_mid":"0","feed_description":"microphone"}\
      """
          .formatted(ANNA.text());
  private static final String VIDEO =
      """
      {"type":"video","active":true,"mindex":1,"mid":"1","ready":false,"send":true,
       "feed_id":"%s","feed_display":"u1","feed_mid":"1","feed_description":"camera"}\
      """
          .formatted(ANNA.text());
  private static final String NO_VIDEO =
      """
      {"type":"video","active":false,"mindex":1,"mid":"1","ready":false,"send":true}\
      """;
  private static final String OFFER = ",\"jsep\":{\"type\":\"offer\",\"sdp\":\"offer\"}";
  private static final OfferedLine HEARD = new OfferedLine("0", ANNA, Line.MICROPHONE);
  private static final OfferedLine SEEN = new OfferedLine("1", ANNA, Line.CAMERA);
  private static final OfferedLine NOTHING = new OfferedLine("1", null, null);

  private final List<JsonObject> asked = new ArrayList<>();
  private final Queue<Future<JsonObject>> answers = new ArrayDeque<>();
  private final List<MediaEvent> later = new ArrayList<>();
  private final Subscription subscription =
      new Subscription(session(), 5, new VideoRoom(CALL, "secret", "token"));

  private JanusSession session() {
    says("{\"janus\":\"success\",\"data\":{\"id\":4}}");
    return JanusSession.create(this::answer, "core").result();
  }

  private Future<JsonObject> answer(JsonObject request, JanusLink.Until until) {
    asked.add(request);
    return answers.remove();
  }

  private void says(String json) {
    answers.add(Future.succeededFuture(new JsonObject(json)));
  }

  private void fails(int code) {
    answers.add(Future.failedFuture(new JanusFailure(code)));
  }

  private static String plugin(String what, String more, String jsep) {
    return "{\"janus\":\"event\",\"plugindata\":{\"data\":{\"videoroom\":\"%s\"%s}}%s}"
        .formatted(what, more, jsep);
  }

  private static String streams(String... all) {
    return ",\"streams\":[" + String.join(",", all) + ']';
  }

  private JsonObject lastBody() {
    return asked.getLast().getJsonObject("body");
  }

  private MediaAnswer subscribe(List<Wanted> add, List<String> drop) {
    return subscription.change(new MediaRequest.Subscribe(add, drop)).result();
  }

  private void receivesAudio() {
    fails(JanusFailure.JOIN_FIRST);
    says(plugin("attached", streams(AUDIO), OFFER));
    assertThat(subscribe(List.of(MICROPHONE), List.of()))
        .isEqualTo(new MediaAnswer.Offer("offer", List.of(HEARD)));
  }

  private void answersTheOffer() {
    says(plugin("event", ",\"started\":\"ok\"", ""));
    assertThat(subscription.answered("answer", later::add).result())
        .isEqualTo(new MediaAnswer.Done());
  }

  @Test
  void joinsWithTheFirstLineAndChangesWithTheNext() {
    receivesAudio();
    assertThat(lastBody().getString("request")).isEqualTo("join");
    assertThat(lastBody().getString("ptype")).isEqualTo("subscriber");
    assertThat(lastBody().getString("token")).isEqualTo("token");
    answersTheOffer();
    says(plugin("updated", streams(AUDIO, VIDEO), OFFER));
    assertThat(subscribe(List.of(CAMERA, MICROPHONE), List.of()))
        .isEqualTo(new MediaAnswer.Offer("offer", List.of(HEARD, SEEN)));
    assertThat(lastBody())
        .as("what is received already is not asked for again")
        .isEqualTo(
            new JsonObject(
                "{\"request\":\"subscribe\",\"streams\":[{\"feed\":\"%s\",\"mid\":\"1\"}]}"
                    .formatted(ANNA.text())));
    assertThat(subscribe(List.of(CAMERA), List.of())).isEqualTo(new MediaAnswer.Done());
  }

  @Test
  void givesBackAndTakesAtOnce() {
    receivesAudio();
    answersTheOffer();
    says(plugin("updated", streams(AUDIO, VIDEO), OFFER));
    subscribe(List.of(CAMERA), List.of("0"));
    assertThat(lastBody().getString("request")).isEqualTo("update");
    answersTheOffer();
    says(plugin("updated", streams(AUDIO, NO_VIDEO), OFFER));
    assertThat(subscribe(List.of(), List.of("1")))
        .isEqualTo(new MediaAnswer.Offer("offer", List.of(HEARD, NOTHING)));
    assertThat(lastBody().getString("request")).isEqualTo("unsubscribe");
    answersTheOffer();
    says(plugin("updated", "", ""));
    assertThat(subscribe(List.of(), List.of("77"))).isEqualTo(new MediaAnswer.Done());
  }

  @Test
  void doesNotWaitForAnAnswerToAskForMore() {
    receivesAudio();
    says(plugin("updating", "", ""));
    assertThat(subscribe(List.of(CAMERA), List.of())).isEqualTo(new MediaAnswer.Done());
    answersTheOffer();
    assertThat(
            subscription.onEvent(new JsonObject(plugin("updated", streams(AUDIO, VIDEO), OFFER))))
        .contains(new MediaEvent.Offered("offer", List.of(HEARD, SEEN)));
  }

  @Test
  void findsOutThatAnOfferWasLostBetweenTwoConnections() {
    says(plugin("updating", "", ""));
    Future<MediaAnswer> answer =
        subscription.change(new MediaRequest.Subscribe(List.of(CAMERA), List.of()));
    assertThat(answer.cause())
        .isInstanceOfSatisfying(
            JanusFailure.class, lost -> assertThat(lost.isOfOneForgotten()).isTrue());
  }

  @Test
  void keepsARestartUntilTheOfferIsAnswered() {
    receivesAudio();
    int before = asked.size();
    assertThat(subscription.restart().result()).isEqualTo(new MediaAnswer.Done());
    assertThat(asked).hasSize(before);
    says(plugin("event", ",\"started\":\"ok\"", ""));
    says(plugin("event", ",\"configured\":\"ok\"", OFFER));
    subscription.answered("answer", later::add);
    assertThat(lastBody().getBoolean("restart")).isTrue();
    assertThat(later)
        .as("the lines are those of before")
        .containsExactly(new MediaEvent.Offered("offer", List.of(HEARD)));
    answersTheOffer();
    says(plugin("event", ",\"configured\":\"ok\"", OFFER));
    assertThat(subscription.restart().result())
        .isEqualTo(new MediaAnswer.Offer("offer", List.of(HEARD)));
  }

  @Test
  void choosesSizesFromTheSmallestOn() {
    says(plugin("event", ",\"configured\":\"ok\"", ""));
    subscription.layers(
        new MediaRequest.Layers(
            List.of(
                new MediaRequest.Layers.Wanted("1", Layer.NONE),
                new MediaRequest.Layers.Wanted("2", Layer.LOW),
                new MediaRequest.Layers.Wanted("3", Layer.MEDIUM),
                new MediaRequest.Layers.Wanted("4", Layer.HIGH))));
    assertThat(lastBody())
        .isEqualTo(
            new JsonObject(
                """
                {"request":"configure","streams":[{"mid":"1","send":false},
                 {"mid":"2","send":true,"substream":0},{"mid":"3","send":true,"substream":1},
                 {"mid":"4","send":true,"substream":2}]}\
                """));
  }
}
