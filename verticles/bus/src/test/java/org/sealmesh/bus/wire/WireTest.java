package org.sealmesh.bus.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.fake.SeededRecords;
import org.sealmesh.bus.fake.WireConformance;

class WireTest {
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Shape.Point.class, name = "point"),
    @JsonSubTypes.Type(value = Shape.Group.class, name = "group")
  })
  sealed interface Shape {
    record Point(int x, long y, @Nullable String label) implements Shape, Ask<Outcome> {}

    record Group(List<Shape> shapes, Set<Color> colors, Map<String, Instant> times, byte[] raw)
        implements Shape {
      public Group {
        shapes = List.copyOf(shapes);
        colors = Set.copyOf(colors);
        times = Map.copyOf(times);
      }
    }
  }

  sealed interface Outcome {
    record Done(boolean well) implements Outcome {}

    record Undone(@Nullable Integer code) implements Outcome {}
  }

  enum Color {
    RED,
    BLUE
  }

  private static final Address<Shape> ADDRESS = new Address<>("test.shape", Shape.class);

  private final long seed = 20_300_101;

  @Test
  void findsEveryRecordOfAnAddress() {
    assertThat(RecordCodec.vocabulary(ADDRESS))
        .containsExactlyInAnyOrder(
            Shape.Point.class, Shape.Group.class, Outcome.Done.class, Outcome.Undone.class);
    assertThat(WireConformance.reachable(ADDRESS)).contains(Color.class);
  }

  @Test
  void bringsBackEveryRecordAndRefusesEveryOtherShape() {
    WireConformance conformance = new WireConformance(boundedDepth());

    WireConformance.reachable(ADDRESS).forEach(conformance::check);
    conformance.checkMembersOf(Shape.class);
  }

  /// Groups of points only: a group of groups of groups would never end.
  private SeededRecords boundedDepth() {
    SeededRecords records = new SeededRecords(seed);
    SeededRecords points = new SeededRecords(seed);
    return records.with(Shape.class, random -> points.next(Shape.Point.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{}",
        "{\"t\":\"point\"}",
        "{\"x\":1,\"y\":2}",
        "{\"t\":\"circle\",\"x\":1,\"y\":2}",
        "{\"t\":\"java.lang.Runtime\",\"x\":1,\"y\":2}",
        "{\"t\":\"point\",\"x\":1,\"y\":2}{}",
        "{\"t\":\"point\",\"x\":1,\"y\":2,\"y\":3}",
        "{\"t\":\"point\",\"t\":\"point\",\"x\":1,\"y\":2}",
        "{\"t\":\"point\",\"x\":1,\"y\":2,\"z\":3}",
        "{\"t\":\"point\",\"x\":1.5,\"y\":2}",
        "{\"t\":\"point\",\"x\":\"1\",\"y\":2}",
        "{\"t\":\"point\",\"x\":true,\"y\":2}",
        "{\"t\":\"point\",\"x\":null,\"y\":2}",
        "{\"t\":\"point\",\"x\":2147483648,\"y\":2}",
        "{\"t\":\"point\",\"x\":1,\"y\":9223372036854775808}",
        "{\"t\":\"point\",\"x\":1,\"y\":2,\"label\":5}",
        "{\"t\":\"point\",\"x\":1,\"y\":2,\"label\":[]}",
        "{\"t\":\"point\",\"x\":1,\"y\":2,}",
        "{'t':'point','x':1,'y':2}",
        "{\"t\":\"point\",\"x\":NaN,\"y\":2}",
        "{\"t\":\"group\",\"shapes\":[null],\"colors\":[],\"times\":{},\"raw\":\"\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[\"GREEN\"],\"times\":{},\"raw\":\"\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[0],\"times\":{},\"raw\":\"\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[],\"times\":{\"a\":-1},\"raw\":\"\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[],\"times\":{\"a\":1.0},\"raw\":\"\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[],\"times\":{\"a\":\"1\"},\"raw\":\"\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[],\"times\":{\"a\":9007199254740992},\"raw\":\"\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[],\"times\":{},\"raw\":\"A\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[],\"times\":{},\"raw\":\"AA==\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[],\"times\":{},\"raw\":\"+/+/\"}",
        "{\"t\":\"group\",\"shapes\":[],\"colors\":[],\"times\":{},\"raw\":[1]}",
        "{\"t\":\"group\",\"shapes\":{},\"colors\":[],\"times\":{},\"raw\":\"\"}"
      })
  void refuses(String json) {
    assertThatThrownBy(() -> Wire.json().read(utf8(json), Shape.class))
        .isInstanceOf(Wire.Malformed.class);
  }

  @Test
  void refusesWhatIsDeepLongOrNoUtf8() {
    String deep = "{\"t\":\"group\",\"colors\":[],\"times\":{},\"raw\":\"\",\"shapes\":[";
    assertThatThrownBy(() -> Wire.json().read(utf8(deep.repeat(5_000)), Shape.class))
        .isInstanceOf(Wire.Malformed.class);
    String label = "x".repeat(96 * 1024 + 1);
    String longLabel = "{\"t\":\"point\",\"x\":1,\"y\":2,\"label\":\"" + label + "\"}";
    assertThatThrownBy(() -> Wire.json().read(utf8(longLabel), Shape.class))
        .isInstanceOf(Wire.Malformed.class);
    byte[] broken = utf8("{\"t\":\"point\",\"x\":1,\"y\":2,\"label\":\"?\"}");
    broken[broken.length - 3] = (byte) 0xff;
    assertThatThrownBy(() -> Wire.json().read(broken, Shape.class))
        .isInstanceOf(Wire.Malformed.class);
  }

  @Test
  void readsBytesInTheOneSpellingOfTheFormat() throws Exception {
    record Raw(byte[] raw) {}

    byte[] spelled = Wire.cbor().write(Map.of("raw", new byte[] {1, 2, 3}));
    assertThat(Wire.cbor().read(spelled, Raw.class).raw()).containsExactly(1, 2, 3);
    byte[] text = Wire.cbor().write(Map.of("raw", "AQID"));
    assertThatThrownBy(() -> Wire.cbor().read(text, Raw.class)).isInstanceOf(Wire.Malformed.class);
  }

  @Test
  void leavesOutWhatIsNull() {
    assertThat(new String(Wire.json().write(new Shape.Point(1, 2, null)), StandardCharsets.UTF_8))
        .isEqualTo("{\"t\":\"point\",\"x\":1,\"y\":2}");
  }

  @Test
  void saysNothingOfTheInputInItsFailure() {
    assertThatThrownBy(() -> Wire.json().read(utf8("{\"hunter2\":1}"), Shape.Point.class))
        .isInstanceOf(Wire.Malformed.class)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void carriesRecordsOnly() {
    assertThatThrownBy(() -> new RecordCodec<>(String.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
