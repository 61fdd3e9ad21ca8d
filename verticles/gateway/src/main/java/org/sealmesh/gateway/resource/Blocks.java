package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.List;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.ProblemType;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.BlockCommand;
import org.sealmesh.origin.persistence.BlockCommand.Lost;

/// Hearing nothing of somebody any more: it is committed first, then what she holds for the direct
/// conversation is taken back from the relays, and then it is answered.
public final class Blocks {
  private final Origin origin;
  private final Revocations revocations;

  Blocks(Origin origin, Revocations revocations) {
    this.origin = origin;
    this.revocations = revocations;
  }

  List<Route> routes() {
    return List.of(
        Route.of("blockUser", Budget.WRITE, this::block),
        Route.of("unblockUser", Budget.WRITE, this::unblock),
        Route.of("listBlocks", Budget.READ, this::list));
  }

  private Future<Answer> block(Call call) {
    UserId blocked = call.path("user", UserId::parse);
    if (blocked.equals(call.user())) {
      throw new Refused(Problems.of(ProblemType.FORBIDDEN));
    }
    return origin
        .store(new BlockCommand.Block(call.user(), blocked))
        .map(Outcomes::blocked)
        .compose(done -> {
          Lost lost = done.lost();
          return lost == null
              ? Future.<Void>succeededFuture()
              : revocations.passes(lost.user(), lost.conversation());
        })
        .map(revoked -> Answer.done());
  }

  private Future<Answer> unblock(Call call) {
    UserId blocked = call.path("user", UserId::parse);
    return origin.store(new BlockCommand.Unblock(call.user(), blocked)).map(done -> Answer.done());
  }

  private Future<Answer> list(Call call) {
    return origin.store(new BlockCommand.ListBlocks(call.user())).map(Answer::ok);
  }
}
