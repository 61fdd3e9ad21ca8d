package org.sealmesh.launch;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/// What tells a process from outside to end: SIGTERM of whoever watches it, SIGINT of a keyboard,
/// SIGHUP of a terminal that closes.
///
/// The JVM's own answer to them runs its hooks and is deaf from then on. An orderly stop may take a
/// minute here, so a second signal must be heard: there is no other way to it than this class of
/// the JDK, which has no successor.
final class StopSignals {
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

  /// From now on the first signal, whichever, runs `first`, and each later one `again` with the
  /// signal's number. Each runs in a thread of its own, `again` also while `first` still does.
  ///
  /// Signals that whoever started the process has it ignore (`nohup`) stay ignored.
  static void handle(Runnable first, IntConsumer again) {
    AtomicBoolean wasTold = new AtomicBoolean();
    for (String name : NAMES) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (wasTold.compareAndSet(false, true)) {
              first.run();
            } else {
              again.accept(signal.getNumber());
            }
          });
    }
  }

  private StopSignals() {}
}
