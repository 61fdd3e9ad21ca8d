package org.sealmesh.relay.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.CallSignal.Type;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.fake.CallVoice;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.relay.TestOrigin;

/// Two users with a socket each, one of whom calls the other again and again. What one says the
/// other must hear, to the byte and nothing else, before the next thing is said.
///
/// What is said, and how long it is, is what the client library says for a call with sound and
/// picture; the content is noise, which a node cannot tell from sealed.
final class CallPair {
  private static final CallRole A = CallRole.CALLER;
  private static final CallRole B = CallRole.CALLEE;

  /// Session descriptions of 3 and 4 KiB, candidates in two batches from each side.
  private static final List<Step> SET_UP =
      List.of(
          new Attends(A, A),
          new Says(A, Type.INVITE, 17),
          new Attends(B, A),
          new Says(B, Type.RINGING, 2),
          // Her own grant, which has come meanwhile.
          new Attends(B, B),
          new Says(B, Type.ACCEPT, 4_096),
          new Says(A, Type.SELECT_ANSWER, 3_072),
          new Says(A, Type.CANDIDATES, 1_200),
          new Says(B, Type.CANDIDATES, 1_200),
          new Says(A, Type.CANDIDATES, 400),
          new Says(B, Type.CANDIDATES, 400),
          new Says(A, Type.CONNECTED, 2),
          new Says(B, Type.CONNECTED, 2),
          new Says(A, Type.SENDING, 43),
          new Says(B, Type.SENDING, 43));

  /// How many frames a set-up is.
  static final int FRAMES = SET_UP.size();

  private static final Duration BELIEVED = Duration.ofSeconds(30);
  private static final byte[] NOISE = noise();

  private final TestOrigin origin;
  private final CallSockets sockets;
  private final int first;
  private final Claims.Ticket caller;
  private final Claims.Ticket callee;
  private final RoutingId conversation;
  private final Deque<Call> ready = new ArrayDeque<>();
  private Call call;
  private int step = FRAMES;
  private CallSignal said;
  private long counter;

  /// @param first the caller's socket; the next one is the callee's
  CallPair(
      TestOrigin origin,
      CallSockets sockets,
      int first,
      Claims.Ticket caller,
      Claims.Ticket callee) {
    this.origin = origin;
    this.sockets = sockets;
    this.first = first;
    this.caller = caller;
    this.callee = callee;
    this.conversation = origin.rid();
    this.counter = Instant.now().toEpochMilli();
  }

  private static byte[] noise() {
    byte[] noise = new byte[16 * 1024];
    new Random(1).nextBytes(noise);
    return noise;
  }

  /// What happens in a set-up, one after the other.
  private sealed interface Step {
    CallRole by();
  }

  /// @param grant whose it is by which one attends
  private record Attends(CallRole by, CallRole grant) implements Step {}

  private record Says(CallRole by, Type type, int contentBytes) implements Step {}

  /// What the origin gives for a call.
  private record Call(
      CallId id,
      PartyId caller,
      PartyId callee,
      SignedToken callersGrant,
      SignedToken calleesGrant) {
    PartyId party(CallRole role) {
      return role == A ? caller : callee;
    }

    SignedToken grant(CallRole role) {
      return role == A ? callersGrant : calleesGrant;
    }
  }

  /// Gets what so many calls need of the origin.
  void prepare(int calls) {
    for (int i = 0; i < calls; i++) {
      ready.add(newCall());
    }
  }

  private Call newCall() {
    CallId id = new CallId(origin.rid().value());
    return new Call(
        id,
        new PartyId(origin.rid().value()),
        new PartyId(origin.rid().value()),
        grant(id, A),
        grant(id, B));
  }

  private SignedToken grant(CallId id, CallRole role) {
    return origin.sign(
        origin.grant(ticket(role), conversation, id, role, ticket(other(role)).user()));
  }

  /// Goes on with a call here that was set up elsewhere: both attend.
  void goOn() {
    call = newCall();
    for (CallRole role : List.of(A, B)) {
      attend(role, call.grant(role), CallPhase.ACTIVE);
    }
  }

  /// The party on this socket attends with a newer grant.
  void renew(int socket) {
    CallRole role = role(socket);
    attend(role, grant(call.id(), role), null);
  }

  /// Begins to set up the next call that was prepared, if there is one.
  void begin() {
    if (!ready.isEmpty()) {
      call = ready.remove();
      step = 0;
      next();
    }
  }

  /// Hears what one of its two sockets does.
  ///
  /// @return whether the set-up is complete with it
  boolean onFrame(int socket, ServerFrame frame) {
    CallRole at = role(socket);
    if (step == FRAMES) {
      throw unexpected(frame);
    }
    switch (SET_UP.get(step)) {
      case Attends attends -> {
        boolean isAnswer =
            frame instanceof ServerFrame.Attending attending
                && attending.ref() == step
                && attending.call().equals(call.id());
        check(isAnswer && at == attends.by(), frame);
      }
      case Says says -> {
        boolean isIt =
            frame instanceof ServerFrame.Said heard
                && heard.data().equals(said)
                && (heard.grant() != null) == (says.type() == Type.INVITE);
        check(isIt && at == other(says.by()), frame);
      }
    }
    step++;
    if (step < FRAMES) {
      next();
    }
    return step == FRAMES;
  }

  private void next() {
    switch (SET_UP.get(step)) {
      case Attends(CallRole by, CallRole grant) -> attend(by, call.grant(grant), null);
      case Says says -> {
        said = signal(says);
        sockets.say(socket(says.by()), new ClientFrame.Say(step, said));
      }
    }
  }

  private void attend(CallRole by, SignedToken grant, CallPhase phase) {
    sockets.say(socket(by), new ClientFrame.Attend(step, grant, call.party(by), phase));
  }

  private CallSignal signal(Says says) {
    CallRole by = says.by();
    CallVoice voice =
        new CallVoice(
            conversation,
            call.id(),
            ticket(by).user(),
            ticket(by).device(),
            call.party(by),
            ticket(other(by)).user());
    PartyId to = says.type() == Type.INVITE ? PartyId.ALL : call.party(other(by));
    byte[] header = voice.says(says.type(), ++counter, Instant.now().plus(BELIEVED), to).bytes();
    byte[] whole = Arrays.copyOf(header, header.length + says.contentBytes());
    int sealed = CallSignal.HEADER_BYTES;
    System.arraycopy(NOISE, 0, whole, sealed, whole.length - sealed);
    return CallSignal.of(whole);
  }

  private void check(boolean isExpected, ServerFrame frame) {
    if (!isExpected) {
      throw unexpected(frame);
    }
  }

  private IllegalStateException unexpected(ServerFrame frame) {
    return new IllegalStateException("after step " + step + " of a set-up came " + frame);
  }

  private Claims.Ticket ticket(CallRole role) {
    return role == A ? caller : callee;
  }

  private int socket(CallRole role) {
    return role == A ? first : first + 1;
  }

  private CallRole role(int socket) {
    return socket == first ? A : B;
  }

  private static CallRole other(CallRole role) {
    return role == A ? B : A;
  }
}
