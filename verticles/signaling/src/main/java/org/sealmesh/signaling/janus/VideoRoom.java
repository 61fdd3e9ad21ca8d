package org.sealmesh.signaling.janus;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Feed;
import org.sealmesh.mesh.media.Layer;
import org.sealmesh.mesh.media.MediaRequest;

/// The room of a call, as Janus' VideoRoom plugin is asked about it: it has the call's name, its
/// parties theirs, and their users stand as what is displayed.
///
/// @param token of a party, for this room
record VideoRoom(CallId call, String secret, String token) {

  /// By this key rooms are made. Nobody can record, forward or list them.
  JsonObject create(String adminKey, int participantsMax) {
    return request("create")
        .put("admin_key", adminKey)
        .put("secret", secret)
        .put("is_private", true)
        .put("permanent", false)
        .put("record", false)
        .put("lock_record", true)
        .put("signed_tokens", true)
        .put("publishers", participantsMax)
        // Who sends nothing yet is a feed without lines.
        .put("notify_joining", true)
        .put("audiocodec", "opus")
        .put("videocodec", "vp8")
        // Receivers find out who speaks; the level in clear would tell the media server.
        .put("audiolevel_ext", false)
        .put("audiolevel_event", false);
  }

  JsonObject join(PartyId party, RoutingId user) {
    return request("join")
        .put("ptype", "publisher")
        .put("id", party.text())
        .put("display", user.text())
        .put("token", token);
  }

  JsonObject subscribeFirst(List<MediaRequest.Subscribe.Wanted> add) {
    return request("join")
        .put("ptype", "subscriber")
        .put("token", token)
        .put("streams", wanted(add));
  }

  /// All lines of these: what one gets is told, and nothing is received.
  JsonObject describe(List<PartyId> parties) {
    JsonArray streams = new JsonArray();
    parties.forEach(party -> streams.add(new JsonObject().put("feed", party.text())));
    return request("join").put("ptype", "subscriber").put("token", token).put("streams", streams);
  }

  JsonObject participants() {
    return request("listparticipants");
  }

  JsonObject kick(PartyId party) {
    return request("kick").put("secret", secret).put("id", party.text());
  }

  JsonObject moderate(PartyId party, String mid, Hearing hearing) {
    return request("moderate")
        .put("secret", secret)
        .put("id", party.text())
        .put("mid", mid)
        .put("mute", hearing == Hearing.MUTED);
  }

  /// Whether a line is heard.
  enum Hearing {
    MUTED,
    HEARD
  }

  JsonObject destroy() {
    return request("destroy").put("secret", secret);
  }

  private JsonObject request(String what) {
    return new JsonObject().put("request", what).put("room", call.text());
  }

  static JsonObject publish(List<Feed.FeedLine> lines) {
    JsonArray descriptions = new JsonArray();
    lines.forEach(line ->
        descriptions.add(
            new JsonObject().put("mid", line.mid()).put("description", Lines.text(line.line()))));
    return new JsonObject().put("request", "configure").put("descriptions", descriptions);
  }

  static JsonObject change(List<MediaRequest.Subscribe.Wanted> add, List<String> drop) {
    JsonArray dropped = new JsonArray();
    drop.forEach(mid -> dropped.add(new JsonObject().put("sub_mid", mid)));
    // It refuses an update of which one side is empty.
    if (drop.isEmpty()) {
      return new JsonObject().put("request", "subscribe").put("streams", wanted(add));
    }
    if (add.isEmpty()) {
      return new JsonObject().put("request", "unsubscribe").put("streams", dropped);
    }
    return new JsonObject()
        .put("request", "update")
        .put("subscribe", wanted(add))
        .put("unsubscribe", dropped);
  }

  private static JsonArray wanted(List<MediaRequest.Subscribe.Wanted> add) {
    JsonArray streams = new JsonArray();
    add.forEach(
        one -> streams.add(new JsonObject().put("feed", one.party().text()).put("mid", one.mid())));
    return streams;
  }

  static JsonObject layers(List<MediaRequest.Layers.Wanted> layers) {
    JsonArray streams = new JsonArray();
    for (MediaRequest.Layers.Wanted wanted : layers) {
      JsonObject stream =
          new JsonObject().put("mid", wanted.mid()).put("send", wanted.layer() != Layer.NONE);
      Integer substream = substream(wanted.layer());
      if (substream != null) {
        stream.put("substream", substream);
      }
      streams.add(stream);
    }
    return new JsonObject().put("request", "configure").put("streams", streams);
  }

  /// Of the sizes `h`, `m`, `l` that a party offers in this order, the last is Janus' first.
  private static @Nullable Integer substream(Layer layer) {
    return switch (layer) {
      case NONE -> null;
      case LOW -> 0;
      case MEDIUM -> 1;
      case HIGH -> 2;
    };
  }

  static JsonObject restart() {
    return new JsonObject().put("request", "configure").put("restart", true);
  }

  static JsonObject start() {
    return new JsonObject().put("request", "start");
  }

  static JsonObject jsep(String type, String sdp) {
    return new JsonObject().put("type", type).put("sdp", sdp).put("trickle", true);
  }

  /// What the plugin says in a message; empty if it says nothing.
  static JsonObject data(JsonObject message) {
    return message
        .getJsonObject("plugindata", new JsonObject())
        .getJsonObject("data", new JsonObject());
  }

  /// The description that came with a message.
  static @Nullable String sdp(JsonObject message) {
    return message.getJsonObject("jsep", new JsonObject()).getString("sdp");
  }

  /// The objects of an array, if there is one.
  static List<JsonObject> objects(JsonObject in, String member) {
    return in.getJsonArray(member, new JsonArray()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }
}
