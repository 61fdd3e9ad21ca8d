package org.sealmesh.uplink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.uplink.FrameSocket;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;

/// Far ends without a network: a test says what each of them says, and sees what it was told.
final class FakeDialler implements Dialler {
  static final Fresh NONCE = new Fresh(new byte[Fresh.BYTES]);

  private final Map<RelayAddress, List<FarEnd>> dialled = new HashMap<>();

  @Override
  public Connection dial(RelayAddress relay, FrameSocket.Receiver receiver) {
    FarEnd farEnd = new FarEnd(receiver);
    dialled.computeIfAbsent(relay, none -> new ArrayList<>()).add(farEnd);
    return farEnd;
  }

  int dials(String relay) {
    return dialled.getOrDefault(RelayAddress.parse(relay), List.of()).size();
  }

  /// The newest connection to a relay.
  FarEnd to(String relay) {
    return dialled.get(RelayAddress.parse(relay)).getLast();
  }

  static final class FarEnd implements Connection {
    private final FrameSocket.Receiver receiver;
    private final List<OriginFrame> heard = new ArrayList<>();
    private int seen;
    private int seenBeacons;
    private boolean isClosed;

    FarEnd(FrameSocket.Receiver receiver) {
      this.receiver = receiver;
    }

    void say(RelayFrame frame) {
      receiver.onFrame(Wire.cbor().write(frame));
    }

    void sayBytes(byte[] bytes) {
      receiver.onFrame(bytes);
    }

    void lose() {
      receiver.onClosed();
    }

    <T extends OriginFrame> List<T> heard(Class<T> type) {
      return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// Gives each request's id once, oldest first.
    void answered(LongConsumer answer) {
      for (; seen < heard.size(); seen++) {
        switch (heard.get(seen)) {
          case OriginFrame.FanOut fanOut -> answer.accept(fanOut.id());
          case OriginFrame.Revoke revoke -> answer.accept(revoke.id());
          case OriginFrame.Sight sight -> answer.accept(sight.id());
          case OriginFrame.Answer first -> {}
          case OriginFrame.Beacon beacon -> {}
        }
      }
    }

    /// Gives each beacon's id once, oldest first.
    void beacons(LongConsumer answer) {
      List<OriginFrame.Beacon> beacons = heard(OriginFrame.Beacon.class);
      for (; seenBeacons < beacons.size(); seenBeacons++) {
        answer.accept(beacons.get(seenBeacons).id());
      }
    }

    boolean isClosed() {
      return isClosed;
    }

    @Override
    public Fresh binding() {
      return new Fresh(new byte[Fresh.BYTES]);
    }

    @Override
    public void write(byte[] frame) {
      if (frame.length > org.sealmesh.mesh.Limits.FRAME_BYTES_MAX) {
        throw new AssertionError("a frame of " + frame.length + " bytes");
      }
      try {
        heard.add(Wire.cbor().read(frame, OriginFrame.class));
      } catch (Wire.Malformed e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }
}
