package org.sealmesh.relay.socket;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;

/// A browser without a network: what it says reaches the shard at once, what it hears is kept.
/// Whatever is written to it has gone through the format's bytes.
public final class FakeBrowser implements SocketWriter {
  private final SocketShard shard;
  private final FrameFormat format;
  private final Socket socket;
  private final List<ServerFrame> heard = new ArrayList<>();
  private @Nullable CloseCode closed;
  private boolean isAborted;
  private boolean breaksOnWrite;
  private long outstandingBytes;

  private FakeBrowser(SocketShard shard, FrameFormat format) {
    this.shard = shard;
    this.format = format;
    this.socket = shard.newSocket(Spelling.of(format), this);
    shard.onOpened(socket);
  }

  public static FakeBrowser open(SocketShard shard) {
    return open(shard, FrameFormat.JSON);
  }

  public static FakeBrowser open(SocketShard shard, FrameFormat format) {
    return new FakeBrowser(shard, format);
  }

  public void say(ClientFrame frame) {
    say(write(frame));
  }

  /// The bytes of a frame as this browser says it.
  public byte[] write(ClientFrame frame) {
    return format.write(frame);
  }

  public void say(byte[] frame) {
    if (shard.onArrival(socket)) {
      shard.onPart(socket, socket.assembler().first(frame, true));
    }
  }

  /// The beginning of a fragmented frame.
  public void sayFirstPart(byte[] part) {
    if (shard.onArrival(socket)) {
      shard.onPart(socket, socket.assembler().first(part, false));
    }
  }

  /// The end of a fragmented frame.
  public void sayLastPart(byte[] part) {
    if (shard.onArrival(socket)) {
      shard.onPart(socket, socket.assembler().continuation(part, true));
    }
  }

  /// The connection is lost.
  public void vanish() {
    shard.onClosed(socket);
  }

  /// From now on the network takes nothing more from it.
  public void stall(long bytes) {
    outstandingBytes = bytes;
  }

  /// The next write finds the connection broken.
  public void breakOnWrite() {
    breaksOnWrite = true;
  }

  /// What was heard since the last time.
  public List<ServerFrame> heard() {
    List<ServerFrame> news = List.copyOf(heard);
    heard.clear();
    return news;
  }

  public @Nullable CloseCode closed() {
    return closed;
  }

  public boolean isAborted() {
    return isAborted;
  }

  @Override
  public void write(EncodedFrame frame) {
    if (closed != null) {
      throw new AssertionError("written after the close");
    }
    if (breaksOnWrite) {
      vanish();
      return;
    }
    try {
      byte[] message = frame.payload(socket.spelling()).bytes();
      heard.add(format.read(message, ServerFrame.class));
    } catch (Wire.Malformed e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public long outstandingBytes() {
    return outstandingBytes;
  }

  @Override
  public void close(CloseCode code) {
    if (closed != null) {
      throw new AssertionError("closed twice");
    }
    closed = code;
  }

  @Override
  public void abort() {
    isAborted = true;
    vanish();
  }
}
