package org.sealmesh.signaling.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.signaling.TestCall.NOW;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.SignalingMessage.Attendance;
import org.sealmesh.mesh.SignalingMessage.Attending;
import org.sealmesh.mesh.SignalingMessage.NotAttending;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.CallSignal.Type;
import org.sealmesh.mesh.fake.CallVoice;
import org.sealmesh.signaling.SignalingConfig;
import org.sealmesh.signaling.TestCall;
import org.sealmesh.signaling.media.MediaConfig;
import org.sealmesh.signaling.state.Seats.Verdict;

class SeatsTest {
  private static final long ANNAS = 1;
  private static final long BENS = 2;
  private static final Set<Type> OF_BOTH =
      EnumSet.of(
          Type.LEAVE,
          Type.DESCRIPTION,
          Type.CANDIDATES,
          Type.CONNECTED,
          Type.SENDING,
          Type.SYNC_STATE);

  private final TestCall call = new TestCall();
  private final Seats seats = new Seats(SignalingConfig.DEFAULTS);
  private Instant now = NOW;
  private long nowNs;

  @Test
  void passesOnAWholeCallFromTheInviteToTheEnd() {
    bothAttend();
    assertThat(say(call.caller, Type.INVITE)).isEqualTo(new Verdict.PassOn(TestCall.TOKEN));
    passes(call.callee, Type.RINGING, Type.ACCEPT, Type.CANDIDATES);
    hear(call.said(call.caller, Type.SELECT_ANSWER, call.callee.party()), call.caller);
    passes(call.callee, Type.CANDIDATES, Type.CONNECTED, Type.SENDING, Type.LEAVE);
  }

  @Test
  void hasNoPlaceForWhatWasNotPrepared() {
    bothAttend();
    assertThat(allowed(call.caller, null)).containsExactlyInAnyOrder(Type.INVITE, Type.CANCEL);
    assertThat(allowed(call.callee, null))
        .containsExactlyInAnyOrder(Type.RINGING, Type.ACCEPT, Type.REJECT, Type.BUSY);
  }

  @Test
  void hasOneSetOfWordsForEachPlaceInACall() {
    assertThat(allowed(call.caller, CallPhase.RINGING))
        .containsExactlyInAnyOrder(Type.INVITE, Type.SELECT_ANSWER, Type.CANCEL, Type.SYNC_STATE);
    assertThat(allowed(call.callee, CallPhase.RINGING))
        .containsExactlyInAnyOrder(
            Type.RINGING, Type.ACCEPT, Type.REJECT, Type.BUSY, Type.SYNC_STATE);
    assertThat(allowed(call.callee, CallPhase.ACCEPTED))
        .containsExactlyInAnyOrder(
            Type.ACCEPT, Type.REJECT, Type.BUSY, Type.CANDIDATES, Type.LEAVE, Type.SYNC_STATE);
    for (CallPhase phase : List.of(CallPhase.CONNECTING, CallPhase.ACTIVE)) {
      assertThat(allowed(call.caller, phase))
          .containsExactlyInAnyOrderElementsOf(with(OF_BOTH, Type.SELECT_ANSWER));
      assertThat(allowed(call.callee, phase))
          .containsExactlyInAnyOrderElementsOf(with(OF_BOTH, Type.RESTART_ICE));
    }
  }

  @Test
  void anAnswerThatIsChosenEndsTheOthers() {
    bothAttend();
    seats.attend(call.attend(call.second, BENS, null), nowNs);
    passes(call.callee, Type.ACCEPT);
    passes(call.second, Type.ACCEPT);
    hear(call.said(call.caller, Type.SELECT_ANSWER, call.second.party()), call.caller);
    assertThat(say(call.callee, Type.CONNECTED)).isEqualTo(refused(CallRefusal.OUT_OF_STATE));
    passes(call.second, Type.CONNECTED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Type.class,
      names = {"SELECT_ANSWER", "CANCEL", "LEAVE"})
  void heedsNobodyButTheOtherOneOfTheTwo(Type type) {
    bothAttend();
    passes(call.callee, Type.ACCEPT);
    CallVoice stranger =
        new CallVoice(
            call.conversation,
            call.call,
            new RoutingId(new UUID(66, 6)),
            call.annasDevice,
            TestCall.party(66),
            call.ben);
    seats.hear(call.said(stranger, type, call.callee.party()), nowNs);
    passes(call.callee, Type.ACCEPT);
    assertThat(say(call.callee, Type.CONNECTED)).isEqualTo(refused(CallRefusal.OUT_OF_STATE));
  }

  @Test
  void doesNotTakeTheSameTwiceOrInAnotherOrder() {
    bothAttend();
    CallSignal first = call.said(call.caller, Type.INVITE);
    CallSignal later = call.said(call.caller, Type.INVITE);
    assertThat(say(ANNAS, later)).isInstanceOf(Verdict.PassOn.class);
    assertThat(say(ANNAS, later)).isEqualTo(refused(CallRefusal.STALE));
    assertThat(say(ANNAS, first)).isEqualTo(refused(CallRefusal.STALE));
  }

  @Test
  void doesNotTakeWhatHasExpiredOrLivesTooLong() {
    bothAttend();
    assertThat(invite(1, NOW.minusSeconds(5))).isEqualTo(refused(CallRefusal.STALE));
    assertThat(invite(2, NOW.plusSeconds(66))).isEqualTo(refused(CallRefusal.STALE));
    assertThat(invite(3, NOW.minusMillis(4_999))).isInstanceOf(Verdict.PassOn.class);
    assertThat(invite(4, NOW.plusSeconds(65))).isInstanceOf(Verdict.PassOn.class);
  }

  @Test
  void nothingThatWasRefusedChangesAnything() {
    bothAttend();
    CallSignal next = call.said(call.caller, Type.INVITE);
    assertThat(say(ANNAS, call.said(call.caller, Type.CONNECTED)))
        .isEqualTo(refused(CallRefusal.OUT_OF_STATE));
    assertThat(say(ANNAS, next)).isInstanceOf(Verdict.PassOn.class);
  }

  @Test
  void speaksForNobodyWhoDoesNotAttend() {
    assertThat(say(call.caller, Type.INVITE)).isEqualTo(refused(CallRefusal.NOT_ATTENDING));
    bothAttend();
    assertThat(say(BENS, call.said(call.caller, Type.INVITE)))
        .as("by a socket of somebody else")
        .isEqualTo(refused(CallRefusal.NOT_ATTENDING));
    CallVoice toHerself =
        new CallVoice(
            call.conversation,
            call.call,
            call.anna,
            call.annasDevice,
            call.caller.party(),
            call.anna);
    assertThat(say(ANNAS, call.said(toHerself, Type.INVITE)))
        .isEqualTo(refused(CallRefusal.NOT_ATTENDING));
  }

  @Test
  void aGrantEndsAndANewerOneProlongsIt() {
    seats.attend(call.attend(call.caller, ANNAS, call.grant(Duration.ofSeconds(10)), null), nowNs);
    now = NOW.plusSeconds(16);
    assertThat(say(call.caller, Type.CANCEL)).isEqualTo(refused(CallRefusal.GRANT_EXPIRED));
    Attendance longer =
        seats.attend(
            call.attend(call.caller, ANNAS, call.grant(Duration.ofMinutes(1)), null), nowNs);
    assertThat(longer).isEqualTo(new Attending(call.call, NOW.plusSeconds(60)));
    passes(call.caller, Type.CANCEL);
  }

  @Test
  void goesOnWhereAPartySaysItStandsWhenItComesFromAnotherNode() {
    seats.attend(call.attend(call.caller, ANNAS, CallPhase.ACTIVE), nowNs);
    passes(call.caller, Type.SYNC_STATE, Type.DESCRIPTION);
    assertThat(say(call.caller, Type.INVITE)).isEqualTo(refused(CallRefusal.OUT_OF_STATE));
  }

  @Test
  void aPartyThatWasEndedByALieSaysWhereItStands() {
    seats.attend(call.attend(call.callee, BENS, CallPhase.ACTIVE), nowNs);
    hear(call.said(call.caller, Type.LEAVE, call.callee.party()), call.caller);
    assertThat(say(call.callee, Type.SENDING)).isEqualTo(refused(CallRefusal.OUT_OF_STATE));
    seats.attend(call.attend(call.callee, BENS, CallPhase.ACTIVE), nowNs);
    passes(call.callee, Type.SENDING);
  }

  @Test
  void remembersAPartyForAWhileWhoseSocketIsGone() {
    seats.attend(call.attend(call.caller, ANNAS, CallPhase.ACTIVE), nowNs);
    seats.onSocketGone(ANNAS, nowNs);
    assertThat(say(call.caller, Type.SENDING)).isEqualTo(refused(CallRefusal.NOT_ATTENDING));
    pass(Duration.ofSeconds(29));
    assertThat(seats.onTick(nowNs).missed()).isZero();
    assertThat(seats.size()).isOne();
    seats.attend(call.attend(call.caller, 7, null), nowNs);
    pass(Duration.ofHours(1));
    assertThat(seats.onTick(nowNs).missed()).isZero();
    assertThat(say(7, call.said(call.caller, Type.SENDING))).isInstanceOf(Verdict.PassOn.class);
    seats.onSocketGone(7, nowNs);
    pass(Duration.ofSeconds(30));
    assertThat(seats.onTick(nowNs).missed()).as("in a call").isOne();
    assertThat(seats.size()).isZero();
  }

  @Test
  void forgetsAPartyThatHasEnded() {
    bothAttend();
    passes(call.caller, Type.CANCEL);
    pass(Duration.ofSeconds(59));
    seats.onTick(nowNs);
    assertThat(say(call.caller, Type.CANCEL)).as("again").isInstanceOf(Verdict.PassOn.class);
    pass(Duration.ofSeconds(1));
    assertThat(seats.onTick(nowNs).missed()).isZero();
    assertThat(say(call.caller, Type.CANCEL)).isEqualTo(refused(CallRefusal.NOT_ATTENDING));
    assertThat(seats.size()).isOne();
  }

  @Test
  void aSocketThatClosesAfterItsPartyHasMovedTakesNothingAlong() {
    seats.attend(call.attend(call.caller, ANNAS, CallPhase.ACTIVE), nowNs);
    seats.attend(call.attend(call.caller, 7, null), nowNs);
    seats.onSocketGone(ANNAS, nowNs);
    assertThat(say(7, call.said(call.caller, Type.SENDING))).isInstanceOf(Verdict.PassOn.class);
  }

  @Test
  void whoeverIsPutOutIsOut() {
    long generation = NOW.toEpochMilli();
    bothAttend();
    seats.onRevoked(call.revocation(call.ben, call.annasDevice, generation));
    seats.onRevoked(call.revocation(call.ben, null, generation - 1));
    assertThat(seats.size()).as("another device, an older generation").isEqualTo(2);
    seats.onRevoked(call.revocation(call.ben, null, generation));
    assertThat(say(call.callee, Type.RINGING)).isEqualTo(refused(CallRefusal.NOT_ATTENDING));
    passes(call.caller, Type.INVITE);
    seats.onRevoked(call.revocation(call.anna, call.annasDevice, generation));
    assertThat(seats.size()).isZero();
  }

  @Test
  void isBoundedPerSocketAndInAll() {
    Seats small =
        new Seats(
            new SignalingConfig(
                3, 2, Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, MediaConfig.DEFAULTS));
    List<Attendance> answers = new ArrayList<>();
    long[] sockets = {1, 1, 1, 2, 2};
    for (int i = 0; i < sockets.length; i++) {
      CallVoice tab =
          new CallVoice(
              call.conversation,
              call.call,
              call.ben,
              call.bensDevice,
              TestCall.party(10 + i),
              call.anna);
      answers.add(small.attend(call.attend(tab, sockets[i], null), 0));
    }
    NotAttending full = new NotAttending(CallRefusal.TOO_MANY);
    Attending in = new Attending(call.call, NOW.plus(Duration.ofMinutes(10)));
    assertThat(answers).containsExactly(in, in, full, in, full);
    assertThat(small.size()).isEqualTo(3);
  }

  @Test
  void aNameThatAnotherDeviceHasIsTaken() {
    bothAttend();
    CallVoice other =
        new CallVoice(
            call.conversation,
            call.call,
            call.ben,
            new DeviceId(new UUID(77, 7)),
            call.callee.party(),
            call.anna);
    assertThat(seats.attend(call.attend(other, 9, null), nowNs))
        .isEqualTo(new NotAttending(CallRefusal.TOO_MANY));
    passes(call.callee, Type.RINGING);
  }

  private void bothAttend() {
    seats.attend(call.attend(call.caller, ANNAS, null), nowNs);
    seats.attend(call.attend(call.callee, BENS, null), nowNs);
  }

  private void hear(CallSignal signal, CallVoice from) {
    assertThat(signal.sender()).isEqualTo(from.sender());
    seats.hear(signal, nowNs);
  }

  private void pass(Duration time) {
    nowNs += time.toNanos();
  }

  private Verdict invite(long counter, Instant expires) {
    return say(ANNAS, call.caller.says(Type.INVITE, counter, expires));
  }

  private Verdict say(CallVoice voice, Type type) {
    return say(voice.sender().equals(call.anna) ? ANNAS : BENS, call.said(voice, type));
  }

  private Verdict say(long socket, CallSignal signal) {
    return seats.say(socket, signal, now, nowNs);
  }

  private void passes(CallVoice voice, Type... types) {
    for (Type type : types) {
      assertThat(say(voice, type)).as("%s", type).isInstanceOf(Verdict.PassOn.class);
    }
  }

  /// What a party may say that comes to a node with this phase.
  private Set<Type> allowed(CallVoice voice, @Nullable CallPhase phase) {
    Set<Type> allowed = EnumSet.noneOf(Type.class);
    for (Type type : Type.values()) {
      Seats fresh = new Seats(SignalingConfig.DEFAULTS);
      fresh.attend(call.attend(voice, BENS, phase), nowNs);
      if (fresh.say(BENS, call.said(voice, type), now, nowNs) instanceof Verdict.PassOn) {
        allowed.add(type);
      }
    }
    return allowed;
  }

  private static Set<Type> with(Set<Type> types, Type one) {
    Set<Type> all = EnumSet.copyOf(types);
    all.add(one);
    return all;
  }

  private static Verdict refused(CallRefusal why) {
    return new Verdict.Refuse(why);
  }
}
