package org.sealmesh.mesh.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.token.SignedToken;

class FrameTest {
  private static final String RID = "AAAAAAAAAAAAAAAAAAAAAQ";

  @Test
  void readsFramesAsTheProtocolSpellsThem() throws Exception {
    assertThat(read("{\"t\":\"hello\",\"ticket\":\"a.b.c\"}"))
        .isEqualTo(new ClientFrame.Hello(new SignedToken("a.b.c")));
    assertThat(read("{\"ticket\":\"a.b.c\",\"t\":\"refresh\"}"))
        .isEqualTo(new ClientFrame.Refresh(new SignedToken("a.b.c")));
    assertThat(read("{\"t\":\"join\",\"ref\":3,\"pass\":\"a.b.c\"}"))
        .isEqualTo(new ClientFrame.Join(3, new SignedToken("a.b.c")));
    assertThat(read("{\"t\":\"leave\",\"rid\":\"" + RID + "\"}"))
        .isEqualTo(new ClientFrame.Leave(RoutingId.parse(RID)));
    assertThat(read("{\"t\":\"ping\"}")).isEqualTo(new ClientFrame.Ping());
  }

  @Test
  void writesFramesAsTheProtocolSpellsThem() {
    Instant expires = Instant.ofEpochMilli(1_893_456_000_000L);
    assertThat(write(new ServerFrame.Welcome(new NodeId("n1"), 25, expires)))
        .isEqualTo(
            "{\"t\":\"welcome\",\"node\":\"n1\",\"heartbeatSeconds\":25,"
                + "\"expires\":1893456000000}");
    assertThat(write(new ServerFrame.Joined(3, RoutingId.parse(RID), expires)))
        .isEqualTo(
            "{\"t\":\"joined\",\"ref\":3,\"rid\":\"" + RID + "\",\"expires\":1893456000000}");
    assertThat(write(new ServerFrame.Refused(null, ServerFrame.Refused.Code.NOT_JOINED, 500L)))
        .isEqualTo("{\"t\":\"refused\",\"code\":\"not-joined\",\"retryMs\":500}");
    assertThat(write(new ServerFrame.Resync())).isEqualTo("{\"t\":\"resync\"}");
    assertThat(write(new ServerFrame.Detached())).isEqualTo("{\"t\":\"detached\"}");
    assertThat(write(new ServerFrame.Pong())).isEqualTo("{\"t\":\"pong\"}");
  }

  @Test
  void namesEveryRefusalAsTheProtocolDoes() {
    String codes =
        Arrays.stream(ServerFrame.Refused.Code.values())
            .map(code -> new String(Wire.json().write(code), StandardCharsets.UTF_8))
            .collect(Collectors.joining(","));

    assertThat(codes)
        .isEqualTo(
            "\"bad-pass\",\"pass-expired\",\"revoked\",\"not-joined\",\"rate\",\"too-many\","
                + "\"bad-grant\",\"grant-expired\",\"not-attending\",\"out-of-state\",\"stale\","
                + "\"no-calls\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"t\":\"hello\"}",
        "{\"t\":\"hello\",\"ticket\":null}",
        "{\"t\":\"hello\",\"ticket\":\"\"}",
        "{\"t\":\"hello\",\"ticket\":\"a b\"}",
        "{\"t\":\"hello\",\"ticket\":7}",
        "{\"t\":\"hello\",\"ticket\":{\"compact\":\"a.b.c\"}}",
        "{\"t\":\"hello\",\"ticket\":\"a.b.c\",\"more\":1}",
        "{\"t\":\"hello\",\"t\":\"ping\",\"ticket\":\"a.b.c\"}",
        "{\"t\":\"Hello\",\"ticket\":\"a.b.c\"}",
        "{\"t\":0}",
        "{\"t\":\"welcome\",\"node\":\"n\",\"heartbeatSeconds\":1,\"expires\":1}",
        "{\"t\":\"join\",\"pass\":\"a.b.c\"}",
        "{\"t\":\"join\",\"ref\":1.0,\"pass\":\"a.b.c\"}",
        "{\"t\":\"join\",\"ref\":\"1\",\"pass\":\"a.b.c\"}",
        "{\"t\":\"leave\",\"rid\":\"AAAAAAAAAAAAAAAAAAAAAR\"}",
        "{\"t\":\"leave\",\"rid\":\"AAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"t\":\"leave\",\"rid\":\"AAAAAAAAAAAAAAAAAAAAAQ==\"}",
        "{\"t\":\"signal\",\"rid\":\"AAAAAAAAAAAAAAAAAAAAAQ\",\"data\":\"\"}",
        "{\"t\":\"ping\"} {\"t\":\"ping\"}",
        "[{\"t\":\"ping\"}]",
        "\"ping\"",
        "ping"
      })
  void refuses(String frame) {
    assertThatThrownBy(() -> read(frame)).isInstanceOf(Wire.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Nothing, and no map.
        "",
        "00",
        "80",
        "6470696e67",
        // {"t":"ping"}, cut off at each place.
        "a1",
        "a161",
        "a16174",
        "a1617464",
        "a161746470696e",
        // Something after it.
        "a161746470696e6700",
        "a161746470696e67a161746470696e67",
        // Indefinite lengths: of the map, of a text, of bytes; and a lonely end of one.
        "bf61746470696e67ff",
        "a161747f6470696e67ff",
        "a2617465 6c65617665 63726964 5f 50 00000000000000000000000000000001 ff",
        "ff",
        // Heads longer than they need to be.
        "b80161746470696e67",
        "a1780174 6470696e67",
        "a16174780470696e67",
        // Reserved heads.
        "bc61746470696e67",
        "a161745c",
        // Announcements that nothing follows: of members, bytes and text.
        "bb7fffffffffffffff",
        "bbffffffffffffffff",
        "a161745a7fffffff",
        "a161745b7fffffffffffffff",
        "a161747bffffffffffffffff",
        // Tags, nesting, floats, null, true, undefined.
        "c1a161746470696e67",
        "a16174c06470696e67",
        "a261746470696e676178a0",
        "a261746470696e67617880",
        "a26174646a6f696e637265 66f93c00",
        "a261746470696e676178f6",
        "a261746470696e676178f5",
        "a261746470696e676178f7",
        // Doubled, unknown and missing members, and keys that are no texts.
        "a261746470696e6761746470696e67",
        "a261746470696e67617801",
        "a0",
        "a1004470696e67",
        // A number, bytes and another name for a name.
        "a1617400",
        "a161744470696e67",
        "a161746450696e67",
        // An id in base64url, and one of 15 bytes; a ticket in bytes.
        "a26174656c65617665637269647641414141414141414141414141414141414141415151",
        "a26174656c6561766563726964 4f 000000000000000000000000000001",
        "a2617465 68656c6c6f 667469636b6574 45 612e622e63",
        // A ref beyond 32 bits.
        "a3617464 6a6f696e 63726566 1a80000000 6470617373 65 612e622e63"
      })
  void refusesCbor(String hex) {
    byte[] frame = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> FrameFormat.CBOR.read(frame, ClientFrame.class))
        .isInstanceOf(Wire.Malformed.class);
  }

  @Test
  void takesTheMembersOfACborFrameInAnyOrder() throws Exception {
    for (String hex :
        List.of(
            "a26174656c6561766563726964" + "50" + "00".repeat(15) + "01",
            "a263726964" + "50" + "00".repeat(15) + "01" + "6174656c65617665")) {
      assertThat(FrameFormat.CBOR.read(HexFormat.of().parseHex(hex), ClientFrame.class))
          .isEqualTo(new ClientFrame.Leave(RoutingId.parse(RID)));
    }
  }

  @Test
  void refusesCborThatNestsDeeplyAtOnce() {
    byte[] deep = new byte[64 * 1024];
    for (int open : new int[] {0x81, 0xA1, 0xC1, 0x9F, 0xBF, 0x5F}) {
      Arrays.fill(deep, (byte) open);
      assertThatThrownBy(() -> FrameFormat.CBOR.read(deep, ClientFrame.class))
          .isInstanceOf(Wire.Malformed.class);
    }
  }

  @Test
  void tellsWhatToDoByTheRangeOfACloseCode() {
    for (CloseCode code : CloseCode.values()) {
      CloseCode.Advice expected =
          code.code() <= 4029
              ? CloseCode.Advice.RETRY
              : code.code() <= 4059 ? CloseCode.Advice.NEW_TICKET : CloseCode.Advice.STOP;
      assertThat(code.advice()).as(code.name()).isEqualTo(expected);
      assertThat(code.code()).isBetween((short) 4000, (short) 4099);
    }
    assertThat(Arrays.stream(CloseCode.values()).map(CloseCode::code)).doesNotHaveDuplicates();
  }

  private static ClientFrame read(String json) throws Wire.Malformed {
    return Wire.json().read(json.getBytes(StandardCharsets.UTF_8), ClientFrame.class);
  }

  private static String write(ServerFrame frame) {
    return new String(Wire.json().write(frame), StandardCharsets.UTF_8);
  }
}
