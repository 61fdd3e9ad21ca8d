package org.sealmesh.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.uplink.RelayFrame;

class NodeVitalsTest {
  private static final NodeVitals VITALS =
      new NodeVitals(new NodeId("relay-1"), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  @Test
  void hasNoMemberThatCouldNameAnybody() {
    List<Class<?>> types =
        Arrays.stream(NodeVitals.class.getRecordComponents())
            .<Class<?>>map(RecordComponent::getType)
            .toList();
    assertThat(types).first().isEqualTo(NodeId.class);
    assertThat(types.subList(1, types.size())).containsOnly(long.class);
  }

  @Test
  void comesBackWithAHeard() throws Wire.Malformed {
    RelayFrame heard = new RelayFrame.Heard(7, VITALS);
    assertThat(Wire.cbor().read(Wire.cbor().write(heard), RelayFrame.class)).isEqualTo(heard);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, NodeVitals.NUMBER_MAX + 1, Long.MAX_VALUE})
  void refusesWhatNoNodeCounts(long number) {
    assertThatThrownBy(
            () -> new NodeVitals(new NodeId("relay-1"), 1, 2, 3, 4, 5, 6, number, 8, 9, 10))
        .isInstanceOf(IllegalArgumentException.class);
    refuses(json -> json.replace("\"slowCloses\":7", "\"slowCloses\":" + number));
  }

  @Test
  void refusesWhatIsMissingOrUnknownOrNoNumber() {
    refuses(json -> json.replace("\"slowCloses\":7,", ""));
    refuses(json -> json.replace("\"slowCloses\":7", "\"slowCloses\":null"));
    refuses(json -> json.replace("\"slowCloses\":7", "\"slowCloses\":\"7\""));
    refuses(json -> json.replace("\"slowCloses\":7", "\"slowCloses\":7.5"));
    refuses(json -> json.replace("\"slowCloses\":7", "\"slowCloses\":7,\"rid\":8"));
    refuses(json -> json.replace("relay-1", "relay 1"));
  }

  private static void refuses(UnaryOperator<String> change) {
    String json = new String(Wire.json().write(VITALS), java.nio.charset.StandardCharsets.UTF_8);
    String changed = change.apply(json);
    assertThat(changed).isNotEqualTo(json);
    assertThatThrownBy(() ->
            Wire.json()
                .read(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8), NodeVitals.class))
        .isInstanceOf(Wire.Malformed.class);
  }
}
