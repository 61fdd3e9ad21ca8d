package org.sealmesh.relay.router.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.router.state.SimulatedNetwork.Weather;

/// One history per seed: a mesh, a publisher, and browsers that move about. Restless at first; then
/// all is made whole, and after a while nobody may have missed anything. In a disaster, what nobody
/// can tell the browsers of happens once for certain.
public final class DirectoryWorld {
  private static final int RIDS = 6;
  private static final int BROWSERS = 12;
  private static final long RESTLESS_MS = 25_000;
  private static final long STILL_MS = 16_000;
  private static final long CALM_MS = 25_000;

  private final Random random;
  private final Weather weather;
  private final SimulatedNetwork network;
  private final SimulatedMesh mesh;
  private final SimulatedMembers members;
  private final Publisher publisher;
  private final List<SimulatedBrowser> browsers = new ArrayList<>();
  private boolean isRestless = true;
  private boolean isStill;

  /// @param origins how many processes of origins have links of their own to the relays; with none,
  ///   relays take it for granted that an origin is there
  public DirectoryWorld(
      long seed,
      Weather weather,
      Set<Without> without,
      int origins,
      Function<SimulatedMesh, Publisher> publishers) {
    this.random = new Random(seed);
    this.weather = weather;
    this.network = new SimulatedNetwork(random, SimulatedMesh.RELAYS, origins, weather);
    SimulatedMesh.Origins links =
        origins == 0 ? SimulatedMesh.Origins.INSIDE : SimulatedMesh.Origins.DIAL;
    this.mesh = new SimulatedMesh(random, network, weather, links, without);
    this.members = new SimulatedMembers(mesh);
    this.publisher = publishers.apply(mesh);
  }

  /// With an origin that never fails.
  static DirectoryWorld withSteadyOrigin(long seed, Weather weather, Set<Without> without) {
    return new DirectoryWorld(seed, weather, without, 0, SteadyPublisher::new);
  }

  /// Lives one history.
  ///
  /// @return what went wrong
  public List<String> live() {
    members.startSoon();
    publisher.start();
    for (int i = 0; i < BROWSERS; i++) {
      SimulatedBrowser browser = new SimulatedBrowser(anyRid(), mesh, publisher);
      browsers.add(browser);
      network.after(random.nextInt(6_000), browser::connect);
    }
    restless();
    network.runUntil(RESTLESS_MS);
    if (weather == Weather.DISASTER) {
      strike();
    }
    isRestless = false;
    network.calm();
    members.calm();
    publisher.calm();
    network.runUntil(network.nowMs() + CALM_MS);
    browsers.forEach(SimulatedBrowser::checkTheEnd);
    mesh.checkTheEnd();
    publisher.checkTheEnd();
    return mesh.failures();
  }

  /// Once more, while browsers stay where they are and the mesh is whole but for this: or so much
  /// would be told anew that what is missed here would be made good by chance.
  private void strike() {
    isStill = true;
    members.calm();
    if (random.nextBoolean()) {
      members.loseOneUnheard();
    } else {
      publisher.cutOneOff(STILL_MS);
    }
    network.runUntil(RESTLESS_MS + STILL_MS);
  }

  private RoutingId anyRid() {
    return SimulatedMesh.rid(random.nextInt(RIDS));
  }

  private void restless() {
    if (!isRestless) {
      return;
    }
    int chance = random.nextInt(100);
    if (chance < 60) {
      publisher.publish(anyRid());
    } else if (!isStill) {
      disturb(chance);
    }
    network.after(1 + random.nextInt(150), this::restless);
  }

  private void disturb(int chance) {
    if (chance < 85) {
      browsers.get(random.nextInt(BROWSERS)).move();
    } else if (weather != Weather.FAIR) {
      if (chance < 96) {
        members.disturb();
      } else {
        publisher.disturb();
      }
    }
  }
}
