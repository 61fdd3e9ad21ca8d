package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.http.TokenHash;
import org.sealmesh.gateway.limit.SessionCache;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.AccountCommand.Session;

/// Being signed in: its beginning, its end, and what a client may know before it.
public final class Sessions {
  private static final int TOKEN_BYTES = 32;

  private final Origin origin;
  private final Clock clock;
  private final RandomBytes random;
  private final GatewayConfig config;
  private final SignIn signIn;
  private final SessionCache cache;
  private final Revocations revocations;
  private final Administrators administrators;

  Sessions(
      Origin origin,
      Clock clock,
      RandomBytes random,
      GatewayConfig config,
      SignIn signIn,
      SessionCache cache,
      Revocations revocations,
      Administrators administrators) {
    this.origin = origin;
    this.clock = clock;
    this.random = random;
    this.config = config;
    this.signIn = signIn;
    this.cache = cache;
    this.revocations = revocations;
    this.administrators = administrators;
  }

  List<Route> routes() {
    return List.of(
        Route.of("getSite", Budget.STRANGER, this::site),
        Route.of("createAccount", Budget.STRANGER, this::createAccount),
        Route.of("signIn", Budget.STRANGER, this::signIn),
        Route.of("getSession", Budget.READ, this::get),
        Route.of("signOut", Budget.READ, this::signOut).withFreshSession());
  }

  private Future<Answer> site(Call call) {
    List<String> ways = config.signIn().ways().stream().sorted().map(Sessions::spelled).toList();
    SiteBody site = new SiteBody(config.siteName(), ways, spelled(config.signIn().registration()));
    return Future.succeededFuture(Answer.ok(site));
  }

  private Future<Answer> createAccount(Call call) {
    return signIn.createAccount(call).compose(this::open);
  }

  private Future<Answer> signIn(Call call) {
    return signIn.signIn(call).compose(this::open);
  }

  private Future<Answer> open(User user) {
    String token = random.text(TOKEN_BYTES);
    Instant expires = clock.now().plus(config.sessions().lifetime());
    return origin
        .store(new AccountCommand.OpenSession(TokenHash.of(token).bytes(), user.id(), expires))
        .map(Outcomes::session)
        .compose(this::describe)
        .map(session -> Answer.created(new NewSessionBody(token, session)));
  }

  private Future<Answer> get(Call call) {
    return describe(call.session().session()).map(Answer::ok);
  }

  private Future<SessionBody> describe(Session session) {
    return Future.all(origin.timeline(), origin.signers())
        .map(both ->
            new SessionBody(
                session.user(),
                session.device(),
                both.resultAt(0),
                both.resultAt(1),
                session.expires(),
                administrators.include(session.user())));
  }

  private Future<Answer> signOut(Call call) {
    TokenHash token = call.session().token();
    Session session = call.session().session();
    // The session ends first: a ticket that a parallel call gets after this has seen it ended, and
    // one from before has an older generation than the revocation.
    return origin
        .store(new AccountCommand.CloseSession(token.bytes()))
        .onComplete(closed -> cache.drop(token))
        .compose(closed -> revocations.tickets(session.user().rid(), session.device()))
        .map(heard -> Answer.done());
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  record SiteBody(String name, List<String> signIn, String registration) {}

  record SessionBody(
      User user,
      DeviceId device,
      Timeline timeline,
      List<Signer> signers,
      Instant expires,
      boolean administrator) {}

  record NewSessionBody(String token, SessionBody session) {
    @Override
    public String toString() {
      return "NewSessionBody(…)";
    }
  }
}
