package org.sealmesh.relay.socket;

import io.vertx.core.Future;
import java.util.function.Consumer;
import org.sealmesh.bus.Bus;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.SignalingMessage;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.frame.ServerFrame.Refused.Code;
import org.sealmesh.mesh.media.MediaCodec;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.relay.state.SocketAction;

/// The way from sockets to the signaling of this node, and its answers' way back. May be used from
/// any event loop.
public final class CallGate {
  private static final long LATER_MS = 1_000;

  private final Bus bus;

  public CallGate(Bus bus) {
    this.bus = bus;
  }

  /// @param answer called once, on whatever loop
  void attend(long socket, SocketAction.Attend asked, Consumer<ServerFrame> answer) {
    var frame = asked.frame();
    bus.ask(
            MeshAddresses.SIGNALING,
            new SignalingMessage.Attend(
                socket,
                asked.ticket().user(),
                asked.ticket().device(),
                frame.party(),
                asked.grant(),
                frame.grant(),
                frame.phase()))
        .onSuccess(attendance -> answer.accept(answered(frame.ref(), attendance)))
        .onFailure(failure -> answer.accept(unanswered(frame.ref(), failure)));
  }

  private static ServerFrame answered(int ref, SignalingMessage.Attendance attendance) {
    return switch (attendance) {
      case SignalingMessage.Attending(var call, var expires) ->
          new ServerFrame.Attending(ref, call, expires);
      case SignalingMessage.NotAttending(CallRefusal why) -> refused(ref, why);
    };
  }

  /// @param refused called if it was not passed on, on whatever loop
  void say(long socket, SocketAction.Say said, Consumer<ServerFrame> refused) {
    bus.ask(MeshAddresses.SIGNALING, new SignalingMessage.Say(socket, said.signal()))
        .onSuccess(saying -> {
          if (saying instanceof SignalingMessage.NotPassedOn(CallRefusal why)) {
            refused.accept(refused(said.ref(), why));
          }
        })
        .onFailure(failure -> refused.accept(unanswered(said.ref(), failure)));
  }

  /// @param answer called once, on whatever loop
  void want(long socket, SocketAction.Want wanted, Consumer<ServerFrame> answer) {
    var frame = wanted.frame();
    bus.ask(
            MeshAddresses.SIGNALING,
            new SignalingMessage.Want(socket, frame.call(), frame.party(), wanted.request()))
        .onSuccess(done ->
            answer.accept(
                new ServerFrame.Media(
                    frame.ref(), frame.call(), frame.party(), MediaCodec.write(done))))
        .onFailure(failure -> answer.accept(unanswered(frame.ref(), failure)));
  }

  /// Whom the signaling has seen in the call: nobody, if this node has none.
  public Future<Sighted> sight(CallId call) {
    return bus.ask(MeshAddresses.SIGNALING, new SignalingMessage.Sight(call))
        .recover(failure ->
            hasNone(failure)
                ? Future.succeededFuture(Sighted.NOBODY)
                : Future.failedFuture(failure));
  }

  /// A socket by which somebody attended is closed.
  void gone(long socket) {
    bus.tell(MeshAddresses.SIGNALING, new SignalingMessage.SocketGone(socket));
  }

  /// Somebody on this node is about to hear it.
  public void heard(SignalingMessage.Heard heard) {
    bus.tell(MeshAddresses.SIGNALING, heard);
  }

  public void revoked(Claims.Revocation revocation) {
    bus.tell(MeshAddresses.SIGNALING, new SignalingMessage.Revoked(revocation));
  }

  private static ServerFrame refused(int ref, CallRefusal why) {
    Code code =
        switch (why) {
          case NOT_ATTENDING -> Code.NOT_ATTENDING;
          case GRANT_EXPIRED -> Code.GRANT_EXPIRED;
          case OUT_OF_STATE -> Code.OUT_OF_STATE;
          case STALE -> Code.STALE;
          case TOO_MANY -> Code.TOO_MANY;
        };
    return new ServerFrame.Refused(ref, code, null);
  }

  private static ServerFrame unanswered(int ref, Throwable failure) {
    return hasNone(failure)
        ? new ServerFrame.Refused(ref, Code.NO_CALLS, null)
        : new ServerFrame.Refused(ref, Code.RATE, LATER_MS);
  }

  /// Whether this node knows nothing of calls.
  private static boolean hasNone(Throwable failure) {
    return failure instanceof Bus.Unanswered none && none.reason() == Bus.Reason.NOBODY_LISTENS;
  }
}
