package org.sealmesh.signaling.janus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.mesh.call.CallId;

/// Rooms that are left, at a model of Janus that knows who is in which.
class RoomSweepTest {
  private static final CallId FIRST = call(1);
  private static final CallId SECOND = call(2);
  private static final long IDLE_NS = Duration.ofSeconds(60).toNanos();
  private static final long HANDLE = 5;

  private final RoomKeys keys =
      new RoomKeys(
          new Secret("a key of the media server's administrator"), "media-1", new SecureRandom());
  private final Map<String, List<String>> rooms = new HashMap<>();
  private final List<String> looked = new ArrayList<>();
  private final RoomSweep sweep = new RoomSweep(keys);
  private final JanusSession session = JanusSession.create(this::answer, "core").result();
  private boolean isAway;

  private static CallId call(int number) {
    return new CallId(new UUID(1, number));
  }

  private Future<JsonObject> answer(JsonObject request, JanusLink.Until until) {
    JsonObject body = request.getJsonObject("body");
    if (body == null) {
      return Future.succeededFuture(new JsonObject().put("data", new JsonObject().put("id", 4)));
    }
    if (isAway) {
      return Future.failedFuture(new JanusFailure(JanusFailure.UNANSWERED));
    }
    String room = body.getString("room");
    if (!rooms.containsKey(room)) {
      return Future.failedFuture(new JanusFailure(JanusFailure.NO_SUCH_ROOM));
    }
    return switch (body.getString("request")) {
      case "listparticipants" -> {
        looked.add(room);
        JsonArray participants = new JsonArray();
        rooms.get(room).forEach(party -> participants.add(new JsonObject().put("id", party)));
        yield data(new JsonObject().put("participants", participants));
      }
      case "destroy" -> {
        assertThat(rooms.get(room)).as("nobody is put out by it").isEmpty();
        assertThat(body.getString("secret")).isEqualTo(keys.roomSecret(CallId.parse(room)));
        rooms.remove(room);
        yield data(new JsonObject());
      }
      default -> Future.failedFuture(new IllegalStateException(body.encode()));
    };
  }

  private static Future<JsonObject> data(JsonObject data) {
    return Future.succeededFuture(
        new JsonObject().put("plugindata", new JsonObject().put("data", data)));
  }

  private void sweep(long nowNs) {
    looked.clear();
    sweep.sweep(session, HANDLE, nowNs);
  }

  @BeforeEach
  void useBoth() {
    rooms.put(FIRST.text(), new ArrayList<>());
    rooms.put(SECOND.text(), new ArrayList<>(List.of("ben")));
    sweep.use(FIRST, 0);
    sweep.use(SECOND, 0);
  }

  @Test
  void endsWhatNobodyIsInAnyMoreAndNothingElse() {
    sweep(IDLE_NS - 1);
    assertThat(looked).as("somebody may come back").isEmpty();
    sweep(IDLE_NS);
    assertThat(rooms).containsOnlyKeys(SECOND.text());
  }

  @Test
  void looksAgainWhereSomebodyWasByAnotherNode() {
    sweep(IDLE_NS);
    sweep(2 * IDLE_NS - 1);
    assertThat(looked).as("not at each tick").isEmpty();
    rooms.get(SECOND.text()).clear();
    sweep(2 * IDLE_NS);
    assertThat(rooms).isEmpty();
  }

  @Test
  void leavesARoomThatIsInUse() {
    sweep.use(FIRST, IDLE_NS - 1);
    sweep(IDLE_NS);
    assertThat(looked).containsExactly(SECOND.text());
    assertThat(rooms).containsKey(FIRST.text());
  }

  @Test
  void forgetsARoomThatIsGoneAlready() {
    rooms.clear();
    sweep(IDLE_NS);
    rooms.put(FIRST.text(), new ArrayList<>());
    sweep(2 * IDLE_NS);
    assertThat(looked).as("it is another one, that this node has had no party in").isEmpty();
  }

  @Test
  void triesAgainWhenJanusDidNotAnswer() {
    isAway = true;
    sweep(IDLE_NS);
    assertThat(rooms).hasSize(2);
    isAway = false;
    sweep(2 * IDLE_NS);
    assertThat(rooms).containsOnlyKeys(SECOND.text());
  }

  @Test
  void asksForFewAtATime() {
    for (int number = 10; number < 30; number++) {
      rooms.put(call(number).text(), new ArrayList<>(List.of("somebody")));
      sweep.use(call(number), 0);
    }
    sweep(IDLE_NS);
    assertThat(looked).hasSize(8);
    sweep(IDLE_NS);
    assertThat(looked).as("the others, since those wait for their turn again").hasSize(8);
  }
}
