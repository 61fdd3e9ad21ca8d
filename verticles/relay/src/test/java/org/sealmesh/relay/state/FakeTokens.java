package org.sealmesh.relay.state;

import java.util.HashMap;
import java.util.Map;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Verification;

/// Believes what it was told to believe, without signatures.
public final class FakeTokens implements Tokens {
  /// Was valid once.
  public static final SignedToken EXPIRED = new SignedToken("expired");

  /// Was never valid.
  public static final SignedToken FORGED = new SignedToken("forged");

  private final Map<SignedToken, Claims> known = new HashMap<>();
  private int checks;

  /// A token that stands for these claims.
  public SignedToken token(Claims claims) {
    SignedToken token = new SignedToken("token-" + known.size());
    known.put(token, claims);
    return token;
  }

  @Override
  public Verification<Claims.Ticket> ticket(SignedToken token) {
    return check(token, Claims.Ticket.class);
  }

  @Override
  public Verification<Claims.Pass> pass(SignedToken token) {
    return check(token, Claims.Pass.class);
  }

  @Override
  public Verification<Claims.Grant> grant(SignedToken token) {
    return check(token, Claims.Grant.class);
  }

  @Override
  public Verification<Claims.Revocation> revocation(SignedToken token) {
    return check(token, Claims.Revocation.class);
  }

  /// How often a token was checked so far.
  public int checks() {
    return checks;
  }

  private <C extends Claims> Verification<C> check(SignedToken token, Class<C> type) {
    checks++;
    if (token.equals(EXPIRED)) {
      return new Verification.Expired<>();
    }
    Claims claims = known.get(token);
    return type.isInstance(claims)
        ? new Verification.Valid<>(type.cast(claims))
        : new Verification.Invalid<>();
  }
}
