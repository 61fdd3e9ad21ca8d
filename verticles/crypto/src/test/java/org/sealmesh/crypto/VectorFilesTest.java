package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.origin.ConversationKey;

class VectorFilesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "."), "../../docs/vectors");
  private static final byte[] ED25519_X509_PREFIX =
      HexFormat.of().parseHex("302a300506032b6570032100");

  @Test
  void filesHoldWhatTheCodeDoes() throws IOException {
    for (String name : VectorFiles.names()) {
      assertThat(Files.readString(FOLDER.resolve(name))).as(name).isEqualTo(VectorFiles.text(name));
    }
  }

  @Test
  void acceptedEnvelopesOpen() throws Exception {
    for (JsonNode vector : vectors("envelopes.json", "accepted")) {
      assertThat(open(vector, List.of(signer(vector.path("signer")))))
          .as(vector.path("name").asText())
          .isInstanceOfSatisfying(
              EnvelopeOpener.Opened.class,
              opened ->
                  assertThat(new String(opened.content(), StandardCharsets.UTF_8))
                      .isEqualTo(vector.path("content").asText()));
    }
  }

  @Test
  void refusedEnvelopesAreRefusedForTheirReason() throws Exception {
    for (JsonNode vector : vectors("envelopes.json", "refused")) {
      List<Signer> signers = new ArrayList<>();
      vector.path("signers").forEach(signer -> signers.add(signer(signer)));
      assertThat(open(vector, signers))
          .as(vector.path("name").asText())
          .isInstanceOfSatisfying(
              EnvelopeOpener.Refused.class,
              refused ->
                  assertThat(refused.why().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                      .isEqualTo(vector.path("reason").asText()));
    }
  }

  /// The JDK's own Ed25519 agrees, so that a mistake of one library would show.
  @Test
  void anotherImplementationVerifiesTheSignatures() throws Exception {
    for (JsonNode vector : vectors("envelopes.json", "accepted")) {
      byte[] envelope = bytes(vector, "envelope");
      byte[] key = bytes(vector.path("signer"), "key");
      byte[] x509 = Arrays.copyOf(ED25519_X509_PREFIX, ED25519_X509_PREFIX.length + 32);
      System.arraycopy(key, 0, x509, ED25519_X509_PREFIX.length, 32);
      Signature jdk = Signature.getInstance("Ed25519");
      jdk.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509)));
      jdk.update(bytes(vector, "signed"));

      assertThat(jdk.verify(Arrays.copyOfRange(envelope, envelope.length - 64, envelope.length)))
          .isTrue();
    }
  }

  /// What is signed, put together here from the protocol's text alone.
  @Test
  void theSignedBytesAreTheProtocols() throws Exception {
    for (JsonNode vector : vectors("envelopes.json", "accepted")) {
      byte[] envelope = bytes(vector, "envelope");
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(Arrays.copyOfRange(envelope, 58, envelope.length - 64));
      String expected =
          HexFormat.of().formatHex("sealmesh/1/envelope\0".getBytes(StandardCharsets.US_ASCII))
              + HexFormat.of().formatHex(envelope, 0, 58)
              + HexFormat.of().formatHex(hash);

      assertThat(HexFormat.of().formatHex(bytes(vector, "signed"))).isEqualTo(expected);
      assertThat(bytes(vector, "aad")).isEqualTo(Arrays.copyOf(envelope, 46));
    }
  }

  /// HKDF by hand: RFC 5869 with one block, since a subkey is as long as a hash.
  @Test
  void subkeysAreTheProtocols() throws Exception {
    for (JsonNode vector : vectors("keys.json", "subkeys")) {
      byte[] prk = hmac(bytes(vector, "rid"), bytes(vector, "conversationKey"));
      String info =
          HexFormat.of()
                  .formatHex(("sealmesh/1/" + vector.path("purpose").asText()).getBytes("US-ASCII"))
              + HexFormat.of().toHexDigits(vector.path("epoch").intValue());
      if (vector.has("sender")) {
        info += HexFormat.of().formatHex(bytes(vector, "sender"));
        info += HexFormat.of().formatHex(bytes(vector, "device"));
      }

      assertThat(hmac(prk, HexFormat.of().parseHex(info + "01")))
          .isEqualTo(bytes(vector, "subkey"));
    }
  }

  @Test
  void acceptedSignalsOpenAndRefusedOnesDoNot() throws Exception {
    for (JsonNode vector : vectors("signals.json", "accepted")) {
      byte[] signal = bytes(vector, "signal");
      ConversationKey key = new ConversationKey(bytes(vector, "conversationKey"));
      assertThat(Signal.of(signal).sender().text()).isEqualTo(vector.path("sender").asText());
      assertThat(new String(SignalSeal.open(signal, key).orElseThrow(), StandardCharsets.UTF_8))
          .isEqualTo(vector.path("content").asText());
    }
    for (JsonNode vector : vectors("signals.json", "refused")) {
      assertThat(refusal(vector))
          .as(vector.path("name").asText())
          .isEqualTo(vector.path("reason").asText());
    }
  }

  @Test
  void acceptedCallSignalsOpenAndRefusedOnesDoNot() throws Exception {
    for (JsonNode vector : vectors("calls.json", "accepted")) {
      byte[] signal = bytes(vector, "signal");
      ConversationKey key = new ConversationKey(bytes(vector, "conversationKey"));
      assertThat(CallSignal.of(signal).party().text()).isEqualTo(vector.path("party").asText());
      assertThat(CallSignal.of(signal).to().text()).isEqualTo(vector.path("to").asText());
      assertThat(new String(CallSeal.open(signal, key).orElseThrow(), StandardCharsets.UTF_8))
          .isEqualTo(vector.path("content").asText());
    }
    for (JsonNode vector : vectors("calls.json", "refused")) {
      assertThat(callRefusal(vector))
          .as(vector.path("name").asText())
          .isEqualTo(vector.path("reason").asText());
    }
  }

  private static String callRefusal(JsonNode vector) {
    byte[] signal = bytes(vector, "signal");
    try {
      CallSignal.of(signal);
    } catch (IllegalArgumentException malformed) {
      return "malformed";
    }
    ConversationKey key = new ConversationKey(bytes(vector, "conversationKey"));
    return CallSeal.open(signal, key).isPresent() ? "opened" : "unopened";
  }

  private static String refusal(JsonNode vector) {
    byte[] signal = bytes(vector, "signal");
    try {
      Signal.of(signal);
    } catch (IllegalArgumentException malformed) {
      return "malformed";
    }
    ConversationKey key = new ConversationKey(bytes(vector, "conversationKey"));
    return SignalSeal.open(signal, key).isPresent() ? "opened" : "unopened";
  }

  @Test
  void tokensAreJudgedAsWritten() throws Exception {
    List<Signer> signers = new ArrayList<>();
    file("tokens.json").path("signers").forEach(signer -> signers.add(signer(signer)));
    for (JsonNode vector : vectors("tokens.json", "accepted")) {
      assertThat(judge(vector, signers))
          .as(vector.path("name").asText())
          .isInstanceOf(Verification.Valid.class);
    }
    for (JsonNode vector : vectors("tokens.json", "refused")) {
      assertThat(judge(vector, signers))
          .as(vector.path("name").asText())
          .isInstanceOf(
              vector.path("outcome").asText().equals("expired")
                  ? Verification.Expired.class
                  : Verification.Invalid.class);
    }
  }

  private static Verification<?> judge(JsonNode vector, List<Signer> signers) {
    Instant now = Instant.ofEpochSecond(vector.path("now").asLong());
    TokenVerifier verifier = new TokenVerifier(signers, () -> now);
    SignedToken token = new SignedToken(vector.path("token").asText());
    return switch (vector.path("as").asText()) {
      case "ticket" -> verifier.ticket(token);
      case "pass" -> verifier.pass(token);
      case "grant" -> verifier.grant(token);
      case "revocation" -> verifier.revocation(token);
      default -> throw new IllegalStateException("a vector is presented as something unknown");
    };
  }

  private static EnvelopeOpener.Opening open(JsonNode vector, List<Signer> signers) {
    return new EnvelopeOpener(signers)
        .open(
            bytes(vector, "envelope"),
            Timeline.parse(vector.path("timeline").asText()),
            RoutingId.parse(vector.path("rid").asText()),
            new ConversationKey(bytes(vector, "conversationKey")));
  }

  private static Signer signer(JsonNode signer) {
    return new Signer(signer.path("kid").asText(), bytes(signer, "key"));
  }

  private static byte[] hmac(byte[] key, byte[] message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static byte[] bytes(JsonNode vector, String member) {
    return Sample.bytes(vector.path(member).asText());
  }

  private static Iterable<JsonNode> vectors(String file, String list) throws IOException {
    JsonNode vectors = file(file).path(list);
    assertThat(vectors).as(file + " " + list).isNotEmpty();
    return vectors;
  }

  private static JsonNode file(String name) throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve(name).toFile());
  }
}
