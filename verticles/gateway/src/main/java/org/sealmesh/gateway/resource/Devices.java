package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.ProblemType;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.limit.SessionCache;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.AccountCommand.SessionsEnded;
import org.sealmesh.origin.persistence.AccountCommand.SignedInDevice;

/// Where the caller is signed in, and the end of it.
///
/// As with signing out, a session ends first and its tickets are revoked then: what a parallel call
/// signs after this has seen it ended.
final class Devices {
  private final Origin origin;
  private final SessionCache cache;
  private final Revocations revocations;

  Devices(Origin origin, SessionCache cache, Revocations revocations) {
    this.origin = origin;
    this.cache = cache;
    this.revocations = revocations;
  }

  List<Route> routes() {
    return List.of(
        Route.of("listSessions", Budget.READ, this::list).withFreshSession(),
        Route.of("endSession", Budget.WRITE, this::end).withFreshSession(),
        Route.of("endOtherSessions", Budget.WRITE, this::endOthers).withFreshSession());
  }

  private Future<Answer> list(Call call) {
    DeviceId own = call.session().session().device();
    return origin
        .store(new AccountCommand.ListSessions(call.user()))
        .map(found ->
            Answer.ok(
                new SessionsBody(
                    found.sessions().stream().map(one -> SessionBody.of(one, own)).toList())));
  }

  private Future<Answer> end(Call call) {
    DeviceId device = call.path("device", DeviceId::parse);
    return origin
        .store(new AccountCommand.EndSession(call.user(), device))
        .compose(ended -> {
          if (ended.devices().isEmpty()) {
            throw new Refused(Problems.of(ProblemType.NOT_FOUND));
          }
          return signedOut(call.session().session().user(), ended);
        });
  }

  private Future<Answer> endOthers(Call call) {
    AccountCommand.Session session = call.session().session();
    return origin
        .store(new AccountCommand.EndOtherSessions(call.user(), session.device()))
        .compose(ended -> signedOut(session.user(), ended));
  }

  private Future<Answer> signedOut(User user, SessionsEnded ended) {
    cache.drop(ended.devices());
    RoutingId rid = user.rid();
    return Future.all(
            ended.devices().stream().map(device -> revocations.tickets(rid, device)).toList())
        .map(heard -> Answer.done());
  }

  record SessionsBody(List<SessionBody> sessions) {}

  /// What the contract calls `SignedInDevice`.
  record SessionBody(DeviceId device, @Nullable Instant since, Instant expires, boolean current) {
    static SessionBody of(SignedInDevice one, DeviceId own) {
      return new SessionBody(one.device(), one.since(), one.expires(), one.device().equals(own));
    }
  }
}
