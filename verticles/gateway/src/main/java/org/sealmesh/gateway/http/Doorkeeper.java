package org.sealmesh.gateway.http;

import static org.sealmesh.origin.OriginAddresses.PERSISTENCE;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.http.Route.Trust;
import org.sealmesh.gateway.limit.SharedState;
import org.sealmesh.gateway.limit.TokenBuckets;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.AccountCommand.NoSession;
import org.sealmesh.origin.persistence.AccountCommand.Session;
import org.sealmesh.origin.persistence.AccountCommand.SessionFound;

/// Decides who may come in, and how often.
///
/// Strangers are counted by address, and so is everybody who shows a token that is none; users are
/// counted by who they are, wherever they come from.
final class Doorkeeper {
  private static final String SCHEME = "bearer ";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final Bus bus;
  private final SharedState shared;

  Doorkeeper(Bus bus, SharedState shared) {
    this.bus = bus;
    this.shared = shared;
  }

  /// @return fails with [Refused] if there is no allowance left
  Future<Optional<Caller>> stranger(String address) {
    charge(shared.strangers(), address);
    return Future.succeededFuture(Optional.empty());
  }

  /// @param authorization the value of that header, if there is one
  /// @return fails with [Refused] if there is no session or no allowance left
  Future<Optional<Caller>> user(Route route, String address, @Nullable String authorization) {
    TokenHash token = token(authorization).orElseThrow(() -> noSession(address));
    Optional<Session> remembered =
        route.trust() == Trust.FRESH ? Optional.empty() : shared.sessions().find(token);
    Future<Session> session =
        remembered.map(Future::succeededFuture).orElseGet(() -> lookUp(token, address));
    return session.map(found -> {
      Caller caller = new Caller(token, found);
      charge(route.budget() == Budget.WRITE ? shared.writes() : shared.reads(), caller.user());
      return Optional.of(caller);
    });
  }

  private Future<Session> lookUp(TokenHash token, String address) {
    Duration wait = shared.strangers().peek(address);
    if (!wait.isZero()) {
      throw new Refused(Problems.tooManyRequests(wait));
    }
    long mark = shared.sessions().mark();
    return bus.ask(PERSISTENCE, new AccountCommand.FindSession(token.bytes()))
        .map(outcome ->
            switch (outcome) {
              case SessionFound found -> {
                shared.sessions().keep(token, found.session(), mark);
                yield found.session();
              }
              case NoSession none -> throw noSession(address);
            });
  }

  /// Counts the attempt, so that guessing tokens is as slow as any stranger.
  private Refused noSession(String address) {
    charge(shared.strangers(), address);
    return new Refused(Problems.of(ProblemType.UNAUTHENTICATED));
  }

  private static Optional<TokenHash> token(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Optional.empty();
    }
    String token = authorization.substring(SCHEME.length());
    return TOKEN.matcher(token).matches() ? Optional.of(TokenHash.of(token)) : Optional.empty();
  }

  private static <K> void charge(TokenBuckets<K> buckets, K key) {
    Duration wait = buckets.take(key);
    if (!wait.isZero()) {
      throw new Refused(Problems.tooManyRequests(wait));
    }
  }
}
