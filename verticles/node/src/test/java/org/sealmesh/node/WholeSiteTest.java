package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.crypto.EnvelopeOpener;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.node.Visitor.Reply;
import org.sealmesh.origin.ConversationKey;

/// Real persistence on H2, real crypto, router, relay, outbox and gateway, and browsers that speak
/// HTTP and WebSocket to them.
class WholeSiteTest {
  private static final JsonObject NOTHING_KNOWN = new JsonObject().put("heads", new JsonArray());

  @TempDir Path folder;
  private RunningSite site;
  private Visitor ada;
  private Visitor ben;

  @BeforeEach
  void open() {
    site = new RunningSite(folder);
    ada = site.visitor().register("ada");
    ben = site.visitor().register("ben");
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void twoPeopleTalk() {
    JsonObject talk = direct();
    String id = talk.getString("id");
    ben.connect();
    Reply sent = ada.send(id, "Hello, Ben").expect(201);
    JsonObject event = opened(ben, talk, ben.frame("event"));
    assertThat(event.getString("type")).isEqualTo("message.sent");
    assertThat(event.getString("body")).isEqualTo("Hello, Ben");
    assertThat(event.getLong("seq")).isEqualTo(sent.json().getLong("seq"));
    assertThat(event.getString("messageId")).isEqualTo(sent.json().getString("messageId"));

    String message = "/conversations/" + id + "/messages/" + event.getString("messageId");
    ada.request("PATCH", message, Visitor.body().put("body", "Hello, dear Ben"), Map.of())
        .expect(200);
    assertThat(opened(ben, talk, ben.frame("event")).getString("body"))
        .isEqualTo("Hello, dear Ben");
    ada.request("DELETE", message + "?clientId=" + Visitor.newClientId(), null, Map.of())
        .expect(200);
    assertThat(opened(ben, talk, ben.frame("event")).getString("type"))
        .isEqualTo("message.deleted");

    JsonArray history =
        ben.get("/conversations/" + id + "/events").expect(200).json().getJsonArray("events");
    assertThat(history.stream().map(e -> ((JsonObject) e).getString("type")))
        .as("what was deleted is gone from every event that had it")
        .containsExactly("conversation.created", "tombstone", "tombstone", "message.deleted");
    assertThat(history.encode()).doesNotContain("Hello");
  }

  @Test
  void repeatsAnAnswerAndRefusesAnotherRequestOfTheSameName() {
    String path = "/conversations/" + direct().getString("id") + "/messages";
    JsonObject message = Visitor.body().put("body", "Once");
    Reply first = ada.post(path, message).expect(201);
    assertThat(ada.post(path, message).expect(201).json()).isEqualTo(first.json());
    Reply other = ada.post(path, message.copy().put("body", "Twice")).expect(409);
    assertThat(other.json().getString("type")).isEqualTo("/problems/client-id-reused");
  }

  @Test
  void syncBringsWhatWasMissedOnce() {
    JsonObject talk = direct();
    String id = talk.getString("id");
    ada.send(id, "While you were away").expect(201);
    Reply first = ben.post("/sync", NOTHING_KNOWN).expect(200);
    JsonObject missed = first.json().getJsonArray("conversations").getJsonObject(0);
    assertThat(missed.getJsonObject("conversation").getString("id")).isEqualTo(id);
    assertThat(missed.getJsonArray("events").encode()).contains("While you were away");
    JsonObject known =
        new JsonObject()
            .put("timeline", first.json().getString("timeline"))
            .put(
                "heads",
                new JsonArray().add(new JsonObject().put("conversation", id).put("head", 2)));
    Map<String, String> tag = Map.of("If-None-Match", first.header("ETag"));
    ben.request("POST", "/sync", known, tag).expect(304);
    ada.send(id, "And now").expect(201);
    JsonObject second = ben.request("POST", "/sync", known, tag).expect(200).json();
    assertThat(second.getJsonArray("conversations").getJsonObject(0).getJsonArray("events").size())
        .isEqualTo(1);
    ben.post(
            "/pointers",
            new JsonObject()
                .put(
                    "pointers",
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("conversation", id)
                                .put("delivered", 3)
                                .put("read", 3))))
        .expect(204);
    assertThat(ada.post("/sync", NOTHING_KNOWN).expect(200).http().body())
        .contains("{\"user\":\"" + ben.id() + "\",\"delivered\":3,\"read\":3}");
  }

  @Test
  void aRemovedMemberHearsNothingMore() {
    JsonObject room =
        ada.post("/conversations", Visitor.body().put("kind", "room").put("title", "Tea"))
            .expect(201)
            .json();
    String id = room.getString("id");
    ben.post(
            "/conversations/" + id + "/members",
            Visitor.body().put("users", new JsonArray().add(ben.id())))
        .expect(200);
    ben.connect();
    String pass =
        ben.passes(id).expect(200).json().getJsonArray("passes").getJsonObject(0).getString("pass");
    ben.join(pass);
    ben.frame("joined");
    ada.send(id, "Welcome").expect(201);
    assertThat(opened(ben, room, ben.frame("event")).getString("body")).isEqualTo("Welcome");

    ada.request(
            "DELETE",
            "/conversations/"
                + id
                + "/members/"
                + ben.id()
                + "?reason=banned&clientId="
                + Visitor.newClientId(),
            null,
            Map.of())
        .expect(200);
    assertThat(ben.frame("left").getString("rid")).isEqualTo(room.getString("rid"));
    ben.join(pass);
    assertThat(ben.frame("refused").getString("code")).isEqualTo("revoked");
    assertThat(ben.passes(id).expect(200).json().getJsonArray("passes")).isEmpty();
    ada.send(id, "Is he gone?").expect(201);
    long epoch = ada.get("/conversations/" + id).expect(200).json().getLong("epoch");
    assertThat(epoch).isEqualTo(2);
    assertThat(
            ada.get("/conversations/" + id + "/keys?epoch=2")
                .expect(200)
                .json()
                .getJsonArray("keys"))
        .hasSize(1);
    Reply keys = ben.get("/conversations/" + id + "/keys?epoch=2");
    assertThat(keys.status() == 404 || keys.json().getJsonArray("keys").isEmpty())
        .as("no key of a later epoch: %s", keys.http().body())
        .isTrue();
    ben.get("/conversations/" + id + "/events").expect(404);
    ben.post(
            "/conversations/" + id + "/members",
            Visitor.body().put("users", new JsonArray().add(ben.id())))
        .expect(403);
    // What was still on its way would be here before the answer to this.
    ben.say(new JsonObject().put("t", "ping"));
    ben.frame("pong");
    assertThat(ben.waiting("event").stream().map(f -> epochOf(f)))
        .as("nothing under the new key")
        .allMatch(e -> e == 1);
  }

  @Test
  void signingOutClosesTheSocket() {
    ben.connect();
    ben.request("DELETE", "/session", null, Map.of()).expect(204);
    assertThat(ben.closeCode()).isEqualTo(CloseCode.TICKET_REVOKED);
    ben.get("/session").expect(401);
    ben.post("/tickets", new JsonObject()).expect(401);
  }

  @Test
  void saysThatItIsUnavailableAndComesBack() {
    String path = "/conversations/" + direct().getString("id") + "/messages";
    JsonObject message = Visitor.body().put("body", "Are you there?");
    site.stopPersistence();
    Reply away = ada.post(path, message).expect(503);
    assertThat(away.json().getString("type")).isEqualTo("/problems/unavailable");
    assertThat(away.header("Retry-After")).isEqualTo("3");
    site.visitor().get("/site").expect(200);
    site.startPersistence();
    assertThat(ada.post(path, message).expect(201).json().getLong("seq")).isEqualTo(2);
    assertThat(ada.post(path, message).expect(201).json().getLong("seq")).isEqualTo(2);
  }

  @Test
  void findsPeopleAndRooms() {
    ada.post("/conversations", Visitor.body().put("kind", "room").put("title", "100% Tea"))
        .expect(201);
    assertThat(ben.get("/users?prefix=AD").expect(200).http().body()).contains(ada.id());
    assertThat(ben.get("/rooms?prefix=100%25").expect(200).json().getJsonArray("rooms")).hasSize(1);
    assertThat(ben.get("/rooms?prefix=1000").expect(200).json().getJsonArray("rooms")).isEmpty();
  }

  private JsonObject direct() {
    return ada.post("/conversations", Visitor.body().put("kind", "direct").put("member", ben.id()))
        .expect(201)
        .json();
  }

  private static int epochOf(JsonObject frame) {
    return Envelope.of(bytes(frame.getString("data"))).epoch().value();
  }

  /// What the envelope in the frame says to a browser that got its keys and signers over HTTP.
  private static JsonObject opened(Visitor reader, JsonObject conversation, JsonObject frame) {
    String path =
        "/conversations/" + conversation.getString("id") + "/keys?epoch=" + epochOf(frame);
    JsonObject key = reader.get(path).expect(200).json().getJsonArray("keys").getJsonObject(0);
    List<Signer> signers =
        reader.session().getJsonArray("signers").stream()
            .map(s -> Signer.of(bytes(((JsonObject) s).getString("key"))))
            .toList();
    EnvelopeOpener.Opening opening =
        new EnvelopeOpener(signers)
            .open(
                bytes(frame.getString("data")),
                Timeline.parse(reader.session().getString("timeline")),
                RoutingId.parse(conversation.getString("rid")),
                new ConversationKey(bytes(key.getString("key"))));
    assertThat(opening).isInstanceOf(EnvelopeOpener.Opened.class);
    return new JsonObject(
        io.vertx.core.buffer.Buffer.buffer(((EnvelopeOpener.Opened) opening).content()));
  }

  private static byte[] bytes(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }
}
