package org.sealmesh.outbox;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PointerMoved;

/// Has events and pointers sealed, and asks the router to fan them out.
final class Sender {
  private final Bus bus;

  Sender(Bus bus) {
    this.bus = bus;
  }

  /// What came of a try. A failed future means that nothing is known of it.
  sealed interface Sent {}

  /// Every node that holds a target has it.
  record Acked() implements Sent {}

  /// Nodes that hold some of these targets did not answer the router.
  record PartlyAcked(List<List<RoutingId>> unacked) implements Sent {}

  /// It cannot be sealed, now or ever: it is too long, or its key is gone with its conversation.
  record Undeliverable() implements Sent {}

  Future<Sent> send(Delivery delivery) {
    if (delivery.unacked().isEmpty()) {
      return Future.succeededFuture(new Acked());
    }
    Envelope sealed = delivery.envelope();
    if (sealed != null) {
      return fanOut(sealed, delivery.unacked());
    }
    OutboxEntry entry = delivery.entry();
    return bus.ask(
            OriginAddresses.CRYPTO,
            new CryptoMessage.Seal(
                entry.conversation(),
                entry.timeline(),
                entry.rid(),
                entry.event().seq(),
                entry.epoch(),
                Envelope.Type.EVENT,
                Wire.json().write(entry.event())))
        .compose(sealing ->
            switch (sealing) {
              case CryptoMessage.Sealed s -> {
                delivery.sealed(s.envelope());
                yield fanOut(s.envelope(), delivery.unacked());
              }
              case CryptoMessage.ContentTooLong tooLong ->
                  Future.succeededFuture(new Undeliverable());
              case CryptoMessage.NoSuchKey gone -> Future.succeededFuture(new Undeliverable());
            });
  }

  /// Once, without a retry: the next pointer says all that this one would have said.
  Future<Sent> send(PointerMoved moved) {
    if (moved.targets().isEmpty()) {
      return Future.succeededFuture(new Acked());
    }
    PointerContent content =
        new PointerContent(
            moved.pointer().user(),
            moved.pointer().delivered(),
            moved.pointer().read(),
            moved.at());
    return bus.ask(
            OriginAddresses.CRYPTO,
            new CryptoMessage.Seal(
                moved.conversation(),
                moved.timeline(),
                moved.rid(),
                Seq.NONE,
                moved.epoch(),
                Envelope.Type.POINTER,
                Wire.json().write(content)))
        .compose(sealing ->
            switch (sealing) {
              case CryptoMessage.Sealed s -> fanOut(s.envelope(), Delivery.chunks(moved.targets()));
              case CryptoMessage.ContentTooLong tooLong ->
                  Future.succeededFuture(new Undeliverable());
              case CryptoMessage.NoSuchKey gone -> Future.succeededFuture(new Undeliverable());
            });
  }

  /// A chunk without an answer counts as unacknowledged, as long as another one has an answer.
  private Future<Sent> fanOut(Envelope envelope, List<List<RoutingId>> chunks) {
    List<Future<RouterMessage.FannedOut>> asked = new ArrayList<>();
    for (List<RoutingId> chunk : chunks) {
      asked.add(bus.ask(MeshAddresses.ROUTER, new RouterMessage.FanOut(chunk, envelope)));
    }
    return Future.join(asked)
        .transform(all -> {
          if (asked.stream().allMatch(Future::failed)) {
            return Future.failedFuture(asked.getFirst().cause());
          }
          List<List<RoutingId>> unacked = new ArrayList<>();
          for (int i = 0; i < chunks.size(); i++) {
            Future<RouterMessage.FannedOut> answer = asked.get(i);
            if (answer.failed() || !answer.result().unacked().isEmpty()) {
              unacked.add(chunks.get(i));
            }
          }
          Sent sent = unacked.isEmpty() ? new Acked() : new PartlyAcked(unacked);
          return Future.succeededFuture(sent);
        });
  }
}
