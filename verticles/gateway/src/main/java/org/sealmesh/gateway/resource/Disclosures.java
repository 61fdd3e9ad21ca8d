package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.List;
import org.sealmesh.gateway.disclosure.Disclosure;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;

/// What the site keeps and whom a browser talks to, for anybody.
final class Disclosures {
  private final Disclosure disclosure;

  Disclosures(Disclosure disclosure) {
    this.disclosure = disclosure;
  }

  List<Route> routes() {
    return List.of(Route.of("getDisclosure", Budget.STRANGER, this::get));
  }

  private Future<Answer> get(Call call) {
    return Future.succeededFuture(Answer.ok(disclosure));
  }
}
