package org.sealmesh.crypto;

import static org.sealmesh.crypto.Sample.base64;
import static org.sealmesh.crypto.Sample.utf8;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.TokenCodec;

/// docs/vectors/tokens.json: tickets, passes, grants and revocations.
final class TokenVectors {
  private static final SigningKey ORIGIN = Sample.signingKey("origin");
  private static final long NOW = 1_893_456_000;
  private static final long END = NOW + 600;

  private final List<Map<String, Object>> accepted = new ArrayList<>();
  private final List<Map<String, Object>> refused = new ArrayList<>();

  static Map<String, Object> all() {
    TokenVectors vectors = new TokenVectors();
    vectors.accept();
    vectors.refuse();
    Map<String, Object> file = new LinkedHashMap<>();
    file.put(
        "about",
        "docs/PROTOCOL.md §5. `as` is what the token is presented as; `now` is the"
            + " verifier's clock in seconds.");
    file.put("signingSeed", base64(ORIGIN.seed()));
    file.put("signers", List.of(EnvelopeVectors.signer(ORIGIN)));
    file.put("accepted", vectors.accepted);
    file.put("refused", vectors.refused);
    return file;
  }

  static Claims.Ticket ticket() {
    return new Claims.Ticket(
        Sample.timeline("site"),
        Sample.rid("user"),
        Sample.device("sender"),
        Sample.ticket("one"),
        NOW * 1000 + 123,
        Instant.ofEpochSecond(NOW),
        Instant.ofEpochSecond(END));
  }

  private static Claims.Pass pass() {
    Claims.Ticket t = ticket();
    return new Claims.Pass(
        t.issuer(),
        t.user(),
        t.device(),
        t.ticketId(),
        Sample.rid("conversation"),
        t.generation(),
        t.issuedAt(),
        t.expires());
  }

  static Claims.Grant grant(CallRole role) {
    Claims.Ticket t = ticket();
    return new Claims.Grant(
        t.issuer(),
        t.user(),
        t.device(),
        t.ticketId(),
        Sample.rid("conversation"),
        CallVectors.call(),
        role,
        role.isOfGroup() ? null : Sample.rid("other"),
        Instant.ofEpochSecond(NOW - 5),
        t.generation(),
        t.issuedAt(),
        t.expires());
  }

  private void accept() {
    Claims.Ticket t = ticket();
    accept("a ticket", "ticket", t, NOW);
    accept("a ticket in its last moment", "ticket", t, END + 4);
    accept("a pass", "pass", pass(), NOW);
    accept("a caller's grant", "grant", grant(CallRole.CALLER), NOW);
    accept("a callee's grant", "grant", grant(CallRole.CALLEE), NOW);
    accept("a host's grant", "grant", grant(CallRole.HOST), NOW);
    accept("a participant's grant", "grant", grant(CallRole.PARTICIPANT), NOW);
    accept(
        "a revocation of all of a user's tickets",
        "revocation",
        new Claims.Revocation(
            t.issuer(), t.user(), null, null, t.generation(), t.issuedAt(), t.expires()),
        NOW);
    accept(
        "a revocation of one device's pass",
        "revocation",
        new Claims.Revocation(
            t.issuer(),
            t.user(),
            t.device(),
            Sample.rid("conversation"),
            t.generation(),
            t.issuedAt(),
            t.expires()),
        NOW);
  }

  private void accept(String name, String as, Claims claims, long now) {
    String input = TokenCodec.signingInput(claims, ORIGIN.signer().kid());
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("as", as);
    vector.put("now", now);
    String[] parts = input.split("\\.");
    vector.put("header", new String(Sample.bytes(parts[0]), StandardCharsets.UTF_8));
    vector.put("payload", new String(Sample.bytes(parts[1]), StandardCharsets.UTF_8));
    vector.put("token", sign(ORIGIN, input));
    accepted.add(vector);
  }

  private void refuse() {
    String input = TokenCodec.signingInput(ticket(), ORIGIN.signer().kid());
    String good = sign(ORIGIN, input);
    refuse("expired", "ticket", END + 5, good, "expired");
    refuse("a ticket as a pass", "pass", NOW, good, "invalid");
    refuse("a ticket as a revocation", "revocation", NOW, good, "invalid");
    refuse(
        "a pass as a ticket",
        "ticket",
        NOW,
        sign(ORIGIN, TokenCodec.signingInput(pass(), ORIGIN.signer().kid())),
        "invalid");
    refuse(
        "a pass as a grant",
        "grant",
        NOW,
        sign(ORIGIN, TokenCodec.signingInput(pass(), ORIGIN.signer().kid())),
        "invalid");
    refuse(
        "a grant as a pass",
        "pass",
        NOW,
        sign(ORIGIN, TokenCodec.signingInput(grant(CallRole.CALLER), ORIGIN.signer().kid())),
        "invalid");
    SigningKey stranger = Sample.signingKey("member");
    refuse("a stranger's signature", "ticket", NOW, sign(stranger, input), "invalid");
    refuse(
        "a stranger's key id",
        "ticket",
        NOW,
        sign(stranger, TokenCodec.signingInput(ticket(), stranger.signer().kid())),
        "invalid");
    refuse("no signature", "ticket", NOW, input + ".", "invalid");
    refuse("no third part", "ticket", NOW, input, "invalid");
    refuse("four parts", "ticket", NOW, good + ".", "invalid");
    refuse(
        "the last character cut off",
        "ticket",
        NOW,
        good.substring(0, good.length() - 1),
        "invalid");
    refuseSigned("alg none", header -> header.replace("EdDSA", "none"), p -> p);
    refuseSigned("alg HS256", header -> header.replace("EdDSA", "HS256"), p -> p);
    refuseSigned("another typ", header -> header.replace("ticket", "JWT"), p -> p);
    refuseSigned("an unknown header", h -> h.replace("}", ",\"crit\":[]}"), p -> p);
    refuseSigned("another audience", h -> h, p -> p.replace("sealmesh-relay", "elsewhere"));
    refuseSigned("a doubled member", h -> h, p -> p.replace("}", ",\"exp\":9893456000}"));
    refuseSigned("an unknown member", h -> h, p -> p.replace("{", "{\"nbf\":0,"));
    refuseSigned("white space", h -> h, p -> p.replace(",", ", "));
    refuseSigned("another order", h -> h, p -> p.replaceFirst("(\"iat\":\\d+),(.*)}", "$2,$1}"));
  }

  private void refuseSigned(
      String name, UnaryOperator<String> header, UnaryOperator<String> payload) {
    String[] parts = TokenCodec.signingInput(ticket(), ORIGIN.signer().kid()).split("\\.");
    String h = header.apply(new String(Sample.bytes(parts[0]), StandardCharsets.UTF_8));
    String p = payload.apply(new String(Sample.bytes(parts[1]), StandardCharsets.UTF_8));
    String input = base64(utf8(h)) + "." + base64(utf8(p));
    if (input.equals(parts[0] + "." + parts[1])) {
      throw new IllegalStateException(name + " changes nothing");
    }
    refuse(name + ", truly signed", "ticket", NOW, sign(ORIGIN, input), "invalid");
  }

  private void refuse(String name, String as, long now, String token, String outcome) {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("as", as);
    vector.put("now", now);
    vector.put("token", token);
    vector.put("outcome", outcome);
    refused.add(vector);
  }

  private static String sign(SigningKey key, String input) {
    return TokenCodec.assemble(input, key.sign(utf8(input))).compact();
  }
}
