package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {
  private static final ClusterConfig.Tls FILES =
      new ClusterConfig.Tls(
          Optional.of(Path.of("c")), Optional.of(Path.of("k")), Optional.of(Path.of("a")));

  @Test
  void isOffAndOnThisMachineAloneByDefault() {
    ClusterConfig config = ClusterConfig.defaults();

    assertThat(config.enabled()).isFalse();
    assertThat(config.member().host()).isEqualTo("127.0.0.1");
    assertThat(config.bus().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void needsSeedsOnceItIsOn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("sealmesh", List.of(), "127.0.0.1", FILES))
        .withMessageContaining("seeds");
  }

  @Test
  void needsCertificatesBeyondThisMachine() {
    assertThat(config("sealmesh", List.of("a"), "127.0.0.1", ClusterConfig.Tls.none())).isNotNull();
    assertThat(config("sealmesh", List.of("a"), "10.0.0.1", FILES)).isNotNull();
    for (String host : List.of("10.0.0.1", "relay1.example", "127.0.0.1.example")) {
      assertThatIllegalArgumentException()
          .as(host)
          .isThrownBy(() -> config("sealmesh", List.of("a"), host, ClusterConfig.Tls.none()))
          .withMessageContaining("tls");
    }
  }

  @Test
  void takesAllPemFilesOrNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ClusterConfig.Tls(Optional.of(Path.of("c")), Optional.empty(), Optional.empty()))
        .withMessageContaining("together");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ClusterConfig.Tls(
                Optional.of(Path.of("c")), Optional.of(Path.of("k")), Optional.empty()))
        .withMessageContaining("together");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Sealmesh", "a b", "-a", "a.b"})
  void refusesOddNames(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(name, List.of("a"), "127.0.0.1", FILES))
        .withMessageContaining("name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "10.0.0.1:5701", "relay-1.example:5701", "[::1]:5701"})
  void takesSeedsAsPeopleWriteThem(String seed) {
    assertThat(config("sealmesh", List.of(seed), "127.0.0.1", FILES).seeds()).containsExactly(seed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536", "http://a", "*"})
  void refusesSeedsThatAreNoPlace(String seed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("sealmesh", List.of(seed), "127.0.0.1", FILES))
        .withMessageContaining("seeds");
  }

  @Test
  void boundsTheSeeds() {
    List<String> many = Collections.nCopies(65, "10.0.0.1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> config("sealmesh", many, "127.0.0.1", FILES))
        .withMessageContaining("64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "0.0.0.0", "::"})
  void refusesAddressesThatTheOthersCannotReach(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClusterConfig.MemberPort(host, 5701, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ClusterConfig.BusPort(host, 0));
  }

  @Test
  void refusesPortsThatAreNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> member(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> member(65_536, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> member(5701, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> member(5701, 101));
    assertThatIllegalArgumentException().isThrownBy(() -> member(65_530, 7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClusterConfig.BusPort("127.0.0.1", -1));
    assertThat(member(65_530, 6)).isNotNull();
  }

  @Test
  void takesWholeSecondsOfASensibleLength() {
    assertThat(times(Duration.ofSeconds(1), Duration.ofSeconds(3))).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> times(Duration.ofMillis(1500), Duration.ofSeconds(10)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> times(Duration.ZERO, Duration.ofSeconds(10)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> times(Duration.ofSeconds(1), Duration.ofMinutes(11)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> times(Duration.ofSeconds(1), Duration.ofSeconds(2)))
        .withMessageContaining("three times");
  }

  private static ClusterConfig.MemberPort member(int port, int count) {
    return new ClusterConfig.MemberPort("127.0.0.1", port, count);
  }

  private static ClusterConfig.Times times(Duration heartbeat, Duration silence) {
    Duration second = Duration.ofSeconds(1);
    return new ClusterConfig.Times(heartbeat, silence, second, second, second);
  }

  private static ClusterConfig config(
      String name, List<String> seeds, String busHost, ClusterConfig.Tls tls) {
    ClusterConfig usual = ClusterConfig.defaults();
    return new ClusterConfig(
        true,
        name,
        usual.member(),
        seeds,
        new ClusterConfig.BusPort(busHost, 0),
        tls,
        usual.times());
  }
}
