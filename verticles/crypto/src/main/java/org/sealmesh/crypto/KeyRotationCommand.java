package org.sealmesh.crypto;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.KeyCommand.KeyName;
import org.sealmesh.origin.persistence.KeyCommand.StoredKey;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.origin.persistence.SiteCommand.KeyFileClaim;

/// What `sealmesh rotate-keys` does: gives the site new keys.
///
/// Needs persistence on the bus, and no other process of the origin: what those would wrap
/// meanwhile would be under the old key. Can be killed at any point and run again, until it says
/// that it is done. Writes files where it runs: not on an event loop that serves anybody.
public final class KeyRotationCommand {
  private static final int PAGE = 1000;

  private final Bus bus;
  private final KeyFileStore store;
  private final KeyRotation rotation;

  public KeyRotationCommand(Bus bus, KeyFileStore store, SecureRandom random) {
    this.bus = bus;
    this.store = store;
    this.rotation = new KeyRotation(random);
  }

  /// @param rewrapped conversation keys that were wrapped anew in this run
  public record Rotated(int rewrapped) {}

  /// Replaces what wraps the conversation keys.
  public Future<Rotated> rotateWrapping() {
    return rotate(KeyRotation.Scope.WRAPPING);
  }

  /// Replaces that and what signs. Relays that were given the signers by file need the new one
  /// before the origin starts again.
  public Future<Rotated> rotateAll() {
    return rotate(KeyRotation.Scope.WRAPPING_AND_SIGNING);
  }

  /// Takes the signers before the last one away.
  ///
  /// @throws StartFailure if there is no key file or it cannot be written
  public void forgetOldSigners() {
    store.replace(KeyRotation.forgetOldSigners(load()));
  }

  private Future<Rotated> rotate(KeyRotation.Scope scope) {
    try {
      KeyFile before = load();
      return claimed(before.claims())
          .compose(ours -> {
            KeyFile rotating = rotation.begin(before, scope);
            if (!rotating.equals(before)) {
              store.replace(rotating);
            }
            return rewrapAll(rotating, 0);
          })
          .map(done -> {
            store.replace(rotation.finish(load()));
            return done;
          });
    } catch (StartFailure unusable) {
      return Future.failedFuture(unusable);
    }
  }

  private KeyFile load() {
    return store
        .load()
        .orElseThrow(() -> new StartFailure("there is no key file at " + store.path()));
  }

  /// A file that is not the database's must not become its successor.
  private Future<Void> claimed(List<String> fingerprints) {
    if (fingerprints.isEmpty()) {
      return Future.failedFuture(
          new StartFailure("the database belongs to another key file than " + store.path()));
    }
    return bus.ask(
            OriginAddresses.PERSISTENCE, new SiteCommand.ClaimKeyFile(fingerprints.getFirst()))
        .compose(claim ->
            claim == KeyFileClaim.ACCEPTED
                ? Future.succeededFuture()
                : claimed(fingerprints.subList(1, fingerprints.size())));
  }

  /// Looks again after each transaction, so that the old key goes only when nothing is left under
  /// it.
  private Future<Rotated> rewrapAll(KeyFile rotating, int soFar) {
    String from = Objects.requireNonNull(rotating.replaces());
    return stored(null, new ArrayList<>())
        .compose(all -> {
          List<StoredKey> stale = rotation.rewrap(rotating, all);
          if (stale.isEmpty() && soFar > 0) {
            return Future.succeededFuture(new Rotated(soFar));
          }
          return bus.ask(
                  OriginAddresses.PERSISTENCE,
                  new KeyCommand.Rewrap(stale, from, rotating.fingerprint()))
              .compose(rewrapped ->
                  stale.isEmpty()
                      ? Future.succeededFuture(new Rotated(soFar))
                      : rewrapAll(rotating, soFar + stale.size()));
        });
  }

  private Future<List<StoredKey>> stored(@Nullable KeyName after, List<StoredKey> soFar) {
    return bus.ask(OriginAddresses.PERSISTENCE, new KeyCommand.ListKeys(after, PAGE))
        .compose(page -> {
          soFar.addAll(page.keys());
          return page.more()
              ? stored(soFar.getLast().name(), soFar)
              : Future.succeededFuture(soFar);
        });
  }
}
