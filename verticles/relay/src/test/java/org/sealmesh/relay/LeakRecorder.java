package org.sealmesh.relay;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what Netty's leak detector finds. Surefire names it, so that every buffer of every test in
/// this module is watched.
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
  private static final List<String> FOUND = new CopyOnWriteArrayList<>();

  /// Called by Netty, by reflection.
  public LeakRecorder(Class<T> type, int samplingInterval) {
    super(type, samplingInterval);
  }

  /// Called by Netty, by reflection.
  public LeakRecorder(Class<T> type, int samplingInterval, long maxActive) {
    super(type, samplingInterval);
  }

  /// Where the leaked buffers were last touched.
  static List<String> found() {
    return List.copyOf(FOUND);
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    FOUND.add(resourceType + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    FOUND.add(resourceType);
  }
}
