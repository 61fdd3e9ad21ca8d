package org.sealmesh.launch.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Guesses which known name was meant by a mistyped one.
final class Nearest {
  /// Farther than this, a guess would only confuse.
  private static final int EDITS_MAX = 4;

  /// The known name with the fewest edits to `wrong`, unless even that is far off.
  static Optional<String> to(String wrong, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String name) -> edits(wrong, name)).thenComparing(n -> n))
        .filter(name -> edits(wrong, name) <= Math.min(EDITS_MAX, name.length() - 1));
  }

  /// ` (did you mean …?)`, or nothing.
  static String hint(String wrong, Collection<String> known) {
    return to(wrong, known).map(name -> "; the nearest known one is " + name).orElse("");
  }

  /// Insertions, deletions, changes and swaps of neighbours, without regard to case.
  private static int edits(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int edit = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        cost[i][j] = Math.min(edit, cost[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }

  private Nearest() {}
}
