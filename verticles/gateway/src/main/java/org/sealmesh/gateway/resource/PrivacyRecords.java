package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// What was asked for and done about people's data: for administrators.
final class PrivacyRecords {
  private final Origin origin;
  private final Administrators administrators;

  PrivacyRecords(Origin origin, Administrators administrators) {
    this.origin = origin;
    this.administrators = administrators;
  }

  List<Route> routes() {
    return List.of(
        Route.of("listPrivacyRequests", Budget.READ, this::requests),
        Route.of("listAudit", Budget.READ, this::audit),
        Route.of("listOwnAges", Budget.READ, this::ownAges));
  }

  private Future<Answer> requests(Call call) {
    administrators.require(call);
    return origin.privacy(new PrivacyMessage.ListRequests()).map(Answer::ok);
  }

  private Future<Answer> audit(Call call) {
    administrators.require(call);
    Instant before =
        call.query("before", text -> Instant.ofEpochMilli(Long.parseLong(text))).orElse(null);
    return origin.privacy(new PrivacyMessage.ListAudit(before)).map(Answer::ok);
  }

  private Future<Answer> ownAges(Call call) {
    administrators.require(call);
    return origin.privacy(new PrivacyMessage.ListOwnAges()).map(Answer::ok);
  }
}
