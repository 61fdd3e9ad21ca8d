package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.limit.SessionCache;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// Being erased: a wish, which is counted first, and its confirmation.
public final class Erasures {
  private final Origin origin;
  private final SignIn signIn;
  private final SessionCache cache;
  private final Revocations revocations;

  Erasures(Origin origin, SignIn signIn, SessionCache cache, Revocations revocations) {
    this.origin = origin;
    this.signIn = signIn;
    this.cache = cache;
    this.revocations = revocations;
  }

  List<Route> routes() {
    return List.of(
        Route.of("getErasure", Budget.READ, this::get),
        Route.of("requestErasure", Budget.WRITE, this::request).withFreshSession(),
        Route.of("cancelErasure", Budget.WRITE, this::cancel),
        Route.of("confirmErasure", Budget.WRITE, this::confirm).withFreshSession());
  }

  private Future<Answer> get(Call call) {
    return origin.privacy(new PrivacyMessage.GetErasure(call.user())).map(Outcomes::erasure);
  }

  private Future<Answer> request(Call call) {
    return origin
        .privacy(new PrivacyMessage.RequestErasure(call.user()))
        .map(shown -> Answer.accepted(shown.erasure()));
  }

  private Future<Answer> cancel(Call call) {
    return origin
        .privacy(new PrivacyMessage.CancelErasure(call.user()))
        .map(Outcomes::erasureCancelled);
  }

  private Future<Answer> confirm(Call call) {
    ConfirmRequest asked = call.body(ConfirmRequest.class);
    return signIn
        .confirm(call.session().session().user(), asked.password, call.address())
        .compose(herself ->
            origin.privacy(new PrivacyMessage.ConfirmErasure(call.user(), asked.erasure)))
        .map(Outcomes::erasureConfirmed)
        .compose(rid -> signedOut(call, rid));
  }

  /// What she has not ended herself ends with her tickets, on every socket.
  private Future<Answer> signedOut(Call call, RoutingId rid) {
    cache.drop(call.session().token());
    return revocations.everything(rid).map(heard -> Answer.done());
  }

  record ConfirmRequest(JobId erasure, @Nullable String password) {
    @Override
    public String toString() {
      return "ConfirmRequest(…)";
    }
  }
}
