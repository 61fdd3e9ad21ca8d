package org.sealmesh.relay;

import java.time.Duration;
import java.util.Set;
import org.sealmesh.bus.ClientAddress;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.frame.ServerFrame;

/// What an operator may choose for a relay. [#DEFAULTS] says why each value is what it is.
///
/// @param origins browsers are let in from pages of these origins (`https://chat.example`, as in
///   the `Origin` header) besides pages of the relay's own host; programs send no such header
/// @param socketsMax sockets of this node, those without a hello included; beyond it 4004
/// @param socketsPerUserMax sockets of one user on this node; beyond it 4063
/// @param socketsPerAddressMax sockets from one address of a browser on this node; beyond it 429
///   without a socket
/// @param trustedProxies addresses or networks whose `X-Forwarded-For` is believed; none by default
/// @param hellosPendingMax sockets per event loop that have not been admitted yet; beyond it 4004
/// @param checksPerSecondMax signatures that one event loop checks per second
/// @param heartbeat how often a browser pings; after two and a half without a frame, 4001
/// @param joinsMax conversations that one socket may be bound to by passes
/// @param framesPerSecond frames of any kind that a socket may send in the long run; beyond it 4009
/// @param framesBurst and at once
/// @param signals how many of them may be signals, and what those may cost
/// @param calls how many of them may be call signals
/// @param outstandingBytesMax what may wait in this process for one socket; beyond it 4008
/// @param closeGrace how long a browser has to answer a close before the connection is cut
/// @param revocationsMax revocations kept apart, see [org.sealmesh.relay.state.Revocations]
/// @param resyncWindow over how long the sockets of the node are told to `resync`, evenly
/// @param originSilenceMax after which without a beacon at any relay of the mesh that this one can
///   reach, browsers are told that no origin is heard
/// @param drain how browsers leave a node that stops
/// @param writer how frames reach the sockets
/// @param sockJs for networks that break WebSocket
public record RelayConfig(
    Set<String> origins,
    int socketsMax,
    int socketsPerUserMax,
    int socketsPerAddressMax,
    Set<String> trustedProxies,
    int hellosPendingMax,
    int checksPerSecondMax,
    Duration heartbeat,
    int joinsMax,
    int framesPerSecond,
    int framesBurst,
    Signals signals,
    Calls calls,
    int outstandingBytesMax,
    Duration closeGrace,
    int revocationsMax,
    Duration resyncWindow,
    Duration originSilenceMax,
    Drain drain,
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
          // An office behind one address; a stranger with one machine takes a tenth of the node.
          1_000,
          // That header from anybody else is a way around the limit.
          Set.of(),
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
          Signals.DEFAULTS,
          Calls.DEFAULTS,
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
          // Three beacons and a pause of the origin's garbage collector.
          Duration.ofSeconds(10),
          Drain.DEFAULTS,
          Writer.BATCH,
          SockJs.DEFAULTS);

  /// A frame of 64 KiB must fit, or nobody could be sent one.
  private static final int OUTSTANDING_BYTES_MIN = 128 * 1024;

  /// The ticks at which browsers are told and closed.
  private static final Duration SLACK = Duration.ofSeconds(2);

  public RelayConfig {
    origins = Set.copyOf(origins);
    atLeast(1, socketsMax, "socketsMax");
    atLeast(1, socketsPerUserMax, "socketsPerUserMax");
    atLeast(1, socketsPerAddressMax, "socketsPerAddressMax");
    trustedProxies = Set.copyOf(trustedProxies);
    // Refuses what is no network.
    new ClientAddress(trustedProxies);
    atLeast(1, hellosPendingMax, "hellosPendingMax");
    atLeast(1, checksPerSecondMax, "checksPerSecondMax");
    atLeast(1, joinsMax, "joinsMax");
    atLeast(1, framesPerSecond, "framesPerSecond");
    // A browser that comes back joins everything at once and must not be closed for it.
    atLeast(joinsMax + 2, framesBurst, "framesBurst");
    atLeast(OUTSTANDING_BYTES_MIN, outstandingBytesMax, "outstandingBytesMax");
    atLeast(1, revocationsMax, "revocationsMax");
    if (heartbeat.toSeconds() < 1 || heartbeat.toMinutes() > 10) {
      throw new IllegalArgumentException("heartbeat is between 1 s and 10 min");
    }
    if (resyncWindow.isNegative() || resyncWindow.toMinutes() > 10) {
      throw new IllegalArgumentException("resyncWindow is between 0 and 10 min");
    }
    if (originSilenceMax.toSeconds() < 6 || originSilenceMax.toMinutes() > 5) {
      // Two times what lies between two pieces of news.
      throw new IllegalArgumentException("originSilenceMax is between 6 s and 5 min");
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

  /// How long the browsers' leaving takes at most, whatever they do: told, closed over as long
  /// again, and cut if they do not answer the close.
  public Duration leavingMax() {
    return drain.window().multipliedBy(2).plus(drain.grace()).plus(closeGrace).plus(SLACK);
  }

  /// Checks, before anything is opened, that whoever ends the process waits as long as that.
  ///
  /// @throws StartFailure if it does not
  public void requireStopTimeout(Duration stopTimeout) {
    if (stopTimeout.compareTo(leavingMax()) <= 0) {
      throw new StartFailure(
          "process.stopTimeout (%d s) must be longer than two times relay.drain.window and"
                  .formatted(stopTimeout.toSeconds())
              + " relay.drain.grace and relay.closeGrace and 2 s together (%d s)"
                  .formatted(leavingMax().toSeconds()));
    }
  }

  /// What browsers say to each other past the origin.
  ///
  /// @param perSecond signals that a socket may send in the long run, beyond which they are refused
  /// @param burst and at once
  /// @param deliveriesPerSecond signals that this node writes to the sockets of one conversation in
  ///   the long run, one for each socket, beyond which they are dropped
  /// @param deliveriesBurst and at once
  public record Signals(int perSecond, int burst, int deliveriesPerSecond, int deliveriesBurst) {
    public static final Signals DEFAULTS =
        new Signals(
            10,
            128,
            // Some 10 µs each: a twentieth of a core for one conversation, and in a group of 256
            // twenty signals a second.
            5_000,
            // A group of 256 comes back at once, and each says so to each.
            65_536);

    public Signals {
      atLeast(1, perSecond, "signals.perSecond");
      atLeast(1, burst, "signals.burst");
      atLeast(1, deliveriesPerSecond, "signals.deliveriesPerSecond");
      atLeast(1, deliveriesBurst, "signals.deliveriesBurst");
    }
  }

  /// What parties of calls say to each other.
  ///
  /// @param perSecond call signals that a socket may send in the long run, beyond which they are
  ///   refused
  /// @param burst and at once
  public record Calls(int perSecond, int burst) {
    public static final Calls DEFAULTS =
        new Calls(
            // An invite every 5 s; candidates come in batches, some twenty a call. In a group's
            // call of 25, a word and a key to each of the others whenever one comes or goes.
            20,
            // Coming into such a call, with some thirty requests to the media server.
            128);

    public Calls {
      atLeast(1, perSecond, "calls.perSecond");
      atLeast(1, burst, "calls.burst");
    }
  }

  /// What happens when the node stops: every browser is told to open a socket elsewhere, and leaves
  /// this one when the other is welcomed. Deliveries go on until then.
  ///
  /// @param window over how long the sockets are told, evenly; zero tells all at once
  /// @param grace how long those who were told last have to leave; who stays is closed with 4000,
  ///   no faster than they were told
  /// @param leaving what the sockets are told
  public record Drain(Duration window, Duration grace, Leaving leaving) {
    public static final Drain DEFAULTS =
        new Drain(
            // 10,000 browsers make 500 new connections and syncs a second, which the nodes that
            // stay take without a queue; a rolling restart of ten nodes takes some five minutes.
            Duration.ofSeconds(20),
            // As long as a browser waits for the welcome of the node that it leaves for.
            Duration.ofSeconds(10),
            Leaving.GOAWAY);

    public Drain {
      if (window.isNegative() || window.toMinutes() > 10) {
        throw new IllegalArgumentException("drain.window is between 0 and 10 min");
      }
      if (grace.isNegative() || grace.toMinutes() > 10) {
        throw new IllegalArgumentException("drain.grace is between 0 and 10 min");
      }
    }

    /// What a socket is told in its turn.
    ///
    /// @param turn how long turns are: within that browsers spread by themselves
    public ServerFrame farewell(Duration turn) {
      int withinMs = (int) (window.compareTo(turn) < 0 ? window : turn).toMillis();
      return switch (leaving) {
        case GOAWAY -> new ServerFrame.GoAway(withinMs);
        case MOVED -> new ServerFrame.Moved(withinMs);
      };
    }
  }

  /// Whether the node will be back.
  public enum Leaving {
    /// It, or one like it, has the same address soon: browsers come back by the way they know.
    GOAWAY,
    /// It is retired, and the origin names other addresses: browsers get a new ticket first.
    MOVED
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
