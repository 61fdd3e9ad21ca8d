package org.sealmesh.persistence;

/// Spreads a number of events over conversations that miss different numbers of them.
final class SyncShares {

  /// Everyone gets the same, nobody more than she misses, and what one leaves goes to the others.
  /// If there are fewer events than conversations, the first ones get one each.
  ///
  /// @param missing how many each lacks
  /// @param budget how many there are to give
  /// @return how many each gets
  static int[] of(long[] missing, int budget) {
    int[] shares = new int[missing.length];
    int left = budget;
    int wanting = wanting(missing, shares);
    while (left > 0 && wanting > 0) {
      int each = Math.max(1, left / wanting);
      for (int i = 0; i < missing.length && left > 0; i++) {
        int more = (int) Math.min(Math.min(each, left), missing[i] - shares[i]);
        shares[i] += more;
        left -= more;
      }
      wanting = wanting(missing, shares);
    }
    return shares;
  }

  private static int wanting(long[] missing, int[] shares) {
    int wanting = 0;
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] > shares[i]) {
        wanting++;
      }
    }
    return wanting;
  }

  private SyncShares() {}
}
