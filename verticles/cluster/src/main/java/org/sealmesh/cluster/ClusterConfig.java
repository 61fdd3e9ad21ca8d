package org.sealmesh.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether and how a process shares an event bus with others of its zone. The section `cluster`.
/// [#defaults] says why each value is what it is.
///
/// @param enabled off: the process is alone, and opens no port for others
/// @param name names the site; the zone is added to it, so that the same name in both zones still
///   makes two clusters
/// @param member where members find each other
/// @param seeds members that are asked first, `host` or `host:port`; list every process, this one
///   too, so that the halves of a partition find each other again whoever is left in them
/// @param bus where the messages of others arrive
/// @param tls what the event bus proves itself with, and whom it believes
/// @param times when a silent member counts as gone, and when halves look for each other
public record ClusterConfig(
    boolean enabled,
    String name,
    MemberPort member,
    List<String> seeds,
    BusPort bus,
    Tls tls,
    Times times) {
  /// More are not asked: a cluster has a few processes per role.
  private static final int SEEDS_MAX = 64;

  private static final int PORT_MAX = 65_535;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final Pattern SEED =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9a-fA-F:]{2,39}])(:([0-9]{1,5}))?");

  public ClusterConfig {
    seeds = List.copyOf(seeds);
    require(NAME.matcher(name).matches(), "name must be 1 to 40 characters of [a-z0-9-]");
    require(seeds.size() <= SEEDS_MAX, "seeds must be " + SEEDS_MAX + " or fewer");
    for (String seed : seeds) {
      require(isSeed(seed), "seeds must be like 10.0.0.1 or relay1.example:5701");
    }
    if (enabled) {
      require(!seeds.isEmpty(), "seeds must list the members, this one among them");
      require(
          tls.isGiven() || bus.isLoopback(),
          "tls.certificate, tls.key and tls.authority are needed: without them the event bus may"
              + " listen on a loopback address alone");
    }
  }

  /// Off, and on this machine alone: a first start must not open a port to the network by surprise.
  public static ClusterConfig defaults() {
    return new ClusterConfig(
        false,
        "sealmesh",
        MemberPort.defaults(),
        List.of(),
        BusPort.defaults(),
        Tls.none(),
        Times.defaults());
  }

  /// Where Hazelcast listens. Its traffic is neither encrypted nor authenticated: a private network
  /// must carry it, and a firewall stand around it.
  ///
  /// @param host an address of this machine that the others can reach
  /// @param port the first port that is tried
  /// @param portCount how many ports are tried from there on
  public record MemberPort(String host, int port, int portCount) {
    /// More would be knocked at on every start.
    private static final int COUNT_MAX = 100;

    public MemberPort {
      requireHost(host, "member.host");
      require(port >= 1 && port <= PORT_MAX, "member.port must be 1 … 65535");
      require(portCount >= 1 && portCount <= COUNT_MAX, "member.portCount must be 1 … 100");
      require(port + portCount - 1 <= PORT_MAX, "member.portCount must end at 65535");
    }

    static MemberPort defaults() {
      return new MemberPort(
          "127.0.0.1",
          // What Hazelcast's own documents name, so that nobody wonders.
          5701,
          // A firewall rule names one port; several processes on one machine want a few.
          1);
    }
  }

  /// Where the event bus listens.
  ///
  /// @param host an address of this machine that the others can reach
  /// @param port 0 takes a free one and tells the others; give it a fixed one where a firewall
  ///   stands between them
  public record BusPort(String host, int port) {
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

    public BusPort {
      requireHost(host, "bus.host");
      require(port >= 0 && port <= PORT_MAX, "bus.port must be 0 … 65535");
    }

    static BusPort defaults() {
      return new BusPort("127.0.0.1", 0);
    }

    boolean isLoopback() {
      return host.equals("localhost") || host.equals("::1") || LOOPBACK.matcher(host).matches();
    }
  }

  /// PEM files for the event bus. All three or none.
  ///
  /// @param certificate this process's certificate, and what stands between it and the authority
  /// @param key its private key, PKCS 8; readable by the process alone
  /// @param authority the certificate of the one authority that all members are believed by; an own
  ///   one, since whoever it signs for may speak on the bus
  public record Tls(Optional<Path> certificate, Optional<Path> key, Optional<Path> authority) {
    public Tls {
      require(
          certificate.isPresent() == key.isPresent() && key.isPresent() == authority.isPresent(),
          "tls.certificate, tls.key and tls.authority must be given together");
    }

    static Tls none() {
      return new Tls(Optional.empty(), Optional.empty(), Optional.empty());
    }

    boolean isGiven() {
      return key.isPresent();
    }
  }

  /// How a cluster notices that somebody is gone. Whole seconds.
  ///
  /// @param heartbeatEvery how often a member says that it lives
  /// @param silenceMax how long it may be silent before the others go on without it; one that was
  ///   killed is noticed by its closed connections, long before
  /// @param mergeFirst how long after its start a member first looks for another half
  /// @param mergeEvery how often it looks from then on
  /// @param leaveMax how long an orderly leave may wait for others to take over its share of the
  ///   shared maps; they rebuild it anyway
  public record Times(
      Duration heartbeatEvery,
      Duration silenceMax,
      Duration mergeFirst,
      Duration mergeEvery,
      Duration leaveMax) {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    public Times {
      requireSeconds(heartbeatEvery, "times.heartbeatEvery");
      requireSeconds(silenceMax, "times.silenceMax");
      requireSeconds(mergeFirst, "times.mergeFirst");
      requireSeconds(mergeEvery, "times.mergeEvery");
      requireSeconds(leaveMax, "times.leaveMax");
      require(
          silenceMax.compareTo(heartbeatEvery.multipliedBy(3)) >= 0,
          "times.silenceMax must be three times times.heartbeatEvery: two may get lost");
    }

    static Times defaults() {
      return new Times(
          Duration.ofSeconds(1),
          // Seconds more than a collector's pause, or that of a virtual machine which is moved;
          // with Hazelcast's own minute, every fan-out to a silent node would go unanswered for
          // that long.
          Duration.ofSeconds(10),
          // Each half answers alone meanwhile, and its browsers miss live events of the other.
          Duration.ofSeconds(10),
          // One connection attempt per missing seed.
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));
    }

    private static void requireSeconds(Duration value, String name) {
      require(
          value.toNanosPart() == 0 && value.isPositive() && value.compareTo(LONGEST) <= 0,
          name + " must be 1s … 10m, in whole seconds");
    }
  }

  private static boolean isSeed(String seed) {
    var parts = SEED.matcher(seed);
    if (!parts.matches()) {
      return false;
    }
    String port = parts.group(3);
    return port == null || Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= PORT_MAX;
  }

  private static void requireHost(String host, String name) {
    // The others are told this address: one that stands for all of them leads nowhere.
    require(
        !host.isBlank() && !host.equals("0.0.0.0") && !host.equals("::"),
        name + " must be one address that the other members can reach");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
