package org.sealmesh.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
  private final ClientAddress behindProxies =
      new ClientAddress(List.of("10.0.0.0/8", "192.0.2.7", "fd00::/8"));

  @Test
  void believesNobodyByDefault() {
    assertThat(new ClientAddress(List.of()).of("10.0.0.1", List.of("198.51.100.1")))
        .isEqualTo("0a000001");
  }

  @Test
  void believesATrustedProxy() {
    assertThat(behindProxies.of("10.1.2.3", List.of("198.51.100.1"))).isEqualTo("c6336401");
    assertThat(behindProxies.of("192.0.2.7", List.of("198.51.100.1"))).isEqualTo("c6336401");
    assertThat(behindProxies.of("192.0.2.8", List.of("198.51.100.1"))).isEqualTo("c0000208");
  }

  @Test
  void goesBackOnlyAsFarAsTrustGoes() {
    assertThat(behindProxies.of("10.0.0.1", List.of("203.0.113.9, 198.51.100.1, 10.0.0.2")))
        .isEqualTo("c6336401");
    assertThat(behindProxies.of("10.0.0.1", List.of("203.0.113.9", "198.51.100.1", "10.0.0.2")))
        .isEqualTo("c6336401");
  }

  @Test
  void stopsAtWhatIsNoAddress() {
    assertThat(behindProxies.of("10.0.0.1", List.of("198.51.100.1, unknown")))
        .isEqualTo("0a000001");
    assertThat(behindProxies.of("10.0.0.1", List.of(""))).isEqualTo("0a000001");
    assertThat(behindProxies.of("10.0.0.1", List.of())).isEqualTo("0a000001");
    assertThat(behindProxies.of("somewhere", List.of())).isEqualTo("unknown");
  }

  @Test
  void countsAnIpv6NetworkAsOne() {
    ClientAddress nobody = new ClientAddress(List.of());
    assertThat(nobody.of("2001:db8:1:2:3:4:5:6", List.of())).isEqualTo("20010db800010002");
    assertThat(nobody.of("2001:db8:1:2::9", List.of())).isEqualTo("20010db800010002");
    assertThat(nobody.of("2001:db8:1:3::9", List.of())).isEqualTo("20010db800010003");
  }

  @Test
  void takesAMappedAddressForWhatItIs() {
    assertThat(behindProxies.of("::ffff:10.0.0.1", List.of("198.51.100.1"))).isEqualTo("c6336401");
    assertThat(behindProxies.of("fd00::1", List.of("198.51.100.1"))).isEqualTo("c6336401");
  }

  @Test
  void refusesWhatIsNoNetwork() {
    for (String wrong : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/x", "", "10.0.0.0/-1")) {
      assertThatThrownBy(() -> new ClientAddress(List.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
