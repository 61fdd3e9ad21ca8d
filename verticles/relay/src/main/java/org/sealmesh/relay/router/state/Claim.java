package org.sealmesh.relay.router.state;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.PeerMessage.Delta;
import org.sealmesh.mesh.PeerMessage.Snapshot;
import org.sealmesh.mesh.RoutingId;

/// What one other node says it holds. Bounded; what does not follow from what is known is asked for
/// again, never guessed.
final class Claim {
  private final int max;
  private Set<RoutingId> held = new HashSet<>();
  private boolean isComplete;
  private long stream;
  private long version;
  private @Nullable Long invited;
  private @Nullable Assembly assembly;

  /// @param max routing ids that one node may claim
  Claim(int max) {
    this.max = max;
  }

  /// What came of a message.
  enum Outcome {
    TAKEN,
    SNAPSHOT_WANTED,
    TOO_MANY
  }

  /// A snapshot whose parts come in one after the other; until the last one, what was known holds.
  private static final class Assembly {
    private final long stream;
    private final Set<RoutingId> held = new HashSet<>();
    private int parts;

    Assembly(long stream) {
      this.stream = stream;
    }
  }

  /// The number that the next snapshot must have; the same until one begins with it.
  long invite(LongSupplier random) {
    long number = invited == null ? random.getAsLong() : invited;
    invited = number;
    return number;
  }

  Outcome onSnapshot(Snapshot snapshot) {
    if (isComplete && snapshot.stream() == stream) {
      // It was taken, and its answer was lost.
      return Outcome.TAKEN;
    }
    if (invited != null && snapshot.stream() == invited && snapshot.part() == 0) {
      assembly = new Assembly(invited);
      invited = null;
    }
    return assembly != null && assembly.stream == snapshot.stream()
        ? onPart(assembly, snapshot)
        : Outcome.SNAPSHOT_WANTED;
  }

  private Outcome onPart(Assembly whole, Snapshot part) {
    if (part.part() > whole.parts) {
      return Outcome.SNAPSHOT_WANTED;
    }
    if (part.part() < whole.parts) {
      return Outcome.TAKEN;
    }
    if (whole.held.size() + part.held().size() > max) {
      assembly = null;
      return Outcome.TOO_MANY;
    }
    whole.held.addAll(part.held());
    whole.parts++;
    if (whole.parts == part.parts()) {
      held = whole.held;
      stream = part.stream();
      version = part.version();
      isComplete = true;
      assembly = null;
    }
    return Outcome.TAKEN;
  }

  Outcome onDelta(Delta delta) {
    if (!isComplete || delta.stream() != stream) {
      return Outcome.SNAPSHOT_WANTED;
    }
    if (delta.from() != version) {
      // Either it was applied, and its answer was lost; or one before it was lost.
      return delta.to() <= version ? Outcome.TAKEN : Outcome.SNAPSHOT_WANTED;
    }
    if (held.size() + delta.added().size() - delta.removed().size() > max) {
      return Outcome.TOO_MANY;
    }
    held.addAll(delta.added());
    delta.removed().forEach(held::remove);
    version = delta.to();
    return Outcome.TAKEN;
  }

  /// Whether all that it held at some time is known.
  boolean isComplete() {
    return isComplete;
  }

  boolean holds(RoutingId rid) {
    return held.contains(rid);
  }

  long version() {
    return version;
  }

  int size() {
    return held.size();
  }

  long digest(long salt) {
    return Digest.of(held, salt);
  }
}
