package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.List;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.origin.persistence.AccountCommand;

/// Finding people.
public final class People {
  static final int FOUND_DEFAULT = 20;

  private final Origin origin;

  People(Origin origin) {
    this.origin = origin;
  }

  List<Route> routes() {
    return List.of(Route.of("searchUsers", Budget.READ, this::search));
  }

  private Future<Answer> search(Call call) {
    String prefix = call.query("prefix", text -> text).orElseThrow();
    int limit = call.query("limit", Integer::valueOf).orElse(FOUND_DEFAULT);
    return origin
        .store(new AccountCommand.SearchUsers(Read.wellFormed(prefix, "query/prefix"), limit))
        .map(Answer::ok);
  }
}
