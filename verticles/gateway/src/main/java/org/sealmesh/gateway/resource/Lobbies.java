package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.List;
import org.sealmesh.bus.Ask;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.LobbyCommand;

/// What hosts do about who waits to be let into a group's call (docs/PROTOCOL.md §10). Waiting
/// itself is asking for a grant: [Calls].
public final class Lobbies {
  private final Origin origin;

  Lobbies(Origin origin) {
    this.origin = origin;
  }

  List<Route> routes() {
    return List.of(
        Route.of("getLobby", Budget.READ, this::get),
        Route.of("setLobby", Budget.WRITE, this::set),
        Route.of("answerKnock", Budget.WRITE, this::answer));
  }

  private Future<Answer> get(Call call) {
    return ask(new LobbyCommand.FindLobby(call.user(), id(call)));
  }

  private Future<Answer> set(Call call) {
    LobbyCommand.Lobby lobby = call.body(LobbyRequest.class).lobby;
    return ask(new LobbyCommand.SetLobby(call.user(), id(call), lobby));
  }

  private Future<Answer> answer(Call call) {
    UserId about = call.path("user", UserId::parse);
    LobbyCommand.Verdict verdict = call.body(VerdictRequest.class).verdict;
    return ask(new LobbyCommand.AnswerKnock(call.user(), id(call), about, verdict));
  }

  private <Q extends LobbyCommand & Ask<LobbyCommand.LobbySearch>> Future<Answer> ask(Q asked) {
    return origin.store(asked).map(Outcomes::lobby).map(Answer::ok);
  }

  private static CallId id(Call call) {
    return call.path("call", CallId::parse);
  }

  record LobbyRequest(LobbyCommand.Lobby lobby) {}

  record VerdictRequest(LobbyCommand.Verdict verdict) {}
}
