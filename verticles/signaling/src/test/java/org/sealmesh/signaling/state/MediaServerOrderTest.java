package org.sealmesh.signaling.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.call.CallId;

class MediaServerOrderTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("basedir", "."), "../../docs/vectors/media-servers.json");

  @Test
  void isTheOneOfTheProtocol() throws IOException {
    JsonNode orders = new ObjectMapper().readTree(VECTORS.toFile()).path("orders");
    assertThat(orders).isNotEmpty();
    for (JsonNode vector : orders) {
      CallId call = CallId.parse(vector.path("call").asText());
      MediaServerOrder order = new MediaServerOrder(texts(vector.path("names")));
      assertThat(order.of(call)).isEqualTo(texts(vector.path("order")));
      for (JsonNode at : vector.path("generations")) {
        assertThat(order.at(call, at.path("generation").asInt()))
            .isEqualTo(at.path("name").asText());
      }
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Test
  void isTheSameInWhateverOrderTheyAreNamed() {
    CallId call = new CallId(new UUID(1, 2));
    assertThat(new MediaServerOrder(List.of("c", "a", "b")).of(call))
        .isEqualTo(new MediaServerOrder(List.of("a", "b", "c")).of(call));
  }

  @Test
  void spreadsCallsAndMovesOnlyThoseOfAServerThatIsGone() {
    MediaServerOrder three = new MediaServerOrder(List.of("a", "b", "c"));
    MediaServerOrder two = new MediaServerOrder(List.of("a", "b"));
    Map<String, Integer> begun = new HashMap<>();
    for (int number = 0; number < 3_000; number++) {
      CallId call = new CallId(new UUID(number, 7));
      String first = three.at(call, 0);
      begun.merge(first, 1, Integer::sum);
      if (!first.equals("c")) {
        assertThat(two.at(call, 0)).isEqualTo(first);
      }
    }
    assertThat(begun.values()).hasSize(3).allMatch(count -> count > 900 && count < 1_100);
  }

  @Test
  void knowsEachNameOnce() {
    assertThatThrownBy(() -> new MediaServerOrder(List.of("a", "a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MediaServerOrder(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
