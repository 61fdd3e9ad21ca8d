package org.sealmesh.node;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.BodyCommand.BringInLine;
import org.sealmesh.origin.persistence.BodyCommand.BroughtInLine;

/// Has every stored message written as the setting says. Needs persistence on the bus, and waits
/// where it stands: not on an event loop.
final class AtRest {
  private static final int PAGE = 500;

  private final Bus bus;

  AtRest(Bus bus) {
    this.bus = bus;
  }

  /// @return what to tell the operator
  String all() {
    long changed = 0;
    @Nullable String after = null;
    do {
      BroughtInLine page = page(after);
      changed += page.changed();
      after = page.after();
    } while (after != null);
    return "%d messages were written anew: all of them stand as persistence.content.encrypted says."
        .formatted(changed);
  }

  private BroughtInLine page(@Nullable String after) {
    try {
      return bus.ask(OriginAddresses.PERSISTENCE, new BringInLine(after, PAGE))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new StartFailure(
          "not every message was written anew: run scripts/at-rest again", failure);
    }
  }
}
