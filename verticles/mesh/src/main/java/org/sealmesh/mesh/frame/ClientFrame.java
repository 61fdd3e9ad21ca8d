package org.sealmesh.mesh.frame;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.token.SignedToken;

/// What a browser says to a relay.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ClientFrame.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = ClientFrame.Refresh.class, name = "refresh"),
  @JsonSubTypes.Type(value = ClientFrame.Join.class, name = "join"),
  @JsonSubTypes.Type(value = ClientFrame.Leave.class, name = "leave"),
  @JsonSubTypes.Type(value = ClientFrame.Send.class, name = "signal"),
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

  /// I am still here.
  record Ping() implements ClientFrame {}
}
