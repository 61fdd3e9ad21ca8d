package org.sealmesh.mesh.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;

/// What a token says once its signature, audience and type were checked. Times have whole seconds.
public sealed interface Claims {
  /// The one audience of all tokens.
  String AUDIENCE = "sealmesh-relay";

  Timeline issuer();

  RoutingId user();

  /// Signed before this generation, in milliseconds of the origin's clock; a revocation voids all
  /// up to its own.
  long generation();

  Instant issuedAt();

  Instant expires();

  /// The value of the JWT header's `typ`.
  String type();

  /// Admits one device of one user to the mesh, until it expires.
  record Ticket(
      Timeline issuer,
      RoutingId user,
      DeviceId device,
      TicketId ticketId,
      long generation,
      Instant issuedAt,
      Instant expires)
      implements Claims {
    public static final String TYPE = "ticket+jwt";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /// Lets that device bind one conversation's routing id on a socket that holds the named ticket.
  record Pass(
      Timeline issuer,
      RoutingId user,
      DeviceId device,
      TicketId ticketId,
      RoutingId conversation,
      long generation,
      Instant issuedAt,
      Instant expires)
      implements Claims {
    public static final String TYPE = "pass+jwt";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /// Voids tickets or passes up to a generation; a relay remembers it until it expires.
  ///
  /// @param device the device it is about, or null for all of the user's
  /// @param conversation the conversation whose passes are void, or null: the tickets are
  record Revocation(
      Timeline issuer,
      RoutingId user,
      @Nullable DeviceId device,
      @Nullable RoutingId conversation,
      long generation,
      Instant issuedAt,
      Instant expires)
      implements Claims {
    public static final String TYPE = "revocation+jwt";

    @Override
    public String type() {
      return TYPE;
    }
  }
}
