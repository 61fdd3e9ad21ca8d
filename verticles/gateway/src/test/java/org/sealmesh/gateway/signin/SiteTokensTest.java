package org.sealmesh.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.gateway.GatewayConfig.SsoAlgorithm;
import org.sealmesh.gateway.GatewayConfig.SsoConfig;

class SiteTokensTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final byte[] SECRET =
      "a secret of more than 32 bytes, really".getBytes(StandardCharsets.UTF_8);

  private final FakeClock clock = new FakeClock(NOW);
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(SsoAlgorithm.class)
  void acceptsWhatTheSiteSigned(SsoAlgorithm algorithm) throws Exception {
    Site site = new Site(algorithm);
    Optional<SiteToken> token = site.check(site.sign(claims()));
    assertThat(token)
        .contains(new SiteToken("user-7", "Ada", "jti-1", NOW.plusSeconds(60 + 10 + 1)));
  }

  @ParameterizedTest
  @EnumSource(SsoAlgorithm.class)
  void refusesWhatSomebodyElseSigned(SsoAlgorithm algorithm) throws Exception {
    Site site = new Site(algorithm);
    Site other = new Site(algorithm);
    if (algorithm != SsoAlgorithm.HS256) {
      assertThat(site.check(other.sign(claims()))).isEmpty();
    }
    String token = site.sign(claims());
    String[] parts = token.split("\\.");
    String forged = part(claims().put("sub", "root"));
    assertThat(site.check(parts[0] + "." + forged + "." + parts[2])).isEmpty();
    assertThat(site.check(parts[0] + "." + parts[1] + ".")).isEmpty();
    assertThat(site.check(parts[0] + "." + parts[1])).isEmpty();
    assertThat(site.check("")).isEmpty();
    assertThat(site.check("..")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SsoAlgorithm.class)
  void believesNoOtherAlgorithmWhateverTheTokenSays(SsoAlgorithm algorithm) throws Exception {
    Site site = new Site(algorithm);
    for (String claimed : List.of("none", "None", "HS256", "RS256", "ES256", "EdDSA", "HS512")) {
      if (!claimed.equals(algorithm.jwtName())) {
        String input = part(new JsonObject().put("alg", claimed)) + "." + part(claims());
        assertThat(site.check(input + ".")).as(claimed).isEmpty();
        assertThat(site.check(input + "." + site.signature(input))).as(claimed).isEmpty();
        // The classic: the public key as the secret of a MAC.
        assertThat(site.check(input + "." + base64(mac(Files.readAllBytes(site.keyFile), input))))
            .as(claimed)
            .isEmpty();
      }
    }
  }

  @Test
  void wantsEveryClaim() throws Exception {
    Site site = new Site(SsoAlgorithm.EDDSA);
    for (String claim : List.of("sub", "name", "aud", "jti", "exp")) {
      JsonObject without = claims();
      without.remove(claim);
      assertThat(site.check(site.sign(without))).as(claim).isEmpty();
      assertThat(site.check(site.sign(claims().putNull(claim)))).as(claim).isEmpty();
      assertThat(site.check(site.sign(claims().put(claim, new JsonObject())))).as(claim).isEmpty();
    }
    refused(site, c -> c.put("sub", " "));
    refused(site, c -> c.put("sub", "x".repeat(129)));
    refused(site, c -> c.put("jti", ""));
    refused(site, c -> c.put("aud", "another"));
    refused(site, c -> c.put("aud", new JsonArray().add("another")));
    assertThat(site.check(site.sign(claims().put("aud", new JsonArray().add("x").add("sealmesh")))))
        .isPresent();
  }

  @Test
  void wantsATokenThatEndsSoon() throws Exception {
    Site site = new Site(SsoAlgorithm.EDDSA);
    long now = NOW.getEpochSecond();
    refused(site, c -> c.put("exp", now + 311));
    assertThat(site.check(site.sign(claims().put("exp", now + 310)))).isPresent();
    assertThat(site.check(site.sign(claims().put("exp", now - 9)))).isPresent();
    refused(site, c -> c.put("exp", now - 10));
    refused(site, c -> c.put("exp", -1));
    refused(site, c -> c.put("exp", Long.MAX_VALUE));
    refused(site, c -> c.put("exp", "soon"));
    refused(site, c -> c.put("nbf", now + 11));
    refused(site, c -> c.put("iat", now + 11));
    assertThat(site.check(site.sign(claims().put("nbf", now + 10).put("iat", now)))).isPresent();
    clock.advance(Duration.ofSeconds(70));
    refused(site, c -> c);
  }

  @Test
  void refusesAKeyFileThatIsNone() throws Exception {
    Path file = folder.resolve("no.pem");
    Files.writeString(file, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    for (SsoAlgorithm algorithm : SsoAlgorithm.values()) {
      Path key = algorithm == SsoAlgorithm.HS256 ? folder.resolve("short") : file;
      Files.writeString(folder.resolve("short"), "too short\n");
      assertThatThrownBy(() -> load(key, algorithm))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("sso.keyFile");
    }
    assertThatThrownBy(() -> load(folder.resolve("missing"), SsoAlgorithm.EDDSA))
        .hasMessageContaining("sso.keyFile");
  }

  private void refused(Site site, UnaryOperator<JsonObject> change) throws Exception {
    JsonObject claims = change.apply(claims());
    assertThat(site.check(site.sign(claims))).as(claims.encode()).isEmpty();
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("sub", "user-7")
        .put("name", "Ada")
        .put("aud", "sealmesh")
        .put("jti", "jti-1")
        .put("exp", NOW.getEpochSecond() + 60);
  }

  private SiteTokens load(Path keyFile, SsoAlgorithm algorithm) {
    return SiteTokens.load(
        new SsoConfig(
            Optional.of(keyFile),
            algorithm,
            "sealmesh",
            Duration.ofSeconds(10),
            Duration.ofMinutes(5)),
        clock);
  }

  private static String part(JsonObject json) {
    return base64(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] mac(byte[] secret, String input) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
  }

  /// A site with a key of its own.
  private final class Site {
    private final SsoAlgorithm algorithm;
    private final Path keyFile;
    private final SiteTokens tokens;
    private PrivateKey key;

    Site(SsoAlgorithm algorithm) throws Exception {
      this.algorithm = algorithm;
      this.keyFile = Files.createTempFile(folder, "key", ".pem");
      if (algorithm == SsoAlgorithm.HS256) {
        Files.write(keyFile, SECRET);
      } else {
        KeyPair pair = generator().generateKeyPair();
        key = pair.getPrivate();
        Files.writeString(
            keyFile,
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");
      }
      tokens = load(keyFile, algorithm);
    }

    private KeyPairGenerator generator() throws GeneralSecurityException {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case EDDSA -> "Ed25519";
                case RS256 -> "RSA";
                case ES256, HS256 -> "EC";
              });
      if (algorithm == SsoAlgorithm.ES256) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator;
    }

    String sign(JsonObject claims) throws GeneralSecurityException {
      JsonObject header = new JsonObject().put("typ", "JWT").put("alg", algorithm.jwtName());
      String input = part(header) + "." + part(claims);
      return input + "." + signature(input);
    }

    String signature(String input) throws GeneralSecurityException {
      if (algorithm == SsoAlgorithm.HS256) {
        return base64(mac(SECRET, input));
      }
      Signature signature =
          Signature.getInstance(
              switch (algorithm) {
                case EDDSA -> "Ed25519";
                case RS256 -> "SHA256withRSA";
                case ES256, HS256 -> "SHA256withECDSAinP1363Format";
              });
      signature.initSign(key);
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return base64(signature.sign());
    }

    Optional<SiteToken> check(String token) {
      return tokens.check(token);
    }
  }
}
