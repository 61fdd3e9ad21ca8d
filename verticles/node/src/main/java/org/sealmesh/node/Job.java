package org.sealmesh.node;

import org.jspecify.annotations.Nullable;

/// What an operator can have done to a site. While it is stopped, but for [#SHOW_SIGNERS].
enum Job {
  /// What relays must be told to believe this site. Makes the key file if there is none yet, so
  /// that relays can be set up before the first origin starts.
  SHOW_SIGNERS("show-signers"),
  /// A new key to wrap the conversations' keys with.
  ROTATE_KEYS("rotate-keys"),
  /// That, and a new key to sign with; the old one is still believed.
  ROTATE_ALL_KEYS("rotate-all-keys"),
  /// Believe no signing key but the newest: after every ticket of the old one has ended.
  FORGET_OLD_SIGNERS("forget-old-signers"),
  /// Tell every browser to drop what it kept: the database was restored from a backup.
  BEGIN_TIMELINE("begin-timeline");

  private final String spelling;

  Job(String spelling) {
    this.spelling = spelling;
  }

  static @Nullable Job named(String text) {
    for (Job job : values()) {
      if (job.spelling.equals(text)) {
        return job;
      }
    }
    return null;
  }
}
