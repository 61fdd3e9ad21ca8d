package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKey;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.KeyCommand.EpochKey;
import org.sealmesh.origin.persistence.PointerCommand;

/// What goes with the live stream: keys that open envelopes, and pointers.
public final class Realtime {
  private final Origin origin;

  Realtime(Origin origin) {
    this.origin = origin;
  }

  List<Route> routes() {
    return List.of(
        Route.of("getKeys", Budget.READ, this::keys),
        Route.of("movePointers", Budget.READ, this::pointers));
  }

  private Future<Answer> keys(Call call) {
    ConversationId conversation = call.conversation();
    Set<Epoch> epochs =
        Set.copyOf(call.queryAll("epoch", text -> new Epoch(Integer.parseInt(text))));
    return origin
        .store(new KeyCommand.KeysForMember(call.user(), conversation, epochs))
        .map(Outcomes::keys)
        .compose(wrapped -> unwrap(conversation, wrapped));
  }

  private Future<Answer> unwrap(ConversationId conversation, List<EpochKey> wrapped) {
    if (wrapped.isEmpty()) {
      return Future.succeededFuture(Answer.ok(new KeysBody(List.of())));
    }
    return origin
        .crypto(
            new CryptoMessage.Unwrap(conversation, wrapped.stream().map(EpochKey::key).toList()))
        .map(unwrapped -> {
          List<KeyBody> keys = new ArrayList<>();
          for (int i = 0; i < wrapped.size(); i++) {
            keys.add(new KeyBody(wrapped.get(i).epoch(), unwrapped.keys().get(i)));
          }
          return Answer.ok(new KeysBody(keys));
        });
  }

  private Future<Answer> pointers(Call call) {
    List<PointerCommand.Target> targets =
        call.body(PointersRequest.class).pointers.stream()
            .map(p -> new PointerCommand.Target(p.conversation, p.delivered, p.read))
            .toList();
    return origin
        .store(new PointerCommand.MovePointers(call.user(), targets))
        .map(moved -> Answer.done());
  }

  record PointersRequest(List<PointerRequest> pointers) {
    PointersRequest {
      pointers = List.copyOf(pointers);
    }
  }

  record PointerRequest(ConversationId conversation, Seq delivered, Seq read) {}

  record KeysBody(List<KeyBody> keys) {}

  record KeyBody(Epoch epoch, ConversationKey key) {}
}
