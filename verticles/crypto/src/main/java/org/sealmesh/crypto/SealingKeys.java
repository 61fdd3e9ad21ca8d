package org.sealmesh.crypto;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKey;

/// The subkeys of the conversations that were sealed for last, each with its budget. Bounded: the
/// one that was not used for longest goes first, and what it had reserved is wasted.
///
/// Holds no conversation key, only what was derived from one.
final class SealingKeys {
  private final Map<KeyRef, Sealer> entries;

  SealingKeys(int keysMax) {
    // In the order of use, so that the eldest is the one not used for longest.
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<KeyRef, Sealer> eldest) {
            return size() > keysMax;
          }
        };
  }

  /// One key in its conversation. The routing id is in it because subkeys depend on it.
  record KeyRef(ConversationId conversation, RoutingId rid, Epoch epoch) {}

  /// The subkey for one seal, which is used up by this call; null if seals must be reserved first.
  @Nullable SecretKey take(KeyRef ref, Envelope.Type type) {
    Sealer sealer = entries.get(ref);
    if (sealer == null || !sealer.budget.take()) {
      return null;
    }
    return switch (type) {
      case EVENT -> sealer.event;
      case POINTER -> sealer.pointer;
    };
  }

  /// Takes in what was reserved for a key.
  SealBudget.Next reserved(KeyRef ref, ConversationKey key, int count, long reservedTotal) {
    Sealer sealer = entries.computeIfAbsent(ref, absent -> Sealer.of(ref, key));
    return sealer.budget.add(count, reservedTotal);
  }

  int size() {
    return entries.size();
  }

  private record Sealer(SecretKey event, SecretKey pointer, SealBudget budget) {
    static Sealer of(KeyRef ref, ConversationKey key) {
      return new Sealer(
          Subkeys.ofOrigin(key, ref.rid(), Envelope.Type.EVENT, ref.epoch()),
          Subkeys.ofOrigin(key, ref.rid(), Envelope.Type.POINTER, ref.epoch()),
          new SealBudget());
    }
  }
}
