package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;

/// Going, and being made to go: the epoch turns in the transaction of the removal, and the passes
/// are taken back from the relays before it is answered.
public final class Removals {
  private final Origin origin;
  private final Revocations revocations;

  Removals(Origin origin, Revocations revocations) {
    this.origin = origin;
    this.revocations = revocations;
  }

  List<Route> routes() {
    return List.of(Route.of("removeMember", Budget.WRITE, this::remove));
  }

  private Future<Answer> remove(Call call) {
    RemoveRequest asked =
        new RemoveRequest(
            call.query("clientId", ClientId::parse).orElseThrow(),
            call.query("reason", Removals::reason).orElse(RemovalReason.REMOVED));
    ConversationId conversation = call.conversation();
    UserId member = call.path("user", UserId::parse);
    return origin
        .mintKey(conversation)
        .compose(key -> origin.store(append(call, member, asked, key)))
        .compose(outcome -> revoke(outcome).map(done -> Outcomes.appended(outcome, 200)));
  }

  private static EventCommand.Append append(
      Call call, UserId member, RemoveRequest asked, WrappedKey nextKey) {
    RemovalReason reason = member.equals(call.user()) ? RemovalReason.LEFT : asked.reason;
    return new EventCommand.Append(
        call.user(),
        call.conversation(),
        asked.clientId,
        RequestHash.of("removeMember", call, List.of("conversation", "user"), asked),
        new Change.RemoveMember(member, reason, nextKey));
  }

  private Future<Void> revoke(Appending outcome) {
    return outcome instanceof Appended done && done.removedRid() != null
        ? revocations.passes(done.removedRid(), done.rid())
        : Future.succeededFuture();
  }

  private static RemovalReason reason(String text) {
    return RemovalReason.valueOf(text.toUpperCase(Locale.ROOT));
  }

  record RemoveRequest(ClientId clientId, RemovalReason reason) {}
}
