package org.sealmesh.node;

import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.origin.ClientId;

/// One browser, as far as the protocol is concerned.
final class Visitor {
  private static final long PATIENCE_SECONDS = 60;

  private final HttpClient http;
  private final WebSocketClient sockets;
  private final int port;
  private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
  private final Queue<String> carried = new ConcurrentLinkedQueue<>();
  private String token = "";
  private String ticket = "";
  private JsonObject session = new JsonObject();
  private WebSocket socket;

  Visitor(HttpClient http, WebSocketClient sockets, int port) {
    this.http = http;
    this.sockets = sockets;
    this.port = port;
  }

  /// The same browser, signed in as before, at a site that listens elsewhere now.
  Visitor at(int otherPort) {
    Visitor moved = new Visitor(http, sockets, otherPort);
    moved.token = token;
    moved.session = session;
    return moved;
  }

  /// Makes an account, and is signed in with it.
  Visitor register(String login) {
    JsonObject account =
        new JsonObject()
            .put("login", login)
            .put("password", "correct horse")
            .put("name", login.toUpperCase(java.util.Locale.ROOT));
    return signedIn(post("/accounts", account));
  }

  /// Comes in without an account.
  Visitor beGuest(String name) {
    return signedIn(post("/sessions", new JsonObject().put("by", "guest").put("name", name)));
  }

  private Visitor signedIn(Reply reply) {
    reply.expect(201);
    token = reply.json().getString("token");
    session = reply.json().getJsonObject("session");
    return this;
  }

  String id() {
    return session.getJsonObject("user").getString("id");
  }

  JsonObject session() {
    return session;
  }

  /// By which its socket was let in.
  String ticket() {
    return ticket;
  }

  /// Every frame that its relay has had in hand for it, both ways, as it was on the wire.
  List<String> carried() {
    return List.copyOf(carried);
  }

  static JsonObject body() {
    return new JsonObject().put("clientId", newClientId());
  }

  static String newClientId() {
    return new ClientId(UUID.randomUUID()).text();
  }

  Reply send(String conversation, String text) {
    return post("/conversations/" + conversation + "/messages", body().put("body", text));
  }

  /// Opens a socket where the ticket says, and is let in.
  Visitor connect() {
    JsonObject answer = post("/tickets", new JsonObject()).expect(201).json();
    ticket = answer.getString("ticket");
    URI relay =
        URI.create("ws://127.0.0.1:" + port).resolve(answer.getJsonArray("relays").getString(0));
    socket =
        RunningSite.await(
            sockets.connect(
                new WebSocketConnectOptions()
                    .setHost(relay.getHost())
                    .setPort(relay.getPort())
                    .setURI(relay.getPath())
                    .setSubProtocols(List.of("sealmesh.v1.json"))));
    socket.textMessageHandler(text -> {
      carried.add(text);
      frames.add(new JsonObject(text));
    });
    socket.closeHandler(closed -> closes.add((int) socket.closeStatusCode()));
    say(new JsonObject().put("t", "hello").put("ticket", ticket));
    frame("welcome");
    return this;
  }

  Reply passes(String conversation) {
    return post(
        "/passes",
        new JsonObject()
            .put("ticket", ticket)
            .put("conversations", new JsonArray().add(conversation)));
  }

  void join(String pass) {
    say(new JsonObject().put("t", "join").put("ref", 1).put("pass", pass));
  }

  void say(JsonObject frame) {
    String text = frame.encode();
    carried.add(text);
    RunningSite.await(socket.writeTextMessage(text));
  }

  /// The next frame of that kind; others before it are passed over.
  JsonObject frame(String kind) {
    try {
      while (true) {
        JsonObject next = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
          throw new AssertionError("no " + kind + " came");
        }
        if (next.getString("t").equals(kind)) {
          return next;
        }
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /// The frames that came and were not looked at, of one kind.
  List<JsonObject> waiting(String kind) {
    return frames.stream().filter(f -> f.getString("t").equals(kind)).toList();
  }

  CloseCode closeCode() {
    try {
      Integer code = closes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (code == null) {
        throw new AssertionError("the socket stayed open");
      }
      for (CloseCode known : CloseCode.values()) {
        if (known.code() == code) {
          return known;
        }
      }
      throw new AssertionError("closed with " + code);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  Reply get(String path) {
    return request("GET", path, null, Map.of());
  }

  Reply post(String path, JsonObject body) {
    return request("POST", path, body, Map.of());
  }

  Reply request(String method, String path, JsonObject body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path));
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(body.encode()));
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::header);
    try {
      return new Reply(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  /// What came back.
  record Reply(HttpResponse<String> http) {
    int status() {
      return http.statusCode();
    }

    JsonObject json() {
      return new JsonObject(http.body());
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse(null);
    }

    Reply expect(int status) {
      if (status() != status) {
        throw new AssertionError("expected " + status + " but got " + status() + http.body());
      }
      return this;
    }
  }
}
