package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UplinkConfigTest {
  @Test
  void isOffUnlessARelayIsNamed() {
    assertThat(UplinkConfig.defaults().isOn()).isFalse();
    assertThat(dialling("eu=wss://a:1").isOn()).isTrue();
  }

  @Test
  void gathersTheRelaysOfEachMesh() {
    UplinkConfig config =
        dialling("eu=wss://a.example", "us=wss://b.example:9", "eu=wss://c.example:10/uplink");
    assertThat(config.meshes()).containsOnlyKeys("eu", "us");
    assertThat(config.meshes().get("eu"))
        .containsExactly(
            new RelayAddress("eu", "a.example", 8443), new RelayAddress("eu", "c.example", 10));
    assertThat(config.meshes().get("us")).containsExactly(new RelayAddress("us", "b.example", 9));
  }

  @Test
  void refusesWhatIsNoRelay() {
    for (String wrong :
        new String[] {
          "wss://a:1",
          "eu=ws://a:1",
          "eu=https://a:1",
          "EU=wss://a:1",
          "e_u=wss://a:1",
          "=wss://a:1",
          "eu=wss://",
          "eu=wss://a:1/other",
          "eu=wss://user@a:1",
          "eu=wss://a:1?x",
          "eu=wss://a:1#x",
          "",
        }) {
      assertThatThrownBy(() -> dialling(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> dialling("eu=wss://a:1", "eu=wss://a:1")).hasMessageContaining("once");
  }

  private static UplinkConfig dialling(String... relays) {
    return Configs.dialling(UplinkConfig.defaults().tls(), relays);
  }
}
