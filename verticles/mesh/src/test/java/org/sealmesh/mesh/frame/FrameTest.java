package org.sealmesh.mesh.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
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
            "\"bad-pass\",\"pass-expired\",\"revoked\",\"not-joined\",\"rate\",\"too-many\"");
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
