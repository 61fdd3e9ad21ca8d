package org.sealmesh.gateway.resource;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.GatewayConfig.Registration;
import org.sealmesh.gateway.GatewayConfig.SignInConfig;
import org.sealmesh.gateway.GatewayConfig.SignInWay;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.ProblemType;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.gateway.limit.SignInThrottle;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.gateway.signin.SiteToken;
import org.sealmesh.gateway.signin.SiteTokens;
import org.sealmesh.origin.User;
import org.sealmesh.origin.crypto.CryptoMessage.HashPassword;
import org.sealmesh.origin.crypto.CryptoMessage.PasswordHash;
import org.sealmesh.origin.crypto.CryptoMessage.PasswordVerdict;
import org.sealmesh.origin.crypto.CryptoMessage.VerifyPassword;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.AccountCommand.LoginFound;
import org.sealmesh.origin.persistence.AccountCommand.LoginSearch;
import org.sealmesh.origin.persistence.AccountCommand.NoSuchLogin;

/// Finds out who somebody is: by a password, as a guest, or by the site's own sign-in.
///
/// An unknown login and a wrong password are answered alike and after the same work: a password for
/// an unknown login is compared with a decoy.
final class SignIn {
  private static final int DECOY_BYTES = 24;

  private final Origin origin;
  private final RandomBytes random;
  private final SignInConfig config;
  private final SignInThrottle throttle;
  private final @Nullable SiteTokens siteTokens;
  private @Nullable Future<PasswordHash> decoy;

  /// @param siteTokens null if the site has no sign-in of its own
  SignIn(
      Origin origin,
      RandomBytes random,
      SignInConfig config,
      SignInThrottle throttle,
      @Nullable SiteTokens siteTokens) {
    this.origin = origin;
    this.random = random;
    this.config = config;
    this.throttle = throttle;
    this.siteTokens = siteTokens;
  }

  Future<User> createAccount(Call call) {
    NewAccountRequest asked = call.body(NewAccountRequest.class);
    if (config.registration() == Registration.CLOSED
        || !config.ways().contains(SignInWay.PASSWORD)) {
      throw refused(ProblemType.REGISTRATION_CLOSED);
    }
    String name = Read.name(asked.name);
    String password = Read.wellFormed(asked.password, "body/password");
    return origin
        .crypto(new HashPassword(password))
        .compose(hash -> origin.store(new AccountCommand.CreateLocal(asked.login, name, hash)))
        .map(Outcomes::user);
  }

  Future<User> signIn(Call call) {
    return switch (call.body(SignInRequest.class)) {
      case ByPassword asked -> byPassword(asked, call.address());
      case AsGuest asked -> asGuest(asked);
      case BySite asked -> bySite(asked);
    };
  }

  private Future<User> byPassword(ByPassword asked, String address) {
    mustBeOpen(SignInWay.PASSWORD);
    String login = Read.wellFormed(asked.login, "body/login");
    String password = Read.wellFormed(asked.password, "body/password");
    return verified(login, password, address, ProblemType.WRONG_CREDENTIALS);
  }

  /// Completes if it is really she, as far as she can show it: whoever has no password here has her
  /// session alone. Guessing is slowed as at the sign-in.
  ///
  /// @param password null if she gave none
  Future<?> confirm(User user, @Nullable String password, String address) {
    String login = user.login();
    if (user.kind() != User.Kind.LOCAL || login == null) {
      return Future.succeededFuture();
    }
    if (password == null) {
      throw refused(ProblemType.WRONG_PASSWORD);
    }
    String given = Read.wellFormed(password, "body/password");
    return verified(login, given, address, ProblemType.WRONG_PASSWORD);
  }

  private Future<User> verified(
      String login, String password, String address, ProblemType otherwise) {
    Duration wait = throttle.begin(login, address);
    if (!wait.isZero()) {
      throw new Refused(Problems.tooManyRequests(wait));
    }
    return origin
        .store(new AccountCommand.FindLogin(login))
        .compose(found -> verified(found, password))
        .onFailure(unknown -> throttle.abandoned(login, address))
        .map(user -> {
          if (user.isEmpty()) {
            throw refused(otherwise);
          }
          throttle.succeeded(login, address);
          return user.get();
        });
  }

  private Future<Optional<User>> verified(LoginSearch found, String password) {
    return switch (found) {
      case LoginFound account ->
          origin
              .crypto(new VerifyPassword(password, account.hash()))
              .map(verdict ->
                  switch (verdict) {
                    case MATCHES -> Optional.of(account.user());
                    case DIFFERS -> Optional.empty();
                  });
      case NoSuchLogin nobody ->
          decoy()
              .compose(hash -> origin.crypto(new VerifyPassword(password, hash)))
              .map((PasswordVerdict whatever) -> Optional.empty());
    };
  }

  /// Made once; asked for at the start, so that the first unknown login does not take longer.
  Future<PasswordHash> decoy() {
    Future<PasswordHash> known = decoy;
    if (known == null || known.failed()) {
      known = origin.crypto(new HashPassword(random.text(DECOY_BYTES)));
      decoy = known;
    }
    return known;
  }

  private Future<User> asGuest(AsGuest asked) {
    mustBeOpen(SignInWay.GUEST);
    String email = asked.email == null ? null : Read.email(asked.email);
    return origin
        .store(new AccountCommand.CreateGuest(Read.name(asked.name), email))
        .map(Outcomes::user);
  }

  private Future<User> bySite(BySite asked) {
    mustBeOpen(SignInWay.SSO);
    SiteTokens site = siteTokens;
    if (site == null) {
      throw refused(ProblemType.FORBIDDEN);
    }
    return enter(site.check(asked.token).orElseThrow(() -> refused(ProblemType.WRONG_CREDENTIALS)));
  }

  private Future<User> enter(SiteToken token) {
    String name =
        Texts.line(token.name(), Read.NAME_CHARS_MAX)
            .orElseThrow(() -> refused(ProblemType.WRONG_CREDENTIALS));
    return origin
        .store(new AccountCommand.EnterSso(token.subject(), name, token.tokenId(), token.expires()))
        .map(Outcomes::user);
  }

  private void mustBeOpen(SignInWay way) {
    if (!config.ways().contains(way)) {
      throw refused(ProblemType.FORBIDDEN);
    }
  }

  private static Refused refused(ProblemType type) {
    return new Refused(Problems.of(type));
  }

  record NewAccountRequest(String login, String password, String name) {
    @Override
    public String toString() {
      return "NewAccountRequest(…)";
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = ByPassword.class, name = "password"),
    @JsonSubTypes.Type(value = AsGuest.class, name = "guest"),
    @JsonSubTypes.Type(value = BySite.class, name = "sso")
  })
  sealed interface SignInRequest {}

  record ByPassword(String login, String password) implements SignInRequest {
    @Override
    public String toString() {
      return "ByPassword(…)";
    }
  }

  record AsGuest(String name, @Nullable String email) implements SignInRequest {}

  record BySite(String token) implements SignInRequest {
    @Override
    public String toString() {
      return "BySite(…)";
    }
  }
}
