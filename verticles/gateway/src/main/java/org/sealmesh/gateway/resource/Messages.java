package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand;

/// Sending, editing, deleting and reading.
public final class Messages {
  private static final int PAGE_DEFAULT = 50;

  private final Origin origin;

  Messages(Origin origin) {
    this.origin = origin;
  }

  List<Route> routes() {
    return List.of(
        Route.of("sendMessage", Budget.WRITE, this::send),
        Route.of("editMessage", Budget.WRITE, this::edit),
        Route.of("deleteMessage", Budget.WRITE, this::delete),
        Route.of("readEvents", Budget.READ, this::read));
  }

  private Future<Answer> send(Call call) {
    SendRequest asked = call.body(SendRequest.class);
    Change.Send change = new Change.Send(Read.message(asked.body), asked.replyTo);
    byte[] hash = RequestHash.of("sendMessage", call, List.of("conversation"), asked);
    return append(call, asked.clientId, hash, change, 201);
  }

  private Future<Answer> edit(Call call) {
    EditRequest asked = call.body(EditRequest.class);
    Change.Edit change = new Change.Edit(message(call), Read.message(asked.body));
    byte[] hash = RequestHash.of("editMessage", call, List.of("conversation", "message"), asked);
    return append(call, asked.clientId, hash, change, 200);
  }

  private Future<Answer> delete(Call call) {
    DeleteRequest asked = new DeleteRequest(call.query("clientId", ClientId::parse).orElseThrow());
    byte[] hash = RequestHash.of("deleteMessage", call, List.of("conversation", "message"), asked);
    return append(call, asked.clientId, hash, new Change.Delete(message(call)), 200);
  }

  private Future<Answer> append(
      Call call, ClientId clientId, byte[] hash, Change change, int status) {
    return origin
        .store(new EventCommand.Append(call.user(), call.conversation(), clientId, hash, change))
        .map(outcome -> Outcomes.newEvent(outcome, status));
  }

  private Future<Answer> read(Call call) {
    @Nullable Seq after = call.query("after", Messages::seq).orElse(null);
    @Nullable Seq before = call.query("before", Messages::seq).orElse(null);
    if (after != null && before != null) {
      throw new Refused(Problems.badRequest("query/before"));
    }
    int limit = call.query("limit", Integer::valueOf).orElse(PAGE_DEFAULT);
    return origin
        .store(new EventCommand.ReadEvents(call.user(), call.conversation(), after, before, limit))
        .map(Outcomes::events);
  }

  private static MessageId message(Call call) {
    return call.path("message", MessageId::parse);
  }

  private static Seq seq(String text) {
    return new Seq(Long.parseLong(text));
  }

  record SendRequest(ClientId clientId, String body, @Nullable MessageId replyTo) {}

  record EditRequest(ClientId clientId, String body) {}

  record DeleteRequest(ClientId clientId) {}
}
