package org.sealmesh.bus;

import java.time.Duration;
import java.time.Instant;

/// Time as a verticle sees it, so that tests can hold it in their hands.
public interface Clock {
  /// The wall clock, in milliseconds of resolution. It may jump; use it for what people or other
  /// machines read.
  Instant now();

  /// Nanoseconds since an arbitrary start. Never jumps; use it to measure.
  long nanoTime();

  /// Runs `action` once after `delay`, on the caller's event loop.
  Timer after(Duration delay, Runnable action);

  /// Runs `action` every `interval`, the first time after one interval, on the caller's event loop.
  Timer every(Duration interval, Runnable action);

  /// A pending action.
  interface Timer {
    /// Nothing happens after this returns; cancelling twice does no harm.
    void cancel();
  }
}
