package org.sealmesh.outbox;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.origin.crypto.CryptoMessage;

/// A router that remembers what it was asked, and a crypto that seals nothing: the content stands
/// in the envelope as it is.
final class Mesh {
  final List<RouterMessage.FanOut> fannedOut = new ArrayList<>();
  final Set<NodeId> deadNodes = new HashSet<>();
  CryptoMessage.@org.jspecify.annotations.Nullable Sealing sealing;

  Future<?> onRouter(RouterMessage message) {
    fannedOut.add((RouterMessage.FanOut) message);
    return Future.succeededFuture(new RouterMessage.FannedOut(deadNodes));
  }

  Future<?> onCrypto(CryptoMessage message) {
    CryptoMessage.Seal seal = (CryptoMessage.Seal) message;
    return Future.succeededFuture(
        sealing == null ? new CryptoMessage.Sealed(envelope(seal)) : sealing);
  }

  private static Envelope envelope(CryptoMessage.Seal seal) {
    byte[] bytes = new byte[Envelope.BYTES_MIN + seal.content().length];
    byte[] header =
        Envelope.header(seal.timeline(), seal.rid(), seal.seq(), seal.epoch(), seal.type());
    System.arraycopy(header, 0, bytes, 0, header.length);
    System.arraycopy(seal.content(), 0, bytes, header.length, seal.content().length);
    return Envelope.of(bytes);
  }

  static String content(Envelope envelope) {
    int length = envelope.length() - Envelope.BYTES_MIN;
    return new String(
        envelope.bytes(), Envelope.HEADER_BYTES, length, java.nio.charset.StandardCharsets.UTF_8);
  }

  /// The seqs that were fanned out for a conversation, repeats included.
  List<Long> seqs(org.sealmesh.mesh.RoutingId conversation) {
    return fannedOut.stream()
        .filter(f -> f.envelope().conversation().equals(conversation))
        .map(f -> f.envelope().seq().value())
        .toList();
  }
}
