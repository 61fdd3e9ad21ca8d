package org.sealmesh.signaling;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.SignalingMessage.Attend;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.fake.CallVoice;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TicketId;

/// A call of Anna's with Ben, and what its parties show and say.
public final class TestCall {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  public static final SignedToken TOKEN = new SignedToken("annas-grant");

  public final CallId call = new CallId(new UUID(1, 1));
  public final RoutingId conversation = new RoutingId(new UUID(2, 2));
  public final RoutingId anna = new RoutingId(new UUID(3, 3));
  public final RoutingId ben = new RoutingId(new UUID(4, 4));
  public final DeviceId annasDevice = new DeviceId(new UUID(5, 5));
  public final DeviceId bensDevice = new DeviceId(new UUID(6, 6));
  public final CallVoice caller = voice(anna, annasDevice, party(1), ben);
  public final CallVoice callee = voice(ben, bensDevice, party(2), anna);
  public final CallVoice second = voice(ben, bensDevice, party(3), anna);
  private long counter;

  public static PartyId party(int number) {
    return new PartyId(new UUID(7, number));
  }

  private CallVoice voice(RoutingId user, DeviceId device, PartyId party, RoutingId to) {
    return new CallVoice(conversation, call, user, device, party, to);
  }

  /// What Anna got when she opened the call.
  public Claims.Grant grant(Duration life) {
    return new Claims.Grant(
        new Timeline(new UUID(8, 8)),
        anna,
        annasDevice,
        new TicketId(new UUID(9, 9)),
        conversation,
        call,
        CallRole.CALLER,
        ben,
        NOW,
        NOW.toEpochMilli(),
        NOW,
        NOW.plus(life));
  }

  /// What somebody has for a group's call.
  public Claims.Grant groupGrant(CallVoice voice, CallRole role, Duration life) {
    return new Claims.Grant(
        new Timeline(new UUID(8, 8)),
        voice.sender(),
        voice.device(),
        new TicketId(new UUID(9, 9)),
        conversation,
        call,
        role,
        null,
        NOW,
        NOW.toEpochMilli(),
        NOW,
        NOW.plus(life));
  }

  /// Anna's grant lets both of them in.
  public Attend attend(CallVoice voice, long socket, @Nullable CallPhase phase) {
    return attend(voice, socket, grant(Duration.ofMinutes(10)), phase);
  }

  public Attend attend(
      CallVoice voice, long socket, Claims.Grant grant, @Nullable CallPhase phase) {
    return new Attend(socket, voice.sender(), voice.device(), voice.party(), grant, TOKEN, phase);
  }

  /// Said now, to one party or all.
  public CallSignal said(CallVoice voice, CallSignal.Type type, PartyId to) {
    return voice.says(type, ++counter, NOW.plusSeconds(30), to);
  }

  public CallSignal said(CallVoice voice, CallSignal.Type type) {
    return said(voice, type, PartyId.ALL);
  }

  public Claims.Revocation revocation(RoutingId user, @Nullable DeviceId device, long generation) {
    return new Claims.Revocation(
        new Timeline(new UUID(8, 8)),
        user,
        device,
        conversation,
        generation,
        NOW,
        NOW.plus(Duration.ofHours(1)));
  }
}
