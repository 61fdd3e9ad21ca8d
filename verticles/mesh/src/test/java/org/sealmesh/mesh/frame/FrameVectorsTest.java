package org.sealmesh.mesh.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.wire.Wire;

/// docs/vectors/frames.json: every frame in both formats, to the byte.
class FrameVectorsTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", "."), "../../docs/vectors/frames.json");

  private final JsonNode vectors;

  FrameVectorsTest() throws IOException {
    vectors = new ObjectMapper().readTree(FILE.toFile());
  }

  @Test
  void readsAndWritesEveryFrameInBothFormats() throws Exception {
    assertThat(kinds("toRelay", ClientFrame.class)).isEqualTo(permitted(ClientFrame.class));
    assertThat(kinds("toBrowser", ServerFrame.class)).isEqualTo(permitted(ServerFrame.class));
  }

  private <T> Set<Class<?>> kinds(String list, Class<T> type) throws Wire.Malformed {
    Set<Class<?>> kinds = new HashSet<>();
    for (JsonNode vector : vectors.path(list)) {
      byte[] json = vector.path("json").asText().getBytes(StandardCharsets.UTF_8);
      byte[] cbor = Base64.getUrlDecoder().decode(vector.path("cbor").asText());
      T frame = FrameFormat.JSON.read(json, type);
      assertThat(FrameFormat.CBOR.read(cbor, type)).as(vector.toString()).isEqualTo(frame);
      assertThat(write(FrameFormat.JSON, frame)).isEqualTo(json);
      assertThat(write(FrameFormat.CBOR, frame)).isEqualTo(cbor);
      kinds.add(frame.getClass());
    }
    return kinds;
  }

  private static byte[] write(FrameFormat format, Object frame) {
    return switch (frame) {
      case ClientFrame client -> format.write(client);
      case ServerFrame server -> format.write(server);
      default -> throw new IllegalArgumentException("no frame");
    };
  }

  private static Set<Class<?>> permitted(Class<?> type) {
    return Set.of(type.getPermittedSubclasses());
  }

  @Test
  void refusesWhatIsNoFrameInCbor() {
    assertThat(vectors.path("refusedCbor")).isNotEmpty();
    for (JsonNode vector : vectors.path("refusedCbor")) {
      byte[] cbor = Base64.getUrlDecoder().decode(vector.path("cbor").asText());
      Class<?> type =
          vector.path("to").asText().equals("relay") ? ClientFrame.class : ServerFrame.class;
      assertThatThrownBy(() -> FrameFormat.CBOR.read(cbor, type))
          .as(vector.path("name").asText())
          .isInstanceOf(Wire.Malformed.class);
    }
  }
}
