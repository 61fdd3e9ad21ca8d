package org.sealmesh.mesh.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;

/// Between [Claims] and compact JWTs (RFC 7519, RFC 7515; docs/PROTOCOL.md §5).
///
/// Claims and a key id have exactly one spelling: members in the protocol's order, no white space,
/// no padding. [#parse] accepts nothing else, so that two readers can never see different things in
/// one token.
///
/// Nothing here signs or verifies: the origin signs what [#signingInput] gives, and [TokenVerifier]
/// checks.
public final class TokenCodec {
  public static final int SIGNATURE_BYTES = 64;

  private static final String ALGORITHM = "EdDSA";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /// What the origin signs: header and payload, each in base64url, joined by a dot. ASCII.
  ///
  /// @param kid of the signer that will sign, see [Signer]
  public static String signingInput(Claims claims, String kid) {
    return part(new Header(ALGORITHM, kid, claims.type())) + "." + part(Payload.of(claims));
  }

  /// The whole token.
  ///
  /// @param signature over the ASCII bytes of `signingInput`, 64 bytes
  public static SignedToken assemble(String signingInput, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      throw new IllegalArgumentException("an Ed25519 signature has 64 bytes");
    }
    return new SignedToken(signingInput + "." + BASE64.encodeToString(signature));
  }

  /// Reads a token without believing it: the signature is not checked here.
  ///
  /// @throws Wire.Malformed if it is no token of ours in its one spelling
  static Unverified parse(SignedToken token) throws Wire.Malformed {
    String[] parts = token.compact().split("\\.", -1);
    if (parts.length != 3) {
      throw malformed();
    }
    Header header = Wire.json().read(decode(parts[0]), Header.class);
    Payload payload = Wire.json().read(decode(parts[1]), Payload.class);
    Claims claims = payload.claims(header.typ);
    String signed = parts[0] + "." + parts[1];
    byte[] signature = decode(parts[2]);
    boolean oneSpelling =
        header.alg.equals(ALGORITHM)
            && signingInput(claims, header.kid).equals(signed)
            && BASE64.encodeToString(signature).equals(parts[2]);
    if (!oneSpelling || signature.length != SIGNATURE_BYTES) {
      throw malformed();
    }
    return new Unverified(
        header.kid, claims, signed.getBytes(StandardCharsets.US_ASCII), signature);
  }

  private static String part(Object json) {
    return BASE64.encodeToString(Wire.json().write(json));
  }

  private static byte[] decode(String part) throws Wire.Malformed {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException notBase64) {
      throw malformed();
    }
  }

  private static Wire.Malformed malformed() {
    return new Wire.Malformed("not a token of version 1");
  }

  /// Anyone can have written this.
  record Unverified(String kid, Claims claims, byte[] signed, byte[] signature) {}

  record Header(String alg, String kid, String typ) {}

  /// The members of all kinds, in the order in which they are written.
  record Payload(
      @Nullable Timeline iss,
      String aud,
      @Nullable RoutingId sub,
      @Nullable DeviceId dev,
      @Nullable TicketId tid,
      @Nullable RoutingId rid,
      @Nullable CallId call,
      @Nullable CallRole role,
      @Nullable RoutingId to,
      @Nullable Long opn,
      @Nullable Long gen,
      @Nullable Fresh nonce,
      @Nullable Fresh cb,
      long iat,
      long exp) {

    static Payload of(Claims claims) {
      return switch (claims) {
        case Claims.Ticket t -> of(t, t.device(), t.ticketId(), null);
        case Claims.Pass p -> of(p, p.device(), p.ticketId(), p.conversation());
        case Claims.Grant g -> of(g);
        case Claims.Revocation r -> of(r, r.device(), null, r.conversation());
        case Claims.Uplink u -> of(u);
      };
    }

    private static Payload of(
        Claims.OfUser claims,
        @Nullable DeviceId dev,
        @Nullable TicketId tid,
        @Nullable RoutingId rid) {
      return new Payload(
          claims.issuer(),
          claims.audience(),
          claims.user(),
          dev,
          tid,
          rid,
          null,
          null,
          null,
          null,
          claims.generation(),
          null,
          null,
          claims.issuedAt().getEpochSecond(),
          claims.expires().getEpochSecond());
    }

    private static Payload of(Claims.Grant claims) {
      return new Payload(
          claims.issuer(),
          claims.audience(),
          claims.user(),
          claims.device(),
          claims.ticketId(),
          claims.conversation(),
          claims.call(),
          claims.role(),
          claims.to(),
          claims.opened().getEpochSecond(),
          claims.generation(),
          null,
          null,
          claims.issuedAt().getEpochSecond(),
          claims.expires().getEpochSecond());
    }

    private static Payload of(Claims.Uplink claims) {
      return new Payload(
          null,
          claims.audience(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          claims.nonce(),
          claims.binding(),
          claims.issuedAt().getEpochSecond(),
          claims.expires().getEpochSecond());
    }

    /// A wrong audience and members that the type does not have are found by [TokenCodec#parse],
    /// since they are not written back.
    Claims claims(String type) throws Wire.Malformed {
      try {
        return switch (type) {
          case Claims.Ticket.TYPE ->
              new Claims.Ticket(
                  need(iss), need(sub), need(dev), need(tid), need(gen), time(iat), time(exp));
          case Claims.Pass.TYPE ->
              new Claims.Pass(
                  need(iss), need(sub), need(dev), need(tid), need(rid), need(gen), time(iat),
                  time(exp));
          case Claims.Grant.TYPE ->
              new Claims.Grant(
                  need(iss),
                  need(sub),
                  need(dev),
                  need(tid),
                  need(rid),
                  need(call),
                  need(role),
                  to,
                  time(need(opn)),
                  need(gen),
                  time(iat),
                  time(exp));
          case Claims.Revocation.TYPE ->
              new Claims.Revocation(
                  need(iss), need(sub), dev, rid, need(gen), time(iat), time(exp));
          case Claims.Uplink.TYPE ->
              new Claims.Uplink(aud, need(nonce), need(cb), time(iat), time(exp));
          default -> throw malformed();
        };
      } catch (IllegalArgumentException outOfRange) {
        throw malformed();
      }
    }

    private static <T> T need(@Nullable T member) throws Wire.Malformed {
      if (member == null) {
        throw malformed();
      }
      return member;
    }

    private static Instant time(long seconds) {
      if (seconds < 0 || seconds > Claims.NUMBER_MAX / 1000) {
        throw new IllegalArgumentException("a time is between 0 and 2^53 - 1 milliseconds");
      }
      return Instant.ofEpochSecond(seconds);
    }
  }

  private TokenCodec() {}
}
