package org.sealmesh.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealmesh.gateway.fixture.AnswerCheck;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.fixture.Samples;
import org.sealmesh.gateway.fixture.Samples.Sample;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.gateway.http.OperationCheck;
import org.sealmesh.origin.persistence.AccountCommand;

/// Walks through docs/openapi.yaml: what it allows is answered as it says, and what it does not is
/// refused before anything reaches the bus.
class ContractTest {
  private static final Set<String> OPTIONAL =
      Set.of(
          "signIn.email",
          "sendMessage.replyTo",
          "sync.timeline",
          "getTicket.ticket",
          "confirmErasure.password");

  private static RunningGateway gateway;
  private static Map<String, OperationCheck> operations;
  private static AnswerCheck answers;

  @BeforeAll
  static void start() {
    gateway = new RunningGateway(RunningGateway.generous());
    operations =
        gateway.contract.operations().stream()
            .collect(Collectors.toMap(OperationCheck::id, o -> o));
    answers = new AnswerCheck(gateway.contract.openApi());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static Stream<Sample> samples() {
    return Samples.all(new TestSigner(1)).stream();
  }

  @BeforeEach
  void forget() {
    Origin.script(gateway.bus, gateway.clock.now(), gateway.signer);
    gateway.bus.forget();
  }

  @Test
  void hasASampleOfEveryOperation() {
    assertThat(samples().map(Sample::operationId).collect(Collectors.toSet()))
        .isEqualTo(operations.keySet());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void answersAsTheContractSays(Sample sample) {
    Reply reply = send(sample, sample.path(), sample.body());
    assertThat(reply.status()).as(reply.http().bodyAsString()).isEqualTo(sample.status());
    answers.check(operations.get(sample.operationId()), reply);
  }

  static Stream<Sample> bodies() {
    return samples().filter(sample -> sample.body() != null);
  }

  static Stream<Sample> withSession() {
    return samples().filter(sample -> operations.get(sample.operationId()).needsSession());
  }

  @ParameterizedTest
  @MethodSource("withSession")
  void asksForASession(Sample sample) {
    for (String authorization :
        List.of("", "Bearer", "Bearer " + "B".repeat(43), "Basic " + Origin.TOKEN, "Bearer x")) {
      Reply reply =
          send(
              sample,
              sample.path(),
              Map.of("Authorization", authorization, "Content-Type", "application/json"),
              sample.body());
      refused(sample, reply, "unauthenticated");
    }
    Reply without =
        send(sample, sample.path(), Map.of("Content-Type", "application/json"), sample.body());
    refused(sample, without, "unauthenticated");
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void refusesMissingMembers(Sample sample) {
    JsonObject body = new JsonObject(sample.body());
    for (String member : body.fieldNames()) {
      if (!OPTIONAL.contains(sample.operationId() + "." + member)) {
        JsonObject without = body.copy();
        without.remove(member);
        refused(sample, send(sample, sample.path(), without.encode()), "bad-request");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void refusesUnknownMembersAtEveryDepth(Sample sample) {
    for (int depth = 0; depth < objects(new JsonObject(sample.body())).size(); depth++) {
      JsonObject body = new JsonObject(sample.body());
      objects(body).get(depth).put("sneaky-member", 1);
      Reply reply = send(sample, sample.path(), body.encode());
      refused(sample, reply, "bad-request");
      assertThat(reply.http().bodyAsString()).doesNotContain("sneaky");
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void refusesMembersOfAnotherType(Sample sample) {
    for (int depth = 0; depth < objects(new JsonObject(sample.body())).size(); depth++) {
      for (String member : objects(new JsonObject(sample.body())).get(depth).fieldNames()) {
        for (Object other : List.of("sneaky", 1, 1.5, true, new JsonObject(), new JsonArray())) {
          JsonObject body = new JsonObject(sample.body());
          JsonObject within = objects(body).get(depth);
          if (!within.getValue(member).getClass().equals(other.getClass())) {
            within.put(member, other);
            refused(sample, send(sample, sample.path(), body.encode()), "bad-request");
          }
        }
        JsonObject body = new JsonObject(sample.body());
        objects(body).get(depth).putNull(member);
        refused(sample, send(sample, sample.path(), body.encode()), "bad-request");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void refusesWhatIsNotExactlyOneJsonValue(Sample sample) {
    String body = sample.body();
    String deep = "[".repeat(1000) + "]".repeat(1000);
    List<String> malformed =
        new ArrayList<>(
            List.of(
                "",
                " ",
                "null",
                "\"text\"",
                "[]",
                body + "x",
                body + "{}",
                body.substring(0, body.length() - 1),
                "/* comment */" + body,
                deep,
                "{\"a\":" + deep + "}"));
    if (!body.equals("{}")) {
      malformed.add(body.replace('"', '\''));
      malformed.add(body.substring(0, body.length() - 1) + "," + body.substring(1));
    }
    for (String text : malformed) {
      refused(sample, send(sample, sample.path(), text), "bad-request");
    }
    byte[] notUtf8 = body.replaceFirst("\\{", "{\"\u00ff\":1,").getBytes(ISO_8859_1);
    Map<String, String> headers = new HashMap<>(RunningGateway.session());
    headers.put("Content-Type", "application/json");
    refused(
        sample,
        gateway.send(
            operations.get(sample.operationId()).method(),
            "/api/v1" + sample.path(),
            headers,
            Buffer.buffer(notUtf8)),
        "bad-request");
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void refusesTooLargeBodies(Sample sample) {
    String padded = sample.body() + " ".repeat(400_001);
    refused(sample, send(sample, sample.path(), padded), "too-large");
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void refusesOtherContentTypes(Sample sample) {
    for (String type :
        List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json; charset=utf-16",
            "multipart/form-data; boundary=x",
            "")) {
      Map<String, String> headers = new HashMap<>(RunningGateway.session());
      headers.put("Content-Type", type);
      refused(
          sample, send(sample, sample.path(), headers, sample.body()), "unsupported-media-type");
    }
    refused(
        sample,
        send(sample, sample.path(), RunningGateway.session(), sample.body()),
        "unsupported-media-type");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void refusesUnknownParameters(Sample sample) {
    String with = sample.path() + (sample.path().contains("?") ? "&" : "?") + "sneaky=1";
    refused(sample, send(sample, with, sample.body()), "bad-request");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void refusesParametersThatAreNotWhatTheyMustBe(Sample sample) {
    String path = sample.path();
    for (String id :
        List.of(
            Origin.TALK.text(),
            Origin.BEN.id().text(),
            Origin.MESSAGE.text(),
            Origin.CALL.text())) {
      for (String other : List.of("x", id + "A", id.substring(1) + "B", "%00", id + "%0A")) {
        if (path.contains(id)) {
          refused(sample, send(sample, path.replace(id, other), sample.body()), "bad-request");
        }
      }
    }
    if (path.contains("limit=")) {
      for (String limit :
          List.of("0", "-1", "1.0", "1e1", "abc", "", "01", "201", "9".repeat(30))) {
        String with = path.replaceFirst("limit=[0-9]+", "limit=" + limit);
        refused(sample, send(sample, with, sample.body()), "bad-request");
      }
      refused(sample, send(sample, path + "&limit=5", sample.body()), "bad-request");
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void refusesABodyWhereNoneBelongs(Sample sample) {
    if (sample.body() == null) {
      refused(sample, send(sample, sample.path(), "{}"), "bad-request");
    }
  }

  @Test
  void asksForTheParametersThatMustBeThere() {
    Map<String, String> incomplete =
        Map.of(
            "searchUsers", "/users",
            "getKeys", "/conversations/" + Origin.TALK.text() + "/keys",
            "deleteMessage",
                "/conversations/" + Origin.TALK.text() + "/messages/" + Origin.MESSAGE.text(),
            "removeMember",
                "/conversations/" + Origin.TALK.text() + "/members/" + Origin.BEN.id().text());
    samples()
        .filter(sample -> incomplete.containsKey(sample.operationId()))
        .forEach(sample ->
            refused(
                sample, send(sample, incomplete.get(sample.operationId()), null), "bad-request"));
  }

  @Test
  void refusesWhatTheContractDoesNotHave() {
    assertThat(gateway.get("/nowhere").problem()).isEqualTo("not-found");
    assertThat(gateway.get("/").problem()).isEqualTo("not-found");
    assertThat(gateway.send(HttpMethod.GET, "/elsewhere", RunningGateway.session(), null).problem())
        .isEqualTo("not-found");
    Reply put = gateway.send(HttpMethod.PUT, "/api/v1/session", RunningGateway.session(), null);
    assertThat(put.problem()).isEqualTo("method-not-allowed");
    assertThat(put.http().getHeader("Allow")).isEqualTo("DELETE, GET");
    assertThat(gateway.bus.said(Object.class)).isEmpty();
  }

  private static void refused(Sample sample, Reply reply, String problem) {
    assertThat(reply.problem())
        .as("%s: %s", sample, reply.http().bodyAsString())
        .isEqualTo(problem);
    answers.checkProblem(operations.get(sample.operationId()), reply);
    assertThat(gateway.bus.said(Object.class))
        .as("nothing but the session was asked for")
        .allMatch(AccountCommand.FindSession.class::isInstance);
    assertThat(reply.http().bodyAsString()).doesNotContain("sneaky", "Exception", "org.sealmesh");
  }

  private static List<JsonObject> objects(Object node) {
    List<JsonObject> found = new ArrayList<>();
    if (node instanceof JsonObject object) {
      found.add(object);
      object.fieldNames().forEach(name -> found.addAll(objects(object.getValue(name))));
    } else if (node instanceof JsonArray array) {
      array.forEach(element -> found.addAll(objects(element)));
    }
    return found;
  }

  private static Reply send(Sample sample, String path, String body) {
    Map<String, String> headers = new HashMap<>(RunningGateway.session());
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    return send(sample, path, headers, body);
  }

  private static Reply send(Sample sample, String path, Map<String, String> headers, String body) {
    return gateway.send(
        operations.get(sample.operationId()).method(),
        "/api/v1" + path,
        headers,
        body == null ? null : Buffer.buffer(body));
  }
}
