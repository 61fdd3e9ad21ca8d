package org.sealmesh.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.mesh.token.TicketId;
import org.sealmesh.mesh.token.TokenCodec;

/// Signs tickets, passes and revocations, and makes envelopes that nobody can open, as an origin
/// would seem to a relay. The same seed makes the same origin.
public final class TestOrigin {
  public static final Duration TICKET_LIFE = Duration.ofMinutes(10);

  private final Random random;
  private final Supplier<Instant> now;
  private final Ed25519PrivateKeyParameters key;
  private final Timeline timeline;
  private long generation;

  public TestOrigin(long seed, Supplier<Instant> now) {
    this.random = new Random(seed);
    this.now = now;
    byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(secret);
    this.key = new Ed25519PrivateKeyParameters(secret);
    this.timeline = new Timeline(uuid());
    this.generation = now.get().toEpochMilli();
  }

  public List<Signer> signers() {
    return List.of(Signer.of(key.generatePublicKey().getEncoded()));
  }

  public RoutingId rid() {
    return new RoutingId(uuid());
  }

  public DeviceId device() {
    return new DeviceId(uuid());
  }

  public Claims.Ticket ticket(RoutingId user) {
    return ticket(user, device(), TICKET_LIFE);
  }

  public Claims.Ticket ticket(RoutingId user, DeviceId device, Duration life) {
    Instant at = now.get();
    return new Claims.Ticket(
        timeline, user, device, new TicketId(uuid()), ++generation, at, at.plus(life));
  }

  /// The same ticket, living on from now.
  public Claims.Ticket refreshed(Claims.Ticket t) {
    Instant at = now.get();
    return new Claims.Ticket(
        timeline, t.user(), t.device(), t.ticketId(), ++generation, at, at.plus(TICKET_LIFE));
  }

  public Claims.Pass pass(Claims.Ticket t, RoutingId conversation) {
    return pass(t, conversation, TICKET_LIFE);
  }

  public Claims.Pass pass(Claims.Ticket t, RoutingId conversation, Duration life) {
    Instant at = now.get();
    return new Claims.Pass(
        timeline,
        t.user(),
        t.device(),
        t.ticketId(),
        conversation,
        ++generation,
        at,
        at.plus(life));
  }

  /// Lets the ticket's user call somebody.
  public Claims.Grant grant(
      Claims.Ticket t, RoutingId conversation, CallId call, RoutingId called) {
    return grant(t, conversation, call, CallRole.CALLER, called);
  }

  /// Lets the ticket's user take part in a call with somebody.
  public Claims.Grant grant(
      Claims.Ticket t, RoutingId conversation, CallId call, CallRole role, RoutingId other) {
    Instant at = now.get();
    return new Claims.Grant(
        timeline,
        t.user(),
        t.device(),
        t.ticketId(),
        conversation,
        call,
        role,
        other,
        at,
        ++generation,
        at,
        at.plus(TICKET_LIFE));
  }

  /// Takes back everything the ticket was worth so far.
  public Claims.Revocation revocation(Claims.Ticket t) {
    return revocation(t.user(), t.device(), null);
  }

  /// @param device null for all of the user's
  /// @param conversation null for the tickets themselves
  public Claims.Revocation revocation(RoutingId user, DeviceId device, RoutingId conversation) {
    Instant at = now.get();
    return new Claims.Revocation(
        timeline,
        user,
        device,
        conversation,
        ++generation,
        at,
        at.plus(TICKET_LIFE.multipliedBy(2)));
  }

  public SignedToken sign(Claims claims) {
    String input = TokenCodec.signingInput(claims, signers().getFirst().kid());
    byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    key.sign(Ed25519.Algorithm.Ed25519, null, bytes, 0, bytes.length, signature, 0);
    return TokenCodec.assemble(input, signature);
  }

  /// An event whose content is random.
  public Envelope envelope(RoutingId conversation, long seq) {
    return envelope(conversation, seq, Envelope.BYTES_MIN + 32);
  }

  public Envelope envelope(RoutingId conversation, long seq, int bytes) {
    byte[] whole = new byte[bytes];
    random.nextBytes(whole);
    byte[] header =
        Envelope.header(timeline, conversation, new Seq(seq), Epoch.FIRST, Envelope.Type.EVENT);
    System.arraycopy(header, 0, whole, 0, header.length);
    return Envelope.of(whole);
  }

  /// A typing sign of the ticket's device.
  public Signal signal(Claims.Ticket t, RoutingId conversation) {
    ByteBuffer b = ByteBuffer.allocate(Signal.BYTES_MIN + 20);
    b.put(Signal.VERSION).put((byte) 3).put(conversation.bytes()).put(t.user().bytes());
    b.put(t.device().bytes()).putInt(1).putLong(now.get().toEpochMilli());
    b.putLong(now.get().toEpochMilli());
    byte[] sealed = new byte[b.remaining()];
    random.nextBytes(sealed);
    return Signal.of(b.put(sealed).array());
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
