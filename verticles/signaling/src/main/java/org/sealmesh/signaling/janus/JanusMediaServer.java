package org.sealmesh.signaling.janus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Secret;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.signaling.media.MediaConfig;
import org.sealmesh.signaling.media.MediaMetrics;
import org.sealmesh.signaling.media.MediaParty;
import org.sealmesh.signaling.media.MediaServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Janus, by one WebSocket for all parties of this node.
///
/// A connection that ends is dialled again at once, and its sessions are claimed; if that does not
/// succeed within [MediaConfig#lostAfter], or is refused, the parties are lost. A Janus that does
/// not answer for as long is cut off.
public final class JanusMediaServer implements MediaServer {
  private static final Logger LOG = LoggerFactory.getLogger(JanusMediaServer.class);
  private static final String SUBPROTOCOL = "janus-protocol";

  /// A description of a subscription to everybody in the largest room, and what is around it.
  private static final int MESSAGE_BYTES_MAX = 1024 * 1024;

  private static final int EARLY_MAX = 64;
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration BACK_OFF_FIRST = Duration.ofMillis(250);

  private final MediaConfig.Server address;
  private final MediaConfig config;
  private final Clock clock;
  private final MediaMetrics metrics;
  private final RoomKeys keys;
  private final RoomSweep sweep;
  private final WebSocketClient client;
  private final Map<Long, JanusParty> parties = new HashMap<>();
  // What is said of sessions that are being taken over.
  private final Map<Long, List<JsonObject>> early = new HashMap<>();
  private final JanusLink.Owner owner = new Owner();
  private @Nullable Listener listener;
  private @Nullable JanusLink link;
  private Clock.@Nullable Timer ticks;
  private State state = State.DOWN;
  private boolean isClosed;
  private boolean isSaid;
  private Duration backOff = BACK_OFF_FIRST;
  private long recoveringSinceNs;
  private long heardNs;
  private long pingedNs;

  public JanusMediaServer(
      Vertx vertx,
      MediaConfig.Server address,
      Secret adminKey,
      MediaConfig config,
      SecureRandom random,
      Clock clock,
      MediaMetrics metrics) {
    this.address = address;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.keys = new RoomKeys(adminKey, address.name(), random);
    this.sweep = new RoomSweep(keys);
    int timeoutMs = (int) config.lostAfter().toMillis();
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setConnectTimeout(timeoutMs)
                .setMaxFrameSize(MESSAGE_BYTES_MAX)
                .setMaxMessageSize(MESSAGE_BYTES_MAX)
                .setTryUsePerMessageCompression(false));
  }

  @Override
  public String name() {
    return address.name();
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public void open(Listener to) {
    listener = to;
    state = State.RECOVERING;
    recoveringSinceNs = clock.nanoTime();
    ticks = clock.every(TICK, this::tick);
    dial();
  }

  private void dial() {
    boolean isTls = "wss".equals(address.url().getScheme());
    int port = address.url().getPort();
    String path = address.url().getRawPath();
    client
        .connect(
            new WebSocketConnectOptions()
                .setHost(address.url().getHost())
                .setPort(port == -1 ? (isTls ? 443 : 80) : port)
                .setSsl(isTls)
                .setURI(path.isEmpty() ? "/" : path)
                .setSubProtocols(List.of(SUBPROTOCOL))
                .setTimeout(config.lostAfter().toMillis()))
        .onSuccess(this::onConnected)
        .onFailure(this::onUnreachable);
  }

  private void onConnected(WebSocket socket) {
    if (isClosed) {
      socket.close();
      return;
    }
    JanusLink opened = new JanusLink(socket, owner, config, clock, metrics);
    link = opened;
    heardNs = clock.nanoTime();
    pingedNs = heardNs;
    List<Future<Void>> claims =
        List.copyOf(parties.values()).stream()
            .map(party -> party.reclaim().onFailure(gone -> onUnclaimed(party, gone)))
            .toList();
    Future.join(claims)
        .onComplete(claimed -> {
          if (link == opened) {
            state = State.UP;
            backOff = BACK_OFF_FIRST;
            isSaid = false;
          }
        });
  }

  /// If the connection has ended meanwhile, the next one is to claim it.
  private static void onUnclaimed(JanusParty party, Throwable failure) {
    if (!JanusFailure.is(failure, JanusFailure.UNANSWERED)) {
      party.onForgotten();
    }
  }

  private void onUnreachable(Throwable failure) {
    metrics.dialFailures.increment();
    if (isClosed) {
      return;
    }
    if (!isSaid) {
      // Once, and not at every try: it may be away for days.
      isSaid = true;
      LOG.warn(
          "the media server {} cannot be reached: {}", name(), failure.getClass().getSimpleName());
    }
    // Nobody listens there: its process is gone, and what it knew.
    if (failure instanceof ConnectException) {
      lose();
    }
    clock.after(backOff, this::dialUnlessClosed);
    Duration doubled = backOff.multipliedBy(2);
    backOff = doubled.compareTo(config.backOffMax()) < 0 ? doubled : config.backOffMax();
  }

  private void dialUnlessClosed() {
    if (!isClosed) {
      dial();
    }
  }

  /// The parties are told to go elsewhere; whether Janus still has them no longer matters.
  private void lose() {
    if (state == State.DOWN) {
      return;
    }
    state = State.DOWN;
    metrics.lost.increment();
    List.copyOf(parties.values()).forEach(JanusParty::abandon);
    parties.clear();
    if (listener != null) {
      listener.onLost(this);
    }
  }

  private void tick() {
    long nowNs = clock.nanoTime();
    long lostNs = config.lostAfter().toNanos();
    if (state == State.RECOVERING && nowNs - recoveringSinceNs >= lostNs) {
      lose();
    }
    JanusLink to = link;
    if (to == null) {
      return;
    }
    to.onTick();
    if (nowNs - heardNs >= lostNs + config.pingEvery().toNanos()) {
      // It hangs, and has had its time.
      to.close();
      link = null;
      lose();
      clock.after(backOff, this::dialUnlessClosed);
      return;
    }
    if (nowNs - pingedNs >= config.pingEvery().toNanos()) {
      pingedNs = nowNs;
      to.ask(new JsonObject().put("janus", "ping"), JanusLink.Until.DONE)
          .onSuccess(pong -> heardNs = clock.nanoTime());
    }
    long keepAliveNs = config.keepAliveEvery().toNanos();
    List.copyOf(parties.values())
        .forEach(party -> {
          party.onTick(nowNs, keepAliveNs);
          sweep.use(party.call(), nowNs);
        });
    parties.values().stream()
        .findAny()
        .ifPresent(party -> sweep.sweep(party.session(), party.handle(), nowNs));
  }

  @Override
  public Future<Admission> join(Entry entry, MediaParty.Listener to) {
    Optional<Tokens> tokens = Tokens.parse(entry.token());
    if (tokens.isEmpty()) {
      return Future.succeededFuture(new NotIn(MediaAnswer.Why.BAD_TOKEN));
    }
    Roster roster = new Roster(entry.party(), entry.user(), metrics.malformed);
    Optional<RoomKeys.Place> known =
        Optional.ofNullable(entry.resume())
            .flatMap(resume -> keys.open(resume, entry.call(), entry.party()));
    known.ifPresent(place -> early.put(place.session(), new ArrayList<>()));
    return new Entrance(this::ask, keys, config.participantsMax(), entry, tokens.get(), roster)
        .enter(known)
        .map(inside -> admit(entry, inside, roster, to))
        .otherwise(failure -> new NotIn(Entrance.why(failure)))
        .onComplete(done -> known.ifPresent(place -> early.remove(place.session())));
  }

  private Admission admit(
      Entry entry, Entrance.Inside inside, Roster roster, MediaParty.Listener to) {
    JanusParty party =
        new JanusParty(
            session -> parties.remove(session.id()),
            inside.session(),
            inside.place(),
            inside.room(),
            entry.party(),
            roster,
            metrics,
            to,
            clock.nanoTime());
    parties.put(inside.session().id(), party);
    early.getOrDefault(inside.session().id(), List.of()).forEach(party::onMessage);
    String resume = keys.seal(inside.place(), entry.call(), entry.party());
    return new In(party, inside.resumed(), roster.feeds(), resume);
  }

  private Future<JsonObject> ask(JsonObject request, JanusLink.Until until) {
    JanusLink to = link;
    return to == null
        ? Future.failedFuture(new JanusFailure(JanusFailure.UNANSWERED))
        : to.ask(request, until);
  }

  @Override
  public void close() {
    isClosed = true;
    state = State.DOWN;
    if (ticks != null) {
      ticks.cancel();
    }
    List.copyOf(parties.values()).forEach(JanusParty::abandon);
    if (link != null) {
      link.close();
    }
    client.close();
  }

  private final class Owner implements JanusLink.Owner {
    @Override
    public void onEvent(JsonObject event) {
      heardNs = clock.nanoTime();
      JanusParty party = parties.get(event.getLong("session_id", 0L));
      if (party != null) {
        party.onMessage(event);
        return;
      }
      List<JsonObject> waiting = early.get(event.getLong("session_id", 0L));
      if (waiting != null && waiting.size() < EARLY_MAX) {
        waiting.add(event);
      }
    }

    @Override
    public void onClosed(JanusLink closed) {
      if (link != closed || isClosed) {
        return;
      }
      link = null;
      state = State.RECOVERING;
      recoveringSinceNs = clock.nanoTime();
      dial();
    }
  }
}
