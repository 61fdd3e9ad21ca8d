package org.sealmesh.relay.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.relay.TestOrigin;

/// A relay in a process of its own, and pairs of browsers that call each other on it. Whatever is
/// not heard, or was not asked for, ends the measurement.
final class CallNode implements AutoCloseable {
  /// As a relay asks for by default.
  private static final Duration HEARTBEAT = Duration.ofSeconds(25);

  /// A client gets a newer ticket after some three quarters of its life, and then a newer grant.
  private static final Duration RENEWAL = TestOrigin.TICKET_LIFE.multipliedBy(3).dividedBy(4);

  private static final int ATTENDING_MAX = 128;

  private final TestOrigin origin = BenchServer.origin(Instant::now);
  private final BenchProcess server = new BenchProcess(BenchServer.class, "BATCH");
  private final int port = Integer.parseInt(server.answer("port")[1]);

  CallNode() throws IOException {}

  /// What something took.
  record Cost(long count, long elapsedNs, long cpuNs) {
    double perSecond() {
      return count * 1e9 / elapsedNs;
    }

    double cpuUs() {
      return cpuNs / 1e3 / count;
    }

    double cpuMsPerSecond() {
      return cpuNs * 1e3 / elapsedNs;
    }
  }

  BenchProcess.Memory memory() throws IOException {
    return server.memory();
  }

  Pairs pairs(int count) throws IOException {
    return new Pairs(count);
  }

  @Override
  public void close() throws Exception {
    server.close();
  }

  /// Browsers that are welcomed, the two of a pair one after the other.
  final class Pairs implements AutoCloseable {
    private final List<Claims.Ticket> tickets = new ArrayList<>();
    private final List<CallPair> pairs = new ArrayList<>();
    private final CallSockets sockets;
    private int done;
    private int renewed;

    private Pairs(int count) throws IOException {
      // A minute less than the ones that follow, which have to end later.
      Duration life = TestOrigin.TICKET_LIFE.minusMinutes(1);
      List<SignedToken> signed = new ArrayList<>();
      for (int i = 0; i < 2 * count; i++) {
        Claims.Ticket ticket = origin.ticket(origin.rid(), origin.device(), life);
        tickets.add(ticket);
        signed.add(origin.sign(ticket));
      }
      sockets = new CallSockets(port, signed);
      for (int i = 0; i < 2 * count; i += 2) {
        pairs.add(new CallPair(origin, sockets, i, tickets.get(i), tickets.get(i + 1)));
      }
    }

    /// Events to the sockets in turn, as fast as they are acknowledged.
    Cost deliver(int count) throws IOException {
      server.say("users");
      tickets.forEach(ticket -> server.say("user " + ticket.user().text()));
      long startNs = System.nanoTime();
      server.say("fan " + count + " 0");
      expect(Map.of(ServerFrame.Event.class, count));
      long elapsedNs = System.nanoTime() - startNs;
      return new Cost(count, elapsedNs, Long.parseLong(server.answer("fanned")[2]));
    }

    /// Each pair sets up so many calls one after the other, all pairs at once.
    Cost setUp(int each) throws IOException {
      pairs.forEach(pair -> pair.prepare(each));
      int count = each * pairs.size();
      done = 0;
      long cpuNs = server.cpuNs();
      long startNs = System.nanoTime();
      pairs.forEach(CallPair::begin);
      sockets.listenUntil(() -> done == count, this::onSettingUp);
      long elapsedNs = System.nanoTime() - startNs;
      return new Cost(count, elapsedNs, server.cpuNs() - cpuNs);
    }

    private void onSettingUp(int socket, ServerFrame frame) {
      CallPair pair = pairs.get(socket / 2);
      if (pair.onFrame(socket, frame)) {
        done++;
        pair.begin();
      }
    }

    /// All are in a call from now on.
    void goOn() throws IOException {
      for (int from = 0; from < pairs.size(); from += ATTENDING_MAX) {
        List<CallPair> some = pairs.subList(from, Math.min(from + ATTENDING_MAX, pairs.size()));
        some.forEach(CallPair::goOn);
        expect(Map.of(ServerFrame.Attending.class, 2 * some.size()));
      }
    }

    /// One heartbeat of browsers without calls: each pings once, and some refresh their tickets.
    Cost idle() throws IOException {
      return beat(HEARTBEAT, false);
    }

    /// The same of browsers that are in calls: who gets a newer ticket attends with a newer grant.
    Cost idleInCalls() throws IOException {
      return beat(HEARTBEAT, true);
    }

    /// So many heartbeats in calls without a pause, so that the relay's code for them is compiled.
    void race(int beats) throws IOException {
      for (int i = 0; i < beats; i++) {
        beat(Duration.ZERO, true);
      }
    }

    private Cost beat(Duration length, boolean isInCalls) throws IOException {
      int pings = sockets.size();
      int renewals = Math.max(1, (int) (pings * HEARTBEAT.toSeconds() / RENEWAL.toSeconds()));
      Map<Class<?>, Integer> heard = new HashMap<>();
      long cpuNs = server.cpuNs();
      long startNs = System.nanoTime();
      int renewedNow = 0;
      for (int i = 0; i < pings; i++) {
        long dueNs = startNs + length.toNanos() * i / pings;
        do {
          long leftMs = (dueNs - System.nanoTime()) / 1_000_000;
          sockets.listen(leftMs, (socket, frame) -> count(heard, frame));
        } while (System.nanoTime() < dueNs);
        sockets.say(i, new ClientFrame.Ping());
        if (renewed < pings && (long) renewals * i / pings >= renewedNow) {
          renewedNow++;
          renew(isInCalls);
        }
      }
      Map<Class<?>, Integer> expected = new HashMap<>();
      expected.put(ServerFrame.Pong.class, pings);
      expected.put(ServerFrame.Refreshed.class, renewedNow);
      if (isInCalls) {
        expected.put(ServerFrame.Attending.class, renewedNow);
      }
      expected.values().removeIf(count -> count == 0);
      expect(expected, heard);
      return new Cost(pings, System.nanoTime() - startNs, server.cpuNs() - cpuNs);
    }

    /// Once for each socket: another ticket in the same second would not end later.
    private void renew(boolean isInCall) {
      int socket = renewed++;
      Claims.Ticket newer = origin.refreshed(tickets.get(socket));
      sockets.say(socket, new ClientFrame.Refresh(origin.sign(newer)));
      if (isInCall) {
        pairs.get(socket / 2).renew(socket);
      }
    }

    private void expect(Map<Class<?>, Integer> expected) throws IOException {
      expect(expected, new HashMap<>());
    }

    /// Listens until as many frames were heard, and checks that they are these.
    private void expect(Map<Class<?>, Integer> expected, Map<Class<?>, Integer> heard)
        throws IOException {
      int frames = sum(expected);
      sockets.listenUntil(() -> sum(heard) >= frames, (socket, frame) -> count(heard, frame));
      if (!heard.equals(expected)) {
        throw new IllegalStateException("heard " + heard + " instead of " + expected);
      }
    }

    private static int sum(Map<Class<?>, Integer> counts) {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void count(Map<Class<?>, Integer> counts, ServerFrame frame) {
      counts.merge(frame.getClass(), 1, Integer::sum);
    }

    @Override
    public void close() throws IOException {
      sockets.close();
    }
  }
}
