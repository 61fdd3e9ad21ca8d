package org.sealmesh.node;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.KeyCommand.KeyName;
import org.sealmesh.origin.persistence.KeyCommand.KeyPage;
import org.sealmesh.origin.persistence.KeyCommand.StoredKey;

/// Gives every conversation a key that nobody has. A restored database has keys that others may
/// have got since the backup was made, and counts anew what was sealed with them.
///
/// Needs persistence and crypto on the bus. Waits where it stands: not on an event loop. Done
/// again, it turns every epoch once more, which does no harm.
final class EpochTurns {
  private static final int PAGE = 1000;

  private final Bus bus;

  EpochTurns(Bus bus) {
    this.bus = bus;
  }

  /// @return how many conversations have a new key
  int all() {
    Map<ConversationId, Epoch> last = new LinkedHashMap<>();
    @Nullable KeyName after = null;
    boolean more = true;
    while (more) {
      KeyPage page =
          awaited(bus.ask(OriginAddresses.PERSISTENCE, new KeyCommand.ListKeys(after, PAGE)));
      for (StoredKey key : page.keys()) {
        after = key.name();
        last.put(after.conversation(), after.epoch());
      }
      more = page.more();
    }
    last.forEach(this::turnBeyond);
    return last.size();
  }

  /// @param stored the last epoch that has a key: the one in use, or one that waits to be
  private void turnBeyond(ConversationId conversation, Epoch stored) {
    Epoch now = turned(conversation, stored);
    while (now.value() <= stored.value()) {
      now = turned(conversation, now);
    }
  }

  /// @return the epoch in use, whether or not it was this one that has ended
  private Epoch turned(ConversationId conversation, Epoch ended) {
    Future<CryptoMessage.Minted> minted =
        bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.MintKey(conversation));
    WrappedKey next = awaited(minted).key();
    return awaited(
            bus.ask(
                OriginAddresses.PERSISTENCE, new KeyCommand.TurnEpoch(conversation, ended, next)))
        .epoch();
  }

  private static <T> T awaited(Future<T> answer) {
    try {
      return answer.toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new StartFailure(
          "not every conversation got a new key: run scripts/restored again", failure);
    }
  }
}
