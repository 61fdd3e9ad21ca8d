package org.sealmesh.mesh.call;

/// Why a node did not do what a party of a call wanted; nothing changed.
public enum CallRefusal {
  /// The party does not attend the call here: it shows its grant first.
  NOT_ATTENDING,
  /// Its grant has ended: it shows a newer one.
  GRANT_EXPIRED,
  /// What it says has no place in its state.
  OUT_OF_STATE,
  /// It has expired, is too far ahead, or its counter did not grow.
  STALE,
  /// This socket or this node takes part in as many calls as it may.
  TOO_MANY
}
