package org.sealmesh.relay;

import java.time.Duration;
import java.util.Set;

/// What an operator may choose for a relay. [#DEFAULTS] says why each value is what it is.
///
/// @param origins browsers are let in from pages of these origins (`https://chat.example`, as in
///   the `Origin` header) besides pages of the relay's own host; programs send no such header
/// @param socketsMax sockets of this node, those without a hello included; beyond it 4004
/// @param socketsPerUserMax sockets of one user on this node; beyond it 4063
/// @param hellosPendingMax sockets per event loop that have not been admitted yet; beyond it 4004
/// @param checksPerSecondMax signatures that one event loop checks per second
/// @param heartbeat how often a browser pings; after two and a half without a frame, 4001
/// @param joinsMax conversations that one socket may be bound to by passes
/// @param framesPerSecond frames of any kind that a socket may send in the long run; beyond it 4009
/// @param framesBurst and at once
/// @param signalsPerSecond signals among them, beyond which they are refused
/// @param signalsBurst and at once
/// @param outstandingBytesMax what may wait in this process for one socket; beyond it 4008
/// @param closeGrace how long a browser has to answer a close before the connection is cut
/// @param revocationsMax revocations kept apart, see [org.sealmesh.relay.state.Revocations]
/// @param resyncWindow over how long the sockets of the node are told to `resync`, evenly
/// @param writer how frames reach the sockets
/// @param sockJs for networks that break WebSocket
public record RelayConfig(
    Set<String> origins,
    int socketsMax,
    int socketsPerUserMax,
    int hellosPendingMax,
    int checksPerSecondMax,
    Duration heartbeat,
    int joinsMax,
    int framesPerSecond,
    int framesBurst,
    int signalsPerSecond,
    int signalsBurst,
    int outstandingBytesMax,
    Duration closeGrace,
    int revocationsMax,
    Duration resyncWindow,
    Writer writer,
    SockJs sockJs) {

  public static final RelayConfig DEFAULTS =
      new RelayConfig(
          // A page of the relay's own host is always let in: enough for a node with all roles.
          Set.of(),
          // 25 KiB each make 250 MiB; with files and links it stays below 20,000 descriptors.
          10_000,
          // A dozen devices with a few tabs each: more is a program that does not close.
          32,
          // A tenth of the sockets: strangers cannot keep admitted users out.
          1_000,
          // 0.1 to 0.15 ms each: at most a third of a core goes to strangers' signatures.
          2_000,
          // Proxies cut what is silent for 60 s: two tries fall into that time.
          Duration.ofSeconds(25),
          // Conversations open on one page; what is closed needs no typing and no presence.
          64,
          // Typing every 4 s and presence every 60 s in some open conversations.
          20,
          // All joins, and a presence and an answer to it in each, right after a reconnect.
          256,
          10,
          128,
          // Ten of the largest envelopes and hundreds of usual ones: minutes of a busy room.
          1024 * 1024,
          // Twice a slow mobile round trip, with retransmissions.
          Duration.ofSeconds(5),
          // Some 80 MB with the signed tokens, which are handed to nodes that join; a site that
          // revokes more within one ticket's life is in an emergency.
          100_000,
          // 10,000 sockets make 333 syncs a second, most of them answered by a 304; until its turn,
          // the next event or the head check finds what a browser has missed.
          Duration.ofSeconds(30),
          Writer.BATCH,
          SockJs.DEFAULTS);

  /// A frame of 64 KiB must fit, or nobody could be sent one.
  private static final int OUTSTANDING_BYTES_MIN = 128 * 1024;

  public RelayConfig {
    origins = Set.copyOf(origins);
    atLeast(1, socketsMax, "socketsMax");
    atLeast(1, socketsPerUserMax, "socketsPerUserMax");
    atLeast(1, hellosPendingMax, "hellosPendingMax");
    atLeast(1, checksPerSecondMax, "checksPerSecondMax");
    atLeast(1, joinsMax, "joinsMax");
    atLeast(1, framesPerSecond, "framesPerSecond");
    // A browser that comes back joins everything at once and must not be closed for it.
    atLeast(joinsMax + 2, framesBurst, "framesBurst");
    atLeast(1, signalsPerSecond, "signalsPerSecond");
    atLeast(1, signalsBurst, "signalsBurst");
    atLeast(OUTSTANDING_BYTES_MIN, outstandingBytesMax, "outstandingBytesMax");
    atLeast(1, revocationsMax, "revocationsMax");
    if (heartbeat.toSeconds() < 1 || heartbeat.toMinutes() > 10) {
      throw new IllegalArgumentException("heartbeat is between 1 s and 10 min");
    }
    if (resyncWindow.isNegative() || resyncWindow.toMinutes() > 10) {
      throw new IllegalArgumentException("resyncWindow is between 0 and 10 min");
    }
    if (closeGrace.isNegative() || closeGrace.toMinutes() > 1) {
      throw new IllegalArgumentException("closeGrace is between 0 and 1 min");
    }
  }

  private static void atLeast(int min, int value, String name) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min);
    }
  }

  /// SockJS's sessions over HTTP. What they share with other sockets is set above; their heartbeat
  /// is the browser's ping, which has an answer like any frame.
  ///
  /// @param absenceMax how long a browser may leave a session without a request that listens
  /// @param streamBytesMax after how many bytes a streamed answer ends, so that the browser asks
  ///   for the next one
  public record SockJs(Duration absenceMax, int streamBytesMax) {
    public static final SockJs DEFAULTS =
        new SockJs(
            // A browser asks again at once; this is for its slow round trips and retransmissions.
            Duration.ofSeconds(10),
            // Engines keep a streamed answer in memory until it ends.
            128 * 1024);

    public SockJs {
      if (absenceMax.toSeconds() < 1 || absenceMax.toMinutes() > 10) {
        throw new IllegalArgumentException("sockJs.absenceMax is between 1 s and 10 min");
      }
      atLeast(4 * 1024, streamBytesMax, "sockJs.streamBytesMax");
    }
  }

  /// How frames reach the sockets.
  public enum Writer {
    /// One write and one flush per socket and tick, below Vert.x's encoder.
    BATCH,
    /// One Vert.x write per frame and socket: slower, and without a look inside Vert.x.
    PLAIN
  }
}
