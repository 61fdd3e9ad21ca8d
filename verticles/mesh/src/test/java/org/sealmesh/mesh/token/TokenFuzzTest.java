package org.sealmesh.mesh.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.sealmesh.bus.wire.Wire;

/// Tokens of strangers: never believed, and nothing is thrown.
class TokenFuzzTest {
  private static final TokenVerifier VERIFIER =
      new TokenVerifier(
          List.of(new TestOrigin(new Random(1)).signer()), () -> Instant.ofEpochSecond(1));

  @FuzzTest(maxDuration = "30s")
  void verifier(byte[] bytes) {
    SignedToken token;
    try {
      token = new SignedToken(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(VERIFIER.ticket(token)).isInstanceOf(Verification.Invalid.class);
    assertThat(VERIFIER.pass(token)).isInstanceOf(Verification.Invalid.class);
    assertThat(VERIFIER.revocation(token)).isInstanceOf(Verification.Invalid.class);
    reread(token);
  }

  /// Whatever parses, parses to what is written so.
  private static void reread(SignedToken token) {
    try {
      TokenCodec.Unverified read = TokenCodec.parse(token);
      String input = TokenCodec.signingInput(read.claims(), read.kid());
      assertThat(TokenCodec.assemble(input, read.signature())).isEqualTo(token);
    } catch (Wire.Malformed refused) {
      // As most are.
    }
  }
}
