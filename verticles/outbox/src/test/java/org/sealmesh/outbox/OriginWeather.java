package org.sealmesh.outbox;

import java.util.Random;
import org.sealmesh.relay.router.state.SimulatedMesh;
import org.sealmesh.relay.router.state.SimulatedNetwork;
import org.sealmesh.relay.router.state.SimulatedNetwork.Weather;

/// What befalls the processes of an origin: -9 at any moment, and often at the worst ones; links to
/// some relays or to all of them are cut, for one process or for both at once.
///
/// Short of a disaster one thing does not happen that nobody could tell the browsers of: the
/// processes die so often, by turns, that nobody tries an event for as long as is promised.
final class OriginWeather {
  private static final int SHORT_MS = 3_000;
  private static final int LONG_MS = 25_000;
  private static final int BETWEEN_KILLS_MS = 12_000;

  private final SimulatedMesh mesh;
  private final SimulatedNetwork network;
  private final Random random;
  private final SimulatedSite site;
  private final long[] wholeMs = new long[SimulatedSite.PROCESSES];
  private boolean isCalm;
  private long mayKillMs;

  OriginWeather(SimulatedMesh mesh, SimulatedSite site) {
    this.mesh = mesh;
    this.network = mesh.network();
    this.random = mesh.random();
    this.site = site;
  }

  private boolean isDisaster() {
    return mesh.weather() == Weather.DISASTER;
  }

  private int any() {
    return random.nextInt(SimulatedSite.PROCESSES);
  }

  void disturb() {
    switch (random.nextInt(6)) {
      case 0, 1 -> kill(any());
      case 2, 3 -> cutSome(any());
      case 4 -> cutOff(any());
      default -> cutAllOff();
    }
  }

  /// The others reach all relays, and short of a disaster none of them dies meanwhile.
  void cutOneOff(long lastsMs) {
    int lonely = any();
    mayKillMs = Math.max(mayKillMs, network.nowMs() + lastsMs);
    for (int number = 0; number < SimulatedSite.PROCESSES; number++) {
      network.joinLinks(SimulatedMesh.RELAYS + number);
    }
    cutAll(lonely);
    joinAfter(lonely, lastsMs);
  }

  void calm() {
    isCalm = true;
  }

  /// Between the commit and what the outbox is told of it.
  void onCommitted(int number) {
    if (network.isStormy() && !isCalm && network.oneIn(60)) {
      kill(number);
    }
  }

  /// Between the acknowledgement and the end of the row.
  void onAcked() {
    if (network.isStormy() && !isCalm && network.oneIn(100)) {
      int number = any();
      network.after(random.nextInt(60), () -> kill(number));
    }
  }

  private void kill(int number) {
    if (isCalm || (!isDisaster() && network.nowMs() < mayKillMs)) {
      return;
    }
    mayKillMs = network.nowMs() + BETWEEN_KILLS_MS;
    site.kill(number);
    network.after(300 + random.nextInt(6_000), () -> site.startAt(number));
  }

  private void cutSome(int number) {
    if (network.nowMs() < wholeMs[number]) {
      return;
    }
    for (int relay = 0; relay < SimulatedMesh.RELAYS; relay++) {
      if (random.nextBoolean()) {
        cut(number, relay);
      }
    }
    joinAfter(number, random.nextInt(SHORT_MS));
  }

  private void cutOff(int number) {
    if (isDisaster() || network.nowMs() > wholeMs[number] + SHORT_MS) {
      cutAll(number);
      joinAfter(number, 1_000 + random.nextInt(LONG_MS));
    }
  }

  /// Nobody is heard any more, and what is given up until they are back is made good by `resync`.
  private void cutAllOff() {
    int lastsMs = 1_000 + random.nextInt(LONG_MS);
    for (int number = 0; number < SimulatedSite.PROCESSES; number++) {
      cutAll(number);
      joinAfter(number, lastsMs);
    }
  }

  private void cutAll(int number) {
    for (int relay = 0; relay < SimulatedMesh.RELAYS; relay++) {
      cut(number, relay);
    }
  }

  private void cut(int number, int relay) {
    if (!isCalm) {
      network.cutLink(SimulatedMesh.RELAYS + number, relay);
    }
  }

  /// The longest of the cuts that are on counts.
  private void joinAfter(int number, long lastsMs) {
    wholeMs[number] = Math.max(wholeMs[number], network.nowMs() + lastsMs);
    network.after(
        lastsMs,
        () -> {
          if (network.nowMs() >= wholeMs[number]) {
            network.joinLinks(SimulatedMesh.RELAYS + number);
          }
        });
  }
}
