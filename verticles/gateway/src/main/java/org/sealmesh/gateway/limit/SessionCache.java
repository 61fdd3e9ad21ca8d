package org.sealmesh.gateway.limit;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sealmesh.gateway.http.TokenHash;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.origin.persistence.AccountCommand.Session;

/// Remembers sessions for a few seconds, so that a busy browser does not cost a look-up per call.
///
/// A session that ends on this node is gone at once; one that ends on another node lives on here
/// for `keep` at most. Bounded; safe for use by several threads.
public final class SessionCache {
  private final Duration keep;
  private final int sessionsMax;
  private final LongSupplier nanoTime;
  private final Map<TokenHash, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long drops;

  public SessionCache(Duration keep, int sessionsMax, LongSupplier nanoTime) {
    this.keep = keep;
    this.sessionsMax = sessionsMax;
    this.nanoTime = nanoTime;
  }

  public synchronized Optional<Session> find(TokenHash token) {
    Kept found = kept.get(token);
    if (found == null) {
      return Optional.empty();
    }
    if (nanoTime.getAsLong() - found.sinceNs >= keep.toNanos()) {
      kept.remove(token);
      return Optional.empty();
    }
    return Optional.of(found.session);
  }

  /// To be read before a look-up and handed to [#keep] after it.
  public synchronized long mark() {
    return drops;
  }

  /// Keeps what a look-up has found, unless a session ended meanwhile: it may have been this one.
  public synchronized void keep(TokenHash token, Session session, long mark) {
    if (mark != drops) {
      return;
    }
    kept.put(token, new Kept(session, nanoTime.getAsLong()));
    if (kept.size() > sessionsMax) {
      Iterator<TokenHash> quietest = kept.keySet().iterator();
      quietest.next();
      quietest.remove();
    }
  }

  public synchronized void drop(TokenHash token) {
    drops++;
    kept.remove(token);
  }

  /// Those of some devices, whose tokens only their browsers know.
  public synchronized void drop(Collection<DeviceId> devices) {
    drops++;
    kept.values().removeIf(one -> devices.contains(one.session.device()));
  }

  synchronized int size() {
    return kept.size();
  }

  private record Kept(Session session, long sinceNs) {}
}
