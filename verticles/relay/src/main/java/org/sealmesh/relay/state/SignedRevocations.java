package org.sealmesh.relay.state;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.sealmesh.mesh.token.SignedToken;

/// The revocations in force as the origin signed them, to be handed to nodes that may not know
/// them.
///
/// Bounded: when it is full, the oldest is no longer handed on. It is still obeyed here.
///
/// Belongs to the relay's own event loop.
public final class SignedRevocations {
  private final int max;
  private final NavigableMap<Long, Signed> signed = new TreeMap<>();
  private final Map<SignedToken, Long> numbers = new HashMap<>();
  private long last;

  /// @param max revocations that are kept
  public SignedRevocations(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("room for one revocation at least");
    }
    this.max = max;
  }

  private record Signed(SignedToken token, Instant expires) {}

  /// What follows a number.
  ///
  /// @param last the number of the last one, or what was asked for if there are none
  public record Page(List<SignedToken> tokens, long last) {}

  /// Keeps it until it expires.
  public void add(SignedToken token, Instant expires) {
    if (numbers.putIfAbsent(token, last + 1) == null) {
      signed.put(++last, new Signed(token, expires));
      if (signed.size() > max) {
        numbers.remove(signed.pollFirstEntry().getValue().token);
      }
    }
  }

  /// Whether this very token is kept: it was checked, and is obeyed.
  public boolean holds(SignedToken token) {
    return numbers.containsKey(token);
  }

  /// Up to so many of those that came after `number`, oldest first.
  public Page after(long number, int max) {
    List<Map.Entry<Long, Signed>> page =
        signed.tailMap(number, false).entrySet().stream().limit(max).toList();
    return new Page(
        page.stream().map(entry -> entry.getValue().token).toList(),
        page.isEmpty() ? number : page.getLast().getKey());
  }

  /// Forgets what has expired.
  public void expire(Instant now) {
    signed
        .values()
        .removeIf(entry -> {
          boolean isOver = !now.isBefore(entry.expires);
          if (isOver) {
            numbers.remove(entry.token);
          }
          return isOver;
        });
  }
}
