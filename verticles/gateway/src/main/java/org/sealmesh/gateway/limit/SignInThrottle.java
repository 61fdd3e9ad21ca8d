package org.sealmesh.gateway.limit;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/// Slows the guessing of passwords: after a few failures each further attempt waits twice as long.
///
/// Failures are counted by login name and by address, so that neither one account nor one guesser
/// goes unnoticed. An attempt counts as failed from its beginning until it has succeeded: a
/// thousand at once are no way around. A wait is over sooner for a login than for an address, since
/// anybody may keep the owner of a known login waiting. Bounded; safe for use by several threads.
public final class SignInThrottle {
  private final Pace loginPace;
  private final Pace addressPace;
  private final LongSupplier nanoTime;
  private final Failures byLogin;
  private final Failures byAddress;

  /// @param keysMax logins, and as many addresses, that are remembered; the quietest are forgotten
  /// @param nanoTime never jumps
  public SignInThrottle(Pace login, Pace address, int keysMax, LongSupplier nanoTime) {
    this.loginPace = login;
    this.addressPace = address;
    this.nanoTime = nanoTime;
    this.byLogin = new Failures(keysMax);
    this.byAddress = new Failures(keysMax);
  }

  /// Begins an attempt, and counts it as failed for now.
  ///
  /// @return zero if it may go on; else how long to wait, and nothing was counted
  public synchronized Duration begin(String login, String address) {
    long now = nanoTime.getAsLong();
    Duration wait = byLogin.wait(key(login), loginPace, now);
    Duration other = byAddress.wait(address, addressPace, now);
    if (other.compareTo(wait) > 0) {
      wait = other;
    }
    if (wait.isZero()) {
      byLogin.count(key(login), loginPace, now);
      byAddress.count(address, addressPace, now);
    }
    return wait;
  }

  /// The attempt was no failure: the login starts afresh, the address is where it was before.
  public synchronized void succeeded(String login, String address) {
    byLogin.entries.remove(key(login));
    takeBack(byAddress, address);
  }

  /// It is not known whether the password was right, because the site could not say.
  public synchronized void abandoned(String login, String address) {
    takeBack(byLogin, key(login));
    takeBack(byAddress, address);
  }

  synchronized int entries() {
    return byLogin.entries.size() + byAddress.entries.size();
  }

  private static void takeBack(Failures failures, String key) {
    Failure entry = failures.entries.get(key);
    if (entry != null && --entry.count <= 0) {
      failures.entries.remove(key);
    }
  }

  private static String key(String login) {
    return login.toLowerCase(Locale.ROOT);
  }

  /// @param free failures without a wait: people mistype
  /// @param first the wait after these; doubles with each further failure
  /// @param longest never longer than this
  /// @param forgetAfter without an attempt for so long, all is forgotten
  public record Pace(int free, Duration first, Duration longest, Duration forgetAfter) {
    public Pace {
      if (free < 1) {
        throw new IllegalArgumentException("free must be at least 1");
      }
      if (!first.isPositive() || longest.compareTo(first) < 0) {
        throw new IllegalArgumentException("first must be positive and at most longest");
      }
      if (forgetAfter.compareTo(longest) < 0) {
        throw new IllegalArgumentException("forgetAfter must be at least longest");
      }
    }

    Duration after(int failures) {
      int doublings = failures - free;
      if (doublings < 0) {
        return Duration.ZERO;
      }
      // 2^20 times a millisecond is longer than any sensible maximum; beyond it a shift overflows.
      Duration wait = first.multipliedBy(1L << Math.min(doublings, 20));
      return wait.compareTo(longest) > 0 ? longest : wait;
    }
  }

  private static final class Failure {
    private int count;
    private long lastNs;
  }

  private static final class Failures {
    private final Map<String, Failure> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final int max;

    Failures(int max) {
      this.max = max;
    }

    Duration wait(String key, Pace pace, long now) {
      Failure entry = entries.get(key);
      if (entry == null) {
        return Duration.ZERO;
      }
      long sinceNs = now - entry.lastNs;
      if (sinceNs >= pace.forgetAfter().toNanos()) {
        entries.remove(key);
        return Duration.ZERO;
      }
      Duration left = pace.after(entry.count).minusNanos(sinceNs);
      return left.isPositive() ? left : Duration.ZERO;
    }

    void count(String key, Pace pace, long now) {
      Failure entry = entries.computeIfAbsent(key, k -> new Failure());
      entry.count = Math.min(entry.count + 1, pace.free() + 64);
      entry.lastNs = now;
      if (entries.size() > max) {
        Iterator<String> quietest = entries.keySet().iterator();
        quietest.next();
        quietest.remove();
      }
    }
  }
}
