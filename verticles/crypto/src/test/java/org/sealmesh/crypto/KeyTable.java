package org.sealmesh.crypto;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.KeyCommand.KeyName;
import org.sealmesh.origin.persistence.KeyCommand.StoredKey;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.SiteCommand;

/// As much of the database verticle as crypto asks.
final class KeyTable {
  private static final Comparator<KeyName> ORDER =
      Comparator.comparing((KeyName name) -> name.conversation().text())
          .thenComparing(name -> name.epoch().value());

  final Map<KeyName, WrappedKey> keys = new TreeMap<>(ORDER);
  final Map<KeyName, Long> reserved = new HashMap<>();
  final List<KeyCommand.TurnEpoch> turned = new ArrayList<>();
  String fingerprint = "";

  void put(ConversationId conversation, Epoch epoch, WrappedKey key) {
    keys.put(new KeyName(conversation, epoch), key);
  }

  Future<?> on(PersistenceMessage message) {
    return switch (message) {
      case SiteCommand.ClaimKeyFile claim -> Future.succeededFuture(claim(claim.fingerprint()));
      case KeyCommand.ReserveSeals reserve -> Future.succeededFuture(reserve(reserve));
      case KeyCommand.TurnEpoch turn -> {
        turned.add(turn);
        yield Future.succeededFuture(new KeyCommand.EpochTurned(turn.ended().next()));
      }
      case KeyCommand.ListKeys list -> Future.succeededFuture(list(list));
      case KeyCommand.Rewrap rewrap -> rewrap(rewrap);
      default -> Future.failedFuture("crypto asks no " + message.getClass());
    };
  }

  private SiteCommand.KeyFileClaim claim(String claimed) {
    if (fingerprint.isEmpty()) {
      fingerprint = claimed;
    }
    return fingerprint.equals(claimed)
        ? SiteCommand.KeyFileClaim.ACCEPTED
        : SiteCommand.KeyFileClaim.OTHER_KEY_FILE;
  }

  private KeyCommand.Reservation reserve(KeyCommand.ReserveSeals reserve) {
    KeyName name = new KeyName(reserve.conversation(), reserve.epoch());
    WrappedKey key = keys.get(name);
    if (key == null) {
      return new KeyCommand.NoKey();
    }
    return new KeyCommand.Reserved(key, reserved.merge(name, (long) reserve.count(), Long::sum));
  }

  private KeyCommand.KeyPage list(KeyCommand.ListKeys list) {
    // Pages of two, so that a handful of keys makes several.
    int limit = Math.min(list.limit(), 2);
    List<StoredKey> rest =
        keys.entrySet().stream()
            .filter(e -> list.after() == null || ORDER.compare(e.getKey(), list.after()) > 0)
            .map(e -> new StoredKey(e.getKey(), e.getValue()))
            .toList();
    return new KeyCommand.KeyPage(rest.stream().limit(limit).toList(), rest.size() > limit);
  }

  private Future<?> rewrap(KeyCommand.Rewrap rewrap) {
    if (!rewrap.from().equals(fingerprint) && !rewrap.to().equals(fingerprint)) {
      return Future.failedFuture("another key file");
    }
    rewrap.keys().forEach(key -> keys.put(key.name(), key.key()));
    fingerprint = rewrap.to();
    return Future.succeededFuture(new KeyCommand.Rewrapped(rewrap.keys().size()));
  }
}
