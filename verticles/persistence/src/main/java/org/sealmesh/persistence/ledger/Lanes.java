package org.sealmesh.persistence.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// Changes that wait for their conversation: a lane for each, in which one batch is committed while
/// the next one gathers.
///
/// @param <K> what has a lane
/// @param <T> what waits in it
public final class Lanes<K, T> {
  private final int batchMax;
  private final int waitingOfLaneMax;
  private final int waitingMax;
  private final Map<K, Queue<T>> lanes = new HashMap<>();
  private int waiting;

  /// What became of an item that was offered.
  public enum Admission {
    /// The lane was idle: the caller must run it now.
    OPENED,
    /// The lane is being run, and will come to it.
    WAITS,
    /// Too much waits; the item was not taken.
    FULL
  }

  public Lanes(int batchMax, int waitingOfLaneMax, int waitingMax) {
    this.batchMax = batchMax;
    this.waitingOfLaneMax = waitingOfLaneMax;
    this.waitingMax = waitingMax;
  }

  public Admission offer(K key, T item) {
    Queue<T> lane = lanes.get(key);
    if (waiting >= waitingMax || lane != null && lane.size() >= waitingOfLaneMax) {
      return Admission.FULL;
    }
    waiting++;
    if (lane != null) {
      lane.add(item);
      return Admission.WAITS;
    }
    Queue<T> opened = new ArrayDeque<>();
    opened.add(item);
    lanes.put(key, opened);
    return Admission.OPENED;
  }

  /// The next batch of a lane that the caller runs, oldest first. Empty: the lane is closed, and
  /// the caller is done with it.
  public List<T> take(K key) {
    Queue<T> lane = lanes.get(key);
    if (lane == null || lane.isEmpty()) {
      lanes.remove(key);
      return List.of();
    }
    List<T> batch = new ArrayList<>(Math.min(batchMax, lane.size()));
    while (batch.size() < batchMax && !lane.isEmpty()) {
      batch.add(lane.remove());
    }
    waiting -= batch.size();
    return batch;
  }

  /// Items waiting in all lanes.
  public int waiting() {
    return waiting;
  }
}
