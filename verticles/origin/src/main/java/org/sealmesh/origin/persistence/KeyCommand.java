package org.sealmesh.origin.persistence;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;

/// Conversation keys, always wrapped.
public sealed interface KeyCommand extends PersistenceMessage {

  /// The keys that a member may have: of the epochs in which she was one.
  ///
  /// @param epochs at most 64; others than hers are left out
  record KeysForMember(UserId user, ConversationId conversation, Set<Epoch> epochs)
      implements KeyCommand, Ask<MemberKeys> {
    public static final int EPOCHS_MAX = 64;

    public KeysForMember {
      epochs = Set.copyOf(epochs);
    }
  }

  /// The outcome of [KeysForMember].
  sealed interface MemberKeys {}

  record Keys(List<EpochKey> keys) implements MemberKeys {
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  record NoMember() implements MemberKeys {}

  record EpochKey(Epoch epoch, WrappedKey key) {}

  /// For crypto: one key, and the right to seal with it `count` times. The count is durable before
  /// it is answered, so that a restart can waste seals and never repeat them.
  record ReserveSeals(ConversationId conversation, Epoch epoch, int count)
      implements KeyCommand, Ask<Reservation> {}

  /// The outcome of [ReserveSeals].
  sealed interface Reservation {}

  /// @param reservedTotal seals reserved with this key so far, these included
  record Reserved(WrappedKey key, long reservedTotal) implements Reservation {}

  record NoKey() implements Reservation {}

  /// Turns the epoch without removing anyone, because the key has sealed enough. A conversation
  /// that is already past `ended` is left as it is.
  record TurnEpoch(ConversationId conversation, Epoch ended, WrappedKey nextKey)
      implements KeyCommand, Ask<EpochTurned> {}

  record EpochTurned(Epoch epoch) {}

  /// For a rotation of the key file: wrapped keys in a stable order.
  ///
  /// @param after the last one of the page before, or null
  record ListKeys(@Nullable KeyName after, int limit) implements KeyCommand, Ask<KeyPage> {}

  record KeyName(ConversationId conversation, Epoch epoch) {}

  record KeyPage(List<StoredKey> keys, boolean more) {
    public KeyPage {
      keys = List.copyOf(keys);
    }
  }

  record StoredKey(KeyName name, WrappedKey key) {}

  /// For a rotation: replaces wrapped keys and the key file's fingerprint in one transaction.
  ///
  /// @param from the fingerprint that must stand there now
  record Rewrap(List<StoredKey> keys, String from, String to)
      implements KeyCommand, Ask<Rewrapped> {
    public Rewrap {
      keys = List.copyOf(keys);
    }
  }

  record Rewrapped(int keys) {}
}
