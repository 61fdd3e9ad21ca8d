package org.sealmesh.relay.state;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.token.Claims;

/// The revocations that are still in force: what they void is refused until they expire.
///
/// Bounded, and full means stricter, never laxer: a revocation that finds no room raises a floor,
/// and until it expires every ticket and pass up to its generation is refused, whoever's it is. The
/// browsers concerned get new ones from the origin.
///
/// One thread writes, any may ask; an answer never waits.
public final class Revocations {
  private final int max;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
  private volatile Entry floor = new Entry(Long.MIN_VALUE, Instant.MIN);
  private Instant nextScan = Instant.MIN;

  /// @param max entries kept apart before the floor rises
  public Revocations(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("room for one revocation at least");
    }
    this.max = max;
  }

  /// Remembers. Of two about the same, the greater generation and the later end hold.
  public void add(Claims.Revocation revocation, Instant now) {
    Key key = new Key(revocation.user(), revocation.device(), revocation.conversation());
    Entry entry = new Entry(revocation.generation(), revocation.expires());
    if (entry.isOver(now)) {
      return;
    }
    if (!entries.containsKey(key) && entries.size() >= max) {
      // At most once a second, so that a flood of revocations does not become a flood of scans.
      if (!now.isBefore(nextScan)) {
        expire(now);
      }
      if (entries.size() >= max) {
        floor = floor.isOver(now) ? entry : floor.with(entry);
        return;
      }
    }
    entries.merge(key, entry, Entry::with);
  }

  /// Forgets what has expired.
  public void expire(Instant now) {
    entries.values().removeIf(e -> e.isOver(now));
    nextScan = now.plusSeconds(1);
  }

  public boolean voids(Claims.Ticket ticket, Instant now) {
    return isBelowFloor(ticket.generation(), now)
        || voids(new Key(ticket.user(), ticket.device(), null), ticket.generation(), now)
        || voids(new Key(ticket.user(), null, null), ticket.generation(), now);
  }

  public boolean voids(Claims.InConversation right, Instant now) {
    return voids(Part.of(right), now);
  }

  /// Whether what somebody may do in a conversation is void, whoever's the token is that says so.
  public boolean voids(Part part, Instant now) {
    return isBelowFloor(part.generation, now)
        || voids(part, part.device, now)
        || voids(part, null, now);
  }

  public int size() {
    return entries.size();
  }

  /// Whether this one revocation voids the ticket.
  public static boolean covers(Claims.Revocation revocation, Claims.Ticket ticket) {
    return revocation.conversation() == null
        && revocation.covers(ticket.user(), ticket.device(), ticket.generation());
  }

  /// Whether this one revocation voids the right.
  public static boolean covers(Claims.Revocation revocation, Claims.InConversation right) {
    return right.conversation().equals(revocation.conversation())
        && revocation.covers(right.user(), right.device(), right.generation());
  }

  private boolean isBelowFloor(long generation, Instant now) {
    Entry f = floor;
    return generation <= f.generation && !f.isOver(now);
  }

  private boolean voids(Part part, @Nullable DeviceId device, Instant now) {
    return voids(new Key(part.user, device, part.conversation), part.generation, now);
  }

  private boolean voids(Key key, long generation, Instant now) {
    Entry entry = entries.get(key);
    return entry != null && generation <= entry.generation && !entry.isOver(now);
  }

  /// Somebody's device in a conversation, as of a generation.
  public record Part(RoutingId user, DeviceId device, RoutingId conversation, long generation) {
    static Part of(Claims.InConversation right) {
      return new Part(right.user(), right.device(), right.conversation(), right.generation());
    }
  }

  private record Key(RoutingId user, @Nullable DeviceId device, @Nullable RoutingId conversation) {}

  private record Entry(long generation, Instant expires) {
    boolean isOver(Instant now) {
      return !now.isBefore(expires);
    }

    Entry with(Entry other) {
      return new Entry(
          Math.max(generation, other.generation),
          expires.isAfter(other.expires) ? expires : other.expires);
    }
  }
}
