package org.sealmesh.mesh.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;

class TokenCodecTest {
  private static final Claims.Pass PASS =
      new Claims.Pass(
          new Timeline(new UUID(0, 1)),
          new RoutingId(new UUID(0, 2)),
          new DeviceId(new UUID(0, 3)),
          new TicketId(new UUID(0, 4)),
          new RoutingId(new UUID(0, 5)),
          1_893_456_000_123L,
          Instant.ofEpochSecond(1_893_456_000),
          Instant.ofEpochSecond(1_893_456_600));

  @Test
  void writesTheProtocolsMembersInTheirOrder() {
    String[] parts = TokenCodec.signingInput(PASS, "kid").split("\\.");

    assertThat(TestOrigin.json(parts[0]))
        .isEqualTo("{\"alg\":\"EdDSA\",\"kid\":\"kid\",\"typ\":\"pass+jwt\"}");
    assertThat(TestOrigin.json(parts[1]))
        .isEqualTo(
            "{\"iss\":\"AAAAAAAAAAAAAAAAAAAAAQ\",\"aud\":\"sealmesh-relay\","
                + "\"sub\":\"AAAAAAAAAAAAAAAAAAAAAg\",\"dev\":\"AAAAAAAAAAAAAAAAAAAAAw\","
                + "\"tid\":\"AAAAAAAAAAAAAAAAAAAABA\",\"rid\":\"AAAAAAAAAAAAAAAAAAAABQ\","
                + "\"gen\":1893456000123,\"iat\":1893456000,\"exp\":1893456600}");
  }

  @Test
  void leavesOutWhatARevocationDoesNotName() {
    Claims all =
        new Claims.Revocation(
            PASS.issuer(), PASS.user(), null, null, 7, PASS.issuedAt(), PASS.expires());

    assertThat(TestOrigin.json(TokenCodec.signingInput(all, "k").split("\\.")[1]))
        .isEqualTo(
            "{\"iss\":\"AAAAAAAAAAAAAAAAAAAAAQ\",\"aud\":\"sealmesh-relay\","
                + "\"sub\":\"AAAAAAAAAAAAAAAAAAAAAg\",\"gen\":7,\"iat\":1893456000,"
                + "\"exp\":1893456600}");
  }

  @Test
  void fitsTheLongestTokenIntoHalfTheLimit() {
    SignedToken token = new TestOrigin(new Random(5)).sign(PASS);

    assertThat(token.compact().length()).isLessThanOrEqualTo(512);
  }

  @Test
  void cutsTimesToWholeSeconds() {
    Claims.Revocation claims =
        new Claims.Revocation(
            PASS.issuer(),
            PASS.user(),
            null,
            null,
            0,
            Instant.ofEpochMilli(1_999),
            Instant.ofEpochMilli(2_001));

    assertThat(claims.issuedAt()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(claims.expires()).isEqualTo(Instant.ofEpochSecond(2));
  }

  @Test
  void refusesSignaturesOfAnotherLength() {
    assertThatThrownBy(() -> TokenCodec.assemble("a.b", new byte[63]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
