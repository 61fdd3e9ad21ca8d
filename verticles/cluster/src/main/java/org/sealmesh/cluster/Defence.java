package org.sealmesh.cluster;

import java.util.EnumSet;
import java.util.Set;

/// What stands between a hostile member and this process. No setting takes one away; a test does,
/// to show that an attack has an effect without it.
enum Defence {
  /// Java serialization admits a short list of classes.
  JAVA_FILTER,
  /// Classes are loaded by name from a short list.
  CLASS_LIST,
  /// Nothing is decoded from the event bus that names its own class.
  NO_SERIALIZED_BODIES,
  /// The event bus admits our own records, and replies to those who asked.
  FRAME_GUARD,
  /// What a member leaves behind in the shared maps is swept out when it goes.
  SWEEP;

  static Set<Defence> all() {
    return EnumSet.allOf(Defence.class);
  }
}
