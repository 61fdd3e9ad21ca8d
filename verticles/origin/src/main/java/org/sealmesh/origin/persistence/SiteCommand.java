package org.sealmesh.origin.persistence;

import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.Timeline;

/// What there is once per site.
public sealed interface SiteCommand extends PersistenceMessage {

  /// The site's constants.
  record GetSite() implements SiteCommand, Ask<Site> {}

  record Site(Timeline timeline) {}

  /// Begins a new timeline: after a restore from a backup, or whatever else may have lost commits.
  /// Every browser then drops what it kept and fetches all again. No other process may serve the
  /// site at that time, since each reads the timeline once.
  record BeginTimeline() implements SiteCommand, Ask<Site> {}

  /// Binds the database to a key file: the first one to come is written down.
  ///
  /// @param fingerprint SHA-256 over the key file's keys, in hex
  record ClaimKeyFile(String fingerprint) implements SiteCommand, Ask<KeyFileClaim> {}

  /// The outcome of [ClaimKeyFile].
  enum KeyFileClaim {
    /// This key file belongs to the database.
    ACCEPTED,
    /// Another one does. The node must not start: it could open nothing and would seal what others
    /// can't open.
    OTHER_KEY_FILE,
    /// It is nobody's: it was being filled from elsewhere, and not all of it is there.
    UNFINISHED
  }
}
