package org.sealmesh.origin.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.JobId;

/// A copy of everything that the site keeps of one person, as of the time when she asked for it.
///
/// @param done how many entries have been copied; never falls
/// @param total how many there seemed to be when it began: an estimate, and zero before
/// @param expiresAt when it is deleted by itself; null until it is ready or failed
/// @param bytes of the archive; null until it is ready
/// @param failure why it failed; null unless it did
public record Export(
    JobId id,
    State state,
    Instant requestedAt,
    long done,
    long total,
    @Nullable Instant expiresAt,
    @Nullable Long bytes,
    @Nullable Failure failure) {

  /// Where it stands. What waits or runs survives the end of every process.
  public enum State {
    @JsonProperty("waiting")
    WAITING,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("ready")
    READY,
    @JsonProperty("failed")
    FAILED
  }

  /// Why there is no archive.
  public enum Failure {
    /// The disk of the site was full. Nothing of it was kept.
    @JsonProperty("disk-full")
    DISK_FULL,
    /// It was begun again and again, and never came to its end; the site's log says why.
    @JsonProperty("trouble")
    TROUBLE
  }
}
