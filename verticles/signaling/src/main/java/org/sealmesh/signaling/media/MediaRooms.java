package org.sealmesh.signaling.media;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaAnswer.Why;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.signaling.state.MediaServerOrder;
import org.sealmesh.signaling.state.Seats.Attendee;
import org.sealmesh.signaling.state.Seats.Name;

/// Which parties of this node are in a room of which media server, and what each wants there, one
/// thing after the other.
///
/// Shares nothing with other nodes: the generation by which a call is at a media server, its
/// parties tell each other. Belongs to one event loop.
public final class MediaRooms {
  private static final long AFTER_MS_MIN = 1_000;
  private static final long AFTER_MS_MAX = 5_000;

  private final Map<String, MediaServer> servers = new LinkedHashMap<>();
  private final @Nullable MediaServerOrder order;
  private final int requestsMax;
  private final Clock clock;
  private final MediaMetrics metrics;
  private final Teller teller;
  private final Map<Name, Member> members = new HashMap<>();
  private long reachableNs;
  private volatile int known;

  /// By whom a party hears of what nobody asked for.
  public interface Teller {
    void tell(RoutingId user, Name party, MediaEvent event);
  }

  public MediaRooms(
      List<MediaServer> servers,
      int requestsMax,
      Clock clock,
      MediaMetrics metrics,
      Teller teller) {
    servers.forEach(server -> this.servers.put(server.name(), server));
    this.order =
        servers.isEmpty()
            ? null
            : new MediaServerOrder(servers.stream().map(MediaServer::name).toList());
    this.requestsMax = requestsMax;
    this.clock = clock;
    this.metrics = metrics;
    this.teller = teller;
    this.reachableNs = clock.nanoTime();
    metrics.parties(() -> known);
    metrics.servers(this.servers::size);
    metrics.serversUp(
        () -> servers.stream().filter(s -> s.state() == MediaServer.State.UP).count());
  }

  /// Takes up work.
  public void open() {
    servers.values().forEach(server -> server.open(this::onLost));
  }

  /// Gives it back; the parties stay where they are, for another node.
  public void close() {
    servers.values().forEach(MediaServer::close);
  }

  /// A party that attends wants something. Obeyed in the order asked.
  public Future<MediaAnswer> want(Attendee attendee, MediaRequest request) {
    if (order == null) {
      return refuse(Why.NO_MEDIA_SERVER);
    }
    Member member = members.get(attendee.name());
    if (member == null) {
      if (!(request instanceof MediaRequest.Join)) {
        return refuse(Why.NOT_JOINED);
      }
      member = new Member(attendee, order);
      members.put(attendee.name(), member);
      known = members.size();
    }
    return member.want(attendee.role(), request).onSuccess(this::count);
  }

  private void count(MediaAnswer answer) {
    if (answer instanceof MediaAnswer.Refused) {
      metrics.refused.increment();
    }
  }

  private static Future<MediaAnswer> refuse(Why why) {
    return Future.succeededFuture(new MediaAnswer.Refused(why));
  }

  /// Its socket is gone; it may come back, here or elsewhere.
  public void onAway(Name name) {
    Member member = members.get(name);
    if (member != null && member.party != null) {
      member.party.rest();
    }
  }

  /// It has not come back here, and may be elsewhere.
  public void onForgotten(Name name) {
    end(name, MediaParty::abandon);
  }

  /// It has left the call.
  public void onLeft(Name name) {
    end(name, MediaParty::leave);
  }

  /// The origin has taken its right back: it hears and is heard no more.
  public void onRevoked(Name name) {
    Member member = members.get(name);
    if (member != null) {
      metrics.putOut.increment();
      end(name, MediaParty::putOut);
      teller.tell(member.user, name, new MediaEvent.Ended(MediaEvent.Why.KICKED));
    }
  }

  private void end(Name name, Ending ending) {
    Member member = members.remove(name);
    known = members.size();
    if (member != null) {
      member.end(ending);
    }
  }

  /// What becomes of a party whose member is gone.
  private interface Ending {
    void of(MediaParty party);
  }

  private void onLost(MediaServer server) {
    for (Member member : List.copyOf(members.values())) {
      if (member.party != null && member.server == server) {
        member.party = null;
        move(member, next(member.generation));
      }
    }
  }

  private void move(Member member, int generation) {
    metrics.moved.increment();
    teller.tell(member.user, member.name, new MediaEvent.Moved(generation));
    dropIfIdle(member);
  }

  /// After the last generation there is the first again: nobody comes there by counting.
  private static int next(int generation) {
    return generation == Integer.MAX_VALUE ? 0 : generation + 1;
  }

  private void dropIfIdle(Member member) {
    if (member.party == null && member.turns.isEmpty() && members.remove(member.name, member)) {
      known = members.size();
    }
  }

  /// The longer nothing can be reached, the longer the wait.
  private MediaAnswer elsewhere(int generation) {
    boolean isAnyUp =
        servers.values().stream().anyMatch(server -> server.state() == MediaServer.State.UP);
    if (isAnyUp) {
      reachableNs = clock.nanoTime();
      return new MediaAnswer.MovedTo(next(generation), 0);
    }
    long awayMs = (clock.nanoTime() - reachableNs) / 1_000_000;
    int afterMs = (int) Math.clamp(awayMs, AFTER_MS_MIN, AFTER_MS_MAX);
    return new MediaAnswer.MovedTo(next(generation), afterMs);
  }

  /// A party of this node: where it is, and what it waits for.
  private final class Member {
    private final Name name;
    private final RoutingId user;
    private final MediaServerOrder order;
    private final Turns turns = new Turns(requestsMax);
    private @Nullable MediaServer server;
    private @Nullable MediaParty party;
    private @Nullable Ending ending;
    private int generation;

    Member(Attendee attendee, MediaServerOrder order) {
      this.name = attendee.name();
      this.user = attendee.user();
      this.order = order;
    }

    Future<MediaAnswer> want(CallRole role, MediaRequest request) {
      return turns
          .take(() -> obey(role, request))
          .orElseGet(() -> refuse(Why.UNAVAILABLE))
          .onComplete(answered -> dropIfIdle(this));
    }

    private Future<MediaAnswer> obey(CallRole role, MediaRequest request) {
      if (ending != null) {
        return refuse(Why.NOT_JOINED);
      }
      if (request instanceof MediaRequest.Join join) {
        return join(join);
      }
      MediaParty at = party;
      if (at == null) {
        return refuse(Why.NOT_JOINED);
      }
      if (isHosts(request) && role != CallRole.HOST) {
        return refuse(Why.NOT_HOST);
      }
      at.wake();
      if (request instanceof MediaRequest.Leave) {
        party = null;
      }
      return at.obey(request);
    }

    private Future<MediaAnswer> join(MediaRequest.Join join) {
      String at = order.at(name.call(), join.generation());
      MediaServer wanted = Objects.requireNonNull(servers.get(at));
      switch (wanted.state()) {
        case UP -> reachableNs = clock.nanoTime();
        case RECOVERING -> {
          return refuse(Why.UNAVAILABLE);
        }
        case DOWN -> {
          return Future.succeededFuture(elsewhere(join.generation()));
        }
      }
      leaveFor(wanted, join);
      Listening listener = new Listening(this);
      return wanted
          .join(
              new MediaServer.Entry(name.call(), name.party(), user, join.token(), join.resume()),
              listener)
          .map(admission -> onAdmission(wanted, join.generation(), admission, listener));
    }

    /// Comes in anew or by what it was given here: either way, what is held here is of no use.
    private void leaveFor(MediaServer wanted, MediaRequest.Join join) {
      MediaParty before = party;
      party = null;
      if (before != null && join.resume() != null && wanted == server) {
        before.abandon();
      } else if (before != null) {
        before.leave();
      }
    }

    private MediaAnswer onAdmission(
        MediaServer at, int joined, MediaServer.Admission admission, Listening listener) {
      return switch (admission) {
        case MediaServer.NotIn(Why why) ->
            // It was lost on the way, so that the party need not ask a second time.
            why == Why.UNAVAILABLE && at.state() == MediaServer.State.DOWN
                ? elsewhere(joined)
                : new MediaAnswer.Refused(why);
        case MediaServer.In in -> {
          if (ending != null) {
            ending.of(in.party());
            yield new MediaAnswer.Refused(Why.NOT_JOINED);
          }
          server = at;
          party = in.party();
          generation = joined;
          listener.admit(in.party());
          boolean isResumed = in.resumed() == MediaServer.Resumed.YES;
          (isResumed ? metrics.resumed : metrics.joined).increment();
          yield new MediaAnswer.Joined(joined, isResumed, in.feeds(), in.resume());
        }
      };
    }

    private static boolean isHosts(MediaRequest request) {
      return switch (request) {
        case MediaRequest.Mute m -> true;
        case MediaRequest.Kick k -> true;
        case MediaRequest.EndForAll e -> true;
        case MediaRequest.Join j -> false;
        case MediaRequest.Renew r -> false;
        case MediaRequest.Publish p -> false;
        case MediaRequest.Subscribe s -> false;
        case MediaRequest.Answer a -> false;
        case MediaRequest.Candidates c -> false;
        case MediaRequest.Layers l -> false;
        case MediaRequest.Restart r -> false;
        case MediaRequest.Leave l -> false;
      };
    }

    void end(Ending how) {
      ending = how;
      MediaParty at = party;
      party = null;
      if (at != null) {
        how.of(at);
      }
    }
  }

  /// What a media server says to a party that is still the member's.
  private final class Listening implements MediaParty.Listener {
    /// Of a party that is being taken over: an offer, and who comes and goes meanwhile.
    private static final int EARLY_MAX = 64;

    private final Member member;
    private final List<MediaEvent> early = new ArrayList<>();
    private @Nullable MediaParty party;

    Listening(Member member) {
      this.member = member;
    }

    void admit(MediaParty admitted) {
      party = admitted;
      if (!early.isEmpty()) {
        // After the answer, which says that it has joined.
        clock.after(Duration.ofMillis(1), () -> early.forEach(this::onEvent));
      }
    }

    private boolean isOfNow() {
      return party != null && member.party == party;
    }

    @Override
    public void onEvent(MediaEvent event) {
      if (party == null && early.size() < EARLY_MAX) {
        early.add(event);
      }
      if (!isOfNow()) {
        return;
      }
      if (event instanceof MediaEvent.Ended) {
        member.party = null;
      }
      teller.tell(member.user, member.name, event);
      dropIfIdle(member);
    }

    @Override
    public void onForgotten() {
      if (isOfNow()) {
        member.party = null;
        // Where it was: there alone are those who are with it.
        move(member, member.generation);
      }
    }
  }
}
