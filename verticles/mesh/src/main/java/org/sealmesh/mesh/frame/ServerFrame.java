package org.sealmesh.mesh.frame;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.token.SignedToken;

/// What a relay says to a browser.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ServerFrame.Welcome.class, name = "welcome"),
  @JsonSubTypes.Type(value = ServerFrame.Refreshed.class, name = "refreshed"),
  @JsonSubTypes.Type(value = ServerFrame.Joined.class, name = "joined"),
  @JsonSubTypes.Type(value = ServerFrame.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = ServerFrame.Left.class, name = "left"),
  @JsonSubTypes.Type(value = ServerFrame.Event.class, name = "event"),
  @JsonSubTypes.Type(value = ServerFrame.Signalled.class, name = "signal"),
  @JsonSubTypes.Type(value = ServerFrame.Attending.class, name = "attending"),
  @JsonSubTypes.Type(value = ServerFrame.Said.class, name = "call"),
  @JsonSubTypes.Type(value = ServerFrame.Media.class, name = "media"),
  @JsonSubTypes.Type(value = ServerFrame.Resync.class, name = "resync"),
  @JsonSubTypes.Type(value = ServerFrame.Detached.class, name = "detached"),
  @JsonSubTypes.Type(value = ServerFrame.GoAway.class, name = "goaway"),
  @JsonSubTypes.Type(value = ServerFrame.Moved.class, name = "moved"),
  @JsonSubTypes.Type(value = ServerFrame.Pong.class, name = "pong")
})
public sealed interface ServerFrame {

  /// The user's routing id is bound. The browser syncs now: what came before was not sent here.
  record Welcome(String node, int heartbeatSeconds, Instant expires) implements ServerFrame {
    public Welcome(NodeId node, int heartbeatSeconds, Instant expires) {
      this(node.value(), heartbeatSeconds, expires);
    }
  }

  /// The newer ticket holds.
  record Refreshed(Instant expires) implements ServerFrame {}

  /// The conversation's routing id is bound. The browser checks its head now.
  record Joined(int ref, RoutingId rid, Instant expires) implements ServerFrame {}

  /// A frame was understood and not obeyed; nothing changed.
  ///
  /// @param retryMs when the same may be tried again
  record Refused(@Nullable Integer ref, Code code, @Nullable Long retryMs) implements ServerFrame {
    /// Why.
    public enum Code {
      @JsonProperty("bad-pass")
      BAD_PASS,
      @JsonProperty("pass-expired")
      PASS_EXPIRED,
      @JsonProperty("revoked")
      REVOKED,
      @JsonProperty("not-joined")
      NOT_JOINED,
      @JsonProperty("rate")
      RATE,
      @JsonProperty("too-many")
      TOO_MANY,
      @JsonProperty("bad-grant")
      BAD_GRANT,
      @JsonProperty("grant-expired")
      GRANT_EXPIRED,
      @JsonProperty("not-attending")
      NOT_ATTENDING,
      @JsonProperty("out-of-state")
      OUT_OF_STATE,
      @JsonProperty("stale")
      STALE,
      @JsonProperty("no-calls")
      NO_CALLS
    }
  }

  /// The relay unbound the conversation: its pass ended or was revoked.
  record Left(RoutingId rid) implements ServerFrame {}

  /// An event or a pointer.
  record Event(Envelope data) implements ServerFrame {}

  /// A typing or presence sign of another device.
  record Signalled(Signal data) implements ServerFrame {}

  /// What the party says in this call is passed on from now on.
  record Attending(int ref, CallId call, Instant expires) implements ServerFrame {}

  /// Another party of a call says this.
  ///
  /// @param grant of the caller, with an invite
  record Said(CallSignal data, @Nullable SignedToken grant) implements ServerFrame {}

  /// The media server of a group's call tells a party something.
  ///
  /// @param ref of the frame that it answers; null if it answers none
  /// @param data a [org.sealmesh.mesh.media.MediaAnswer] if it answers one, else a
  ///   [org.sealmesh.mesh.media.MediaEvent]; in JSON
  record Media(@Nullable Integer ref, CallId call, PartyId party, String data)
      implements ServerFrame {}

  /// Something may have been missed: sync, after some jitter.
  record Resync() implements ServerFrame {}

  /// No origin is heard: poll until `resync`.
  record Detached() implements ServerFrame {}

  /// This node is leaving: open another socket, and leave this one when the other is welcomed.
  ///
  /// @param withinMs open it after a random share of this time
  record GoAway(int withinMs) implements ServerFrame {
    public GoAway {
      if (withinMs < 0) {
        throw new IllegalArgumentException("nobody can leave in the past");
      }
    }
  }

  /// The addresses of the mesh have changed: get a new ticket, whose answer names its relays, and
  /// leave for one of them as after [GoAway].
  ///
  /// @param withinMs ask for it after a random share of this time
  record Moved(int withinMs) implements ServerFrame {
    public Moved {
      if (withinMs < 0) {
        throw new IllegalArgumentException("nobody can move in the past");
      }
    }
  }

  /// The answer to a ping.
  record Pong() implements ServerFrame {}
}
