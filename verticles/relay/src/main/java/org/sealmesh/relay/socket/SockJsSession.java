package org.sealmesh.relay.socket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.relay.RelayConfig;

/// One browser's socket over SockJS's HTTP transports: frames wait here until some answer takes
/// them.
///
/// Belongs to the event loop of its first request, and so to that loop's shard; requests that come
/// in on other loops hand their part over. What waits and what the network has not taken yet is
/// counted together, so a browser that does not come for its frames, or does not read them, is too
/// slow like any other. A connection that breaks in the middle of an answer ends the session: what
/// was in that answer may be lost, and the browser syncs.
final class SockJsSession implements SocketWriter {
  /// About what a waiting frame costs beside its bytes.
  private static final int OVERHEAD_BYTES = 96;

  private static final byte[] OPEN = ascii("o");
  private static final byte[] ANOTHER_OPEN = ascii("c[2010,\"Another connection still open\"]");

  private final SocketShard shard;
  private final Clock clock;
  private final RelayConfig.SockJs config;
  private final Runnable onGone;
  private final Socket socket;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final Set<SockJsReceiver> unfinished = new HashSet<>();
  private @Nullable SockJsReceiver receiver;
  private byte @Nullable [] goodbye;
  private Clock.@Nullable Timer absence;
  private long outstandingBytes;
  private boolean drainIsDue;
  private boolean isGone;

  /// @param onGone runs once, when nobody can reach the session any more
  SockJsSession(SocketShard shard, Clock clock, RelayConfig.SockJs config, Runnable onGone) {
    this.shard = shard;
    this.clock = clock;
    this.config = config;
    this.onGone = onGone;
    this.socket = shard.newSocket(Spelling.SOCKJS, this);
    waiting.add(OPEN);
    // Not from here: this object must be whole before anything is asked of it.
    shard.execute(() -> shard.onOpened(socket));
  }

  /// The browser listens, from any event loop.
  void attach(SockJsReceiver arrived) {
    arrived.begin(() -> shard.execute(() -> onLost(arrived)));
    shard.execute(() -> onAttached(arrived));
  }

  /// The browser says something, from any event loop.
  void say(byte[] message) {
    shard.execute(() -> {
      if (!isGone && shard.onArrival(socket)) {
        shard.onPart(socket, socket.assembler().first(message, true));
      }
    });
  }

  /// The browser says more than it may, from any event loop.
  void sayTooMuch() {
    shard.execute(() -> {
      if (!isGone) {
        shard.close(socket, CloseCode.FRAME_TOO_LARGE);
      }
    });
  }

  private void onAttached(SockJsReceiver arrived) {
    if (isGone) {
      arrived.end(List.of(farewell(CloseCode.GOING_AWAY)));
    } else if (receiver != null) {
      arrived.end(List.of(ANOTHER_OPEN));
    } else {
      if (absence != null) {
        absence.cancel();
        absence = null;
      }
      receiver = arrived;
      unfinished.add(arrived);
      drain();
    }
  }

  private void onLost(SockJsReceiver lost) {
    if (unfinished.contains(lost)) {
      end();
    }
  }

  @Override
  public void write(EncodedFrame frame) {
    byte[] bytes = frame.payload(Spelling.SOCKJS).bytes();
    waiting.add(bytes);
    outstandingBytes += bytes.length + OVERHEAD_BYTES;
    if (!drainIsDue) {
      drainIsDue = true;
      // What is written in this turn leaves together.
      shard.execute(() -> {
        drainIsDue = false;
        drain();
      });
    }
  }

  private void drain() {
    SockJsReceiver to = receiver;
    if (to == null || (waiting.isEmpty() && goodbye == null)) {
      return;
    }
    List<byte[]> frames = new ArrayList<>(waiting);
    waiting.clear();
    long bytes = 0;
    for (byte[] frame : frames) {
      bytes += frame == OPEN ? 0 : frame.length + OVERHEAD_BYTES;
    }
    long sent = bytes;
    if (goodbye != null) {
      frames.add(goodbye);
      receiver = null;
      to.end(frames).onComplete(done -> shard.execute(() -> onFarewellSaid(to)));
    } else if (to.isFullWith(bytes, config.streamBytesMax())) {
      receiver = null;
      // Begins now, so that an answer which nobody reads does not hold the session for ever.
      absence = clock.after(config.absenceMax(), this::end);
      to.end(frames).onComplete(done -> shard.execute(() -> onEnded(to, sent, done.succeeded())));
    } else {
      to.send(frames).onComplete(done -> shard.execute(() -> onSent(sent, done.succeeded())));
    }
  }

  private void onFarewellSaid(SockJsReceiver ended) {
    unfinished.remove(ended);
    end();
  }

  private void onEnded(SockJsReceiver ended, long bytes, boolean isSent) {
    unfinished.remove(ended);
    onSent(bytes, isSent);
  }

  private void onSent(long bytes, boolean isSent) {
    outstandingBytes -= bytes;
    if (!isSent) {
      end();
    }
  }

  @Override
  public long outstandingBytes() {
    return outstandingBytes;
  }

  /// Says the code in SockJS's own words, to the browser that listens or to the next that comes.
  @Override
  public void close(CloseCode code) {
    goodbye = farewell(code);
    drain();
  }

  @Override
  public void abort() {
    end();
  }

  private void end() {
    if (isGone) {
      return;
    }
    isGone = true;
    if (absence != null) {
      absence.cancel();
    }
    waiting.clear();
    unfinished.forEach(SockJsReceiver::cut);
    unfinished.clear();
    receiver = null;
    onGone.run();
    shard.onClosed(socket);
  }

  private static byte[] farewell(CloseCode code) {
    return ascii("c[" + code.code() + ",\"" + code.reason() + "\"]");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
