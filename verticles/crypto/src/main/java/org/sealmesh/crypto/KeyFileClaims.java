package org.sealmesh.crypto;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.origin.persistence.SiteCommand.KeyFileClaim;

/// Brings a key file and the database together at a start, or refuses to.
final class KeyFileClaims {
  private final Vertx vertx;
  private final Bus bus;
  private final KeyFileStore store;
  private final SecureRandom random;

  KeyFileClaims(Vertx vertx, Bus bus, KeyFileStore store, SecureRandom random) {
    this.vertx = vertx;
    this.bus = bus;
    this.store = store;
    this.random = random;
  }

  /// The key file that is there, or a new one, once the database has said that it is its own.
  ///
  /// Fails with [StartFailure] if the file cannot be used or belongs to another database; a new one
  /// is then taken away again, so that the right one can be put in its place.
  Future<KeyFile> obtain() {
    return vertx.executeBlocking(() -> store.loadOrCreate(random)).compose(this::claim);
  }

  private Future<KeyFile> claim(KeyFileStore.Obtained obtained) {
    return claim(obtained.file().claims())
        .compose(claim ->
            switch (claim) {
              case ACCEPTED -> Future.succeededFuture(obtained.file());
              case OTHER_KEY_FILE -> refuse(obtained.creation());
              case UNFINISHED -> Future.failedFuture(new Unfinished());
            });
  }

  /// The first one that the database accepts: in the middle of a rotation, it may know the file by
  /// either of two fingerprints.
  private Future<KeyFileClaim> claim(List<String> fingerprints) {
    return bus.ask(
            OriginAddresses.PERSISTENCE, new SiteCommand.ClaimKeyFile(fingerprints.getFirst()))
        .compose(claim ->
            claim == KeyFileClaim.OTHER_KEY_FILE && fingerprints.size() > 1
                ? claim(fingerprints.subList(1, fingerprints.size()))
                : Future.succeededFuture(claim));
  }

  private Future<KeyFile> refuse(KeyFileStore.Creation creation) {
    return switch (creation) {
      case EXISTED ->
          Future.failedFuture(
              new StartFailure(
                  "the database belongs to another key file than "
                      + store.path()
                      + "; put the one it was made with there"));
      case CREATED ->
          vertx
              .executeBlocking(() -> {
                store.delete();
                return store.path();
              })
              .compose(path ->
                  Future.failedFuture(
                      new StartFailure(
                          "the database belongs to a key file that is not at "
                              + path
                              + "; put it there: without it nothing in the database opens")));
    };
  }

  /// Somebody began to fill the database and did not come to an end.
  static final class Unfinished extends StartFailure {
    private static final long serialVersionUID = 1;

    Unfinished() {
      super(
          "the database has what a copy or an import that was not finished left behind: empty it,"
              + " and do that again");
    }
  }
}
