package org.sealmesh.origin.privacy;

/// The parts of what the site keeps of a person, in the order in which an export has them.
/// docs/data.md says of every column to which part it belongs.
public enum Section {
  /// Name, login, e-mail, and how she signs in.
  PROFILE,
  /// Her devices that are signed in.
  SESSIONS,
  /// Every time that she was a member of a conversation.
  MEMBERSHIPS,
  /// All that her conversations show her, by conversation, in the order of their seqs.
  EVENTS,
  /// The calls that she began or was in.
  CALLS,
  /// Calls into which she asked to be let, and what a host said.
  ADMISSIONS,
  /// Whom she blocks.
  BLOCKS,
  /// Conversations that she may not come back to.
  BANS,
  /// The copies of her data that she asked for.
  EXPORTS,
  /// What she did as an administrator.
  AUDIT
}
