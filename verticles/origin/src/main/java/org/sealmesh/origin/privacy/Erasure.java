package org.sealmesh.origin.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.event.ErasedMessages;

/// Somebody's wish to be erased, before she has confirmed it. Until then nothing is changed: what
/// would go is counted.
///
/// @param done how many events have been looked at
/// @param total how many there seemed to be when it began: an estimate, and zero before
/// @param messages what would become of what she wrote
/// @param counts null until it is counted
/// @param expiresAt when it is forgotten by itself; null until it is counted or failed
public record Erasure(
    JobId id,
    State state,
    Instant requestedAt,
    long done,
    long total,
    ErasedMessages messages,
    @Nullable Counts counts,
    @Nullable Instant expiresAt) {

  /// Where it stands.
  public enum State {
    @JsonProperty("waiting")
    WAITING,
    @JsonProperty("counting")
    COUNTING,
    /// She may confirm it.
    @JsonProperty("counted")
    COUNTED,
    /// It was begun again and again, and never came to its end; the site's log says why.
    @JsonProperty("failed")
    FAILED
  }

  /// What there is, as of the time when it was counted; of what was erased, how much that was.
  ///
  /// @param conversations that she is in
  /// @param messages that she wrote and that have not been deleted
  /// @param calls that she was in
  /// @param devices that are signed in
  /// @param blocks hers, and of her
  /// @param copies of her data
  public record Counts(
      long conversations, long messages, long calls, long devices, long blocks, long copies) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    /// The same, with more of one trace. Of requests and the account nobody counts anything.
    public Counts with(Trace trace, long more) {
      return switch (trace) {
        case COPIES -> new Counts(conversations, messages, calls, devices, blocks, copies + more);
        case CONVERSATIONS ->
            new Counts(conversations + more, messages, calls, devices, blocks, copies);
        case MESSAGES -> new Counts(conversations, messages + more, calls, devices, blocks, copies);
        case CALLS -> new Counts(conversations, messages, calls + more, devices, blocks, copies);
        case BLOCKS -> new Counts(conversations, messages, calls, devices, blocks + more, copies);
        case DEVICES -> new Counts(conversations, messages, calls, devices + more, blocks, copies);
        case REQUESTS, ACCOUNT -> this;
      };
    }
  }
}
