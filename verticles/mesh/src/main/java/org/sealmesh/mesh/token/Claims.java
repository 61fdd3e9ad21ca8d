package org.sealmesh.mesh.token;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;

/// What a token says once its signature, audience and type were checked. Times are cut to whole
/// seconds, as a JWT has them.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "typ")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Claims.Ticket.class, name = Claims.Ticket.TYPE),
  @JsonSubTypes.Type(value = Claims.Pass.class, name = Claims.Pass.TYPE),
  @JsonSubTypes.Type(value = Claims.Grant.class, name = Claims.Grant.TYPE),
  @JsonSubTypes.Type(value = Claims.Revocation.class, name = Claims.Revocation.TYPE),
  @JsonSubTypes.Type(value = Claims.Uplink.class, name = Claims.Uplink.TYPE)
})
public sealed interface Claims {
  /// The one audience of everything that is about a user.
  String AUDIENCE = "sealmesh-relay";

  /// The largest whole number that every JSON reader keeps.
  long NUMBER_MAX = (1L << 53) - 1;

  Instant issuedAt();

  Instant expires();

  /// The value of the JWT header's `typ`.
  String type();

  /// Whom it is for: nobody else takes it.
  default String audience() {
    return AUDIENCE;
  }

  /// What is said of a user: tickets, passes, grants and what takes them back.
  sealed interface OfUser extends Claims {
    Timeline issuer();

    RoutingId user();

    /// Signed before this generation, in milliseconds of the origin's clock; a revocation voids all
    /// up to its own.
    long generation();
  }

  private static void checkGeneration(long generation) {
    if (generation < 0 || generation > NUMBER_MAX) {
      throw new IllegalArgumentException("a generation is between 0 and 2^53 - 1");
    }
  }

  private static Instant wholeSeconds(Instant time) {
    if (time.isBefore(Instant.EPOCH) || time.getEpochSecond() > NUMBER_MAX / 1000) {
      throw new IllegalArgumentException("a time is between 0 and 2^53 - 1 milliseconds");
    }
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /// Admits one device of one user to the mesh, until it expires.
  record Ticket(
      Timeline issuer,
      RoutingId user,
      DeviceId device,
      TicketId ticketId,
      long generation,
      Instant issuedAt,
      Instant expires)
      implements OfUser {
    public static final String TYPE = "ticket+jwt";

    public Ticket {
      checkGeneration(generation);
      issuedAt = wholeSeconds(issuedAt);
      expires = wholeSeconds(expires);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /// What is said of a user in one conversation, by a device that holds the named ticket; void when
  /// her part in the conversation is taken back.
  sealed interface InConversation extends OfUser {
    DeviceId device();

    TicketId ticketId();

    RoutingId conversation();
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
      implements InConversation {
    public static final String TYPE = "pass+jwt";

    public Pass {
      checkGeneration(generation);
      issuedAt = wholeSeconds(issuedAt);
      expires = wholeSeconds(expires);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /// Lets that device take part in one call (docs/PROTOCOL.md §9, §10). In the hands of whom it
  /// calls it is the proof that she is called.
  ///
  /// @param role what the user is in the call
  /// @param to the other one; null in a group's call, and in no other
  /// @param opened when the origin opened the call: it rings for a minute from then on
  record Grant(
      Timeline issuer,
      RoutingId user,
      DeviceId device,
      TicketId ticketId,
      RoutingId conversation,
      CallId call,
      CallRole role,
      @Nullable RoutingId to,
      Instant opened,
      long generation,
      Instant issuedAt,
      Instant expires)
      implements InConversation {
    public static final String TYPE = "grant+jwt";

    public Grant {
      checkGeneration(generation);
      if (role.isOfGroup() != (to == null)) {
        throw new IllegalArgumentException("a call of two has another one, a group's has not");
      }
      opened = wholeSeconds(opened);
      issuedAt = wholeSeconds(issuedAt);
      expires = wholeSeconds(expires);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /// Voids tickets, passes or grants up to a generation; a relay remembers it until it expires.
  ///
  /// @param device the device it is about, or null for all of the user's
  /// @param conversation the conversation whose passes and grants are void, or null: the tickets
  ///   are
  record Revocation(
      Timeline issuer,
      RoutingId user,
      @Nullable DeviceId device,
      @Nullable RoutingId conversation,
      long generation,
      Instant issuedAt,
      Instant expires)
      implements OfUser {
    public static final String TYPE = "revocation+jwt";

    public Revocation {
      checkGeneration(generation);
      issuedAt = wholeSeconds(issuedAt);
      expires = wholeSeconds(expires);
    }

    @Override
    public String type() {
      return TYPE;
    }

    /// Whether it takes from this device of this user what was signed in that generation. What it
    /// is about, ticket or conversation, is the caller's to compare.
    public boolean covers(RoutingId ofUser, DeviceId ofDevice, long signedIn) {
      return user.equals(ofUser)
          && (device == null || device.equals(ofDevice))
          && signedIn <= generation;
    }
  }

  /// Answers the challenge of a relay: whoever holds the origin's signing key is at the other end
  /// of this very connection (docs/PROTOCOL.md §8).
  ///
  /// @param audience the mesh's name, as the relay knows it: 1 … 24 characters of `[a-z0-9-]`
  /// @param nonce what the relay asked, so that an answer is of use once
  /// @param binding what the two ends of the TLS connection share, so that it is of use nowhere
  ///   else
  record Uplink(String audience, Fresh nonce, Fresh binding, Instant issuedAt, Instant expires)
      implements Claims {
    public static final String TYPE = "uplink+jwt";

    public Uplink {
      if (!audience.matches("[a-z0-9-]{1,24}")) {
        throw new IllegalArgumentException("a mesh has a name of 1 to 24 characters of [a-z0-9-]");
      }
      issuedAt = wholeSeconds(issuedAt);
      expires = wholeSeconds(expires);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
