package org.sealmesh.relay.router.state;

import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;

/// A browser with one conversation, a model of the client that is slower to help itself: it syncs
/// on `welcome` and on `resync`, but neither when it sees a gap nor while it is `detached`; and it
/// checks its head only after what nobody else can know of.
final class SimulatedBrowser {
  private static final int SYNC_AGAIN_MS = 500;

  final RoutingId rid;
  private final SimulatedMesh mesh;
  private final SimulatedNetwork network;
  private final Publisher publisher;
  private final TreeSet<Long> ahead = new TreeSet<>();
  private @Nullable SimulatedNode at;
  private long head;

  SimulatedBrowser(RoutingId rid, SimulatedMesh mesh, Publisher publisher) {
    this.rid = rid;
    this.mesh = mesh;
    this.network = mesh.network();
    this.publisher = publisher;
  }

  void connect() {
    if (at == null) {
      Optional<SimulatedNode> node = mesh.anyone();
      if (node.isEmpty()) {
        network.after(500, this::connect);
      } else {
        at = node.get();
        at.connect(this);
      }
    }
  }

  void move() {
    SimulatedNode left = at;
    if (left != null) {
      at = null;
      left.disconnect(this);
      network.after(mesh.random().nextInt(1_000), this::connect);
    }
  }

  /// The node is dead.
  void lost() {
    at = null;
    network.after(200 + mesh.random().nextInt(2_000), this::connect);
  }

  void welcome() {
    network.after(1 + mesh.random().nextInt(30), this::sync);
  }

  void resync() {
    network.after(mesh.random().nextInt(2_000), this::sync);
  }

  /// In its own time, as every browser does in the end.
  void checkHead() {
    network.after(500 + mesh.random().nextInt(4_500), this::sync);
  }

  private void sync() {
    if (publisher.answersSyncs()) {
      head = Math.max(head, publisher.head(rid));
      catchUp();
    } else {
      network.after(SYNC_AGAIN_MS, this::sync);
    }
  }

  void receive(long seq) {
    if (seq > publisher.head(rid)) {
      mesh.fail("a browser got what was never committed: " + seq);
    }
    if (seq > head) {
      ahead.add(seq);
      catchUp();
    }
  }

  private void catchUp() {
    while (!ahead.isEmpty() && ahead.first() <= head + 1) {
      head = Math.max(head, ahead.removeFirst());
    }
  }

  void checkTheEnd() {
    if (head != publisher.head(rid)) {
      mesh.fail("a browser has a hidden gap: " + head + " of " + publisher.head(rid));
    }
  }
}
