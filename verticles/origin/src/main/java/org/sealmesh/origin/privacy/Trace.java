package org.sealmesh.origin.privacy;

/// What an erasure goes through, in this order. docs/data.md says of every column what becomes of
/// it.
public enum Trace {
  /// The copies of her data that she asked for.
  COPIES,
  /// The conversations that she is in, or was: everybody there hears that she is gone.
  CONVERSATIONS,
  /// What she wrote, and whole conversations in which nobody is left.
  MESSAGES,
  /// That she was in calls, is in one, or waited before one.
  CALLS,
  /// Whom she blocks, and who blocks her.
  BLOCKS,
  /// What is kept so that the same request again changes nothing.
  REQUESTS,
  /// Her devices that were signed in.
  DEVICES,
  /// What is left: that she was a member, or may not come back, and her account.
  ACCOUNT
}
