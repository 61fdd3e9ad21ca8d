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
  /// Tell every browser to drop what it kept, and give every conversation a new key: the database
  /// was restored from a backup.
  BEGIN_TIMELINE("begin-timeline"),
  /// Write every stored message as the setting `persistence.content.encrypted` says now.
  AT_REST("at-rest"),
  /// Copy all that the database holds into another, empty one, and compare the two row by row.
  MIGRATE("migrate", "the configuration that leads to the other database"),
  /// The same into a folder, which is a backup then; while the site runs or not.
  BACK_UP("backup", "the folder to write to"),
  /// The same from such a folder, with what [#BEGIN_TIMELINE] does.
  RESTORE("restore", "the folder of the backup"),
  /// Fill the empty database of a new site with what another product kept.
  IMPORT("import", "the file that leads to what is to be imported");

  private final String spelling;
  private final @Nullable String needs;

  Job(String spelling) {
    this(spelling, null);
  }

  /// @param needs what has to be named after it
  Job(String spelling, @Nullable String needs) {
    this.spelling = spelling;
    this.needs = needs;
  }

  /// What has to be named after it; null if nothing has.
  @Nullable String needs() {
    return needs;
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
