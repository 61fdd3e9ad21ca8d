package org.sealmesh.signaling.janus;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// A session at a Janus, one for each party, so that another node can claim that party and no
/// other; and its handles. Each request shows the party's token.
final class JanusSession {
  private static final String PLUGIN = "janus.plugin.videoroom";

  private final Requests requests;
  private final long id;
  private String token;

  /// Where requests go: the link of the moment, if there is one.
  interface Requests {
    Future<JsonObject> ask(JsonObject request, JanusLink.Until until);
  }

  private JanusSession(Requests requests, long id, String token) {
    this.requests = requests;
    this.id = id;
    this.token = token;
  }

  static Future<JanusSession> create(Requests requests, String token) {
    return requests
        .ask(new JsonObject().put("janus", "create").put("token", token), JanusLink.Until.DONE)
        .map(created -> new JanusSession(requests, idIn(created), token));
  }

  /// One that is there already, by another connection.
  static Future<JanusSession> claim(Requests requests, long id, String token) {
    JanusSession session = new JanusSession(requests, id, token);
    return session.claim().map(session);
  }

  Future<JsonObject> claim() {
    return requests.ask(request("claim"), JanusLink.Until.DONE);
  }

  private static long idIn(JsonObject message) {
    return message.getJsonObject("data", new JsonObject()).getLong("id", 0L);
  }

  long id() {
    return id;
  }

  /// What is asked from now on shows this one.
  void renew(String newer) {
    token = newer;
  }

  String token() {
    return token;
  }

  Future<Long> attach() {
    return requests
        .ask(request("attach").put("plugin", PLUGIN), JanusLink.Until.DONE)
        .map(JanusSession::idIn);
  }

  Future<JsonObject> detach(long handle) {
    return requests.ask(request("detach").put("handle_id", handle), JanusLink.Until.DONE);
  }

  Future<JsonObject> message(long handle, JsonObject body) {
    return message(handle, body, null);
  }

  Future<JsonObject> message(long handle, JsonObject body, @Nullable JsonObject jsep) {
    JsonObject request = request("message").put("handle_id", handle).put("body", body);
    if (jsep != null) {
      request.put("jsep", jsep);
    }
    return requests.ask(request, JanusLink.Until.DONE);
  }

  Future<JsonObject> trickle(long handle, JsonArray candidates) {
    return requests.ask(
        request("trickle").put("handle_id", handle).put("candidates", candidates),
        JanusLink.Until.HEARD);
  }

  Future<JsonObject> keepAlive() {
    return requests.ask(request("keepalive"), JanusLink.Until.HEARD);
  }

  Future<JsonObject> destroy() {
    return requests.ask(request("destroy"), JanusLink.Until.DONE);
  }

  private JsonObject request(String what) {
    return new JsonObject().put("janus", what).put("session_id", id).put("token", token);
  }
}
