package org.sealmesh.mesh.frame;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.token.SignedToken;

/// What a browser says to a relay.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ClientFrame.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = ClientFrame.Refresh.class, name = "refresh"),
  @JsonSubTypes.Type(value = ClientFrame.Join.class, name = "join"),
  @JsonSubTypes.Type(value = ClientFrame.Leave.class, name = "leave"),
  @JsonSubTypes.Type(value = ClientFrame.Send.class, name = "signal"),
  @JsonSubTypes.Type(value = ClientFrame.Attend.class, name = "attend"),
  @JsonSubTypes.Type(value = ClientFrame.Say.class, name = "call"),
  @JsonSubTypes.Type(value = ClientFrame.Media.class, name = "media"),
  @JsonSubTypes.Type(value = ClientFrame.Ping.class, name = "ping")
})
public sealed interface ClientFrame {

  /// The first frame: admits the socket for the ticket's user and device.
  record Hello(SignedToken ticket) implements ClientFrame {}

  /// Prolongs the socket with a newer ticket of the same user, device and ticket id.
  record Refresh(SignedToken ticket) implements ClientFrame {}

  /// Binds to a conversation's routing id.
  ///
  /// @param ref the browser's own number, repeated in the answer
  record Join(int ref, SignedToken pass) implements ClientFrame {}

  /// Unbinds from a conversation's routing id.
  record Leave(RoutingId rid) implements ClientFrame {}

  /// A typing or presence sign for the others in a conversation.
  record Send(RoutingId rid, Signal data) implements ClientFrame {}

  /// Takes part in a call.
  ///
  /// @param ref the browser's own number, repeated in the answer
  /// @param grant the party's own, or the caller's, which calls it
  /// @param phase where the party stands, if it took part on another node before
  record Attend(int ref, SignedToken grant, PartyId party, @Nullable CallPhase phase)
      implements ClientFrame {}

  /// Says something in a call.
  ///
  /// @param ref the browser's own number, repeated if it is refused
  record Say(int ref, CallSignal data) implements ClientFrame {}

  /// Wants something of the media server of a group's call.
  ///
  /// @param ref the browser's own number, repeated in the answer
  /// @param data a [org.sealmesh.mesh.media.MediaRequest] in JSON
  record Media(int ref, CallId call, PartyId party, String data) implements ClientFrame {}

  /// I am still here.
  record Ping() implements ClientFrame {}
}
