package org.sealmesh.relay.router.state;

import java.util.EnumSet;
import java.util.Set;

/// What a history can be lived without, to show that it would be missed.
public enum Without {
  /// See [Defence#BIND_BEFORE_WELCOME].
  BIND_BEFORE_WELCOME,
  /// See [Defence#REASSERTION].
  REASSERTION,
  /// Browsers that missed what nobody can know of look for themselves.
  HEAD_CHECK;

  /// Those that belong to the directory.
  static Set<Defence> defences(Set<Without> without) {
    Set<Defence> defences = EnumSet.noneOf(Defence.class);
    for (Without missing : without) {
      switch (missing) {
        case BIND_BEFORE_WELCOME -> defences.add(Defence.BIND_BEFORE_WELCOME);
        case REASSERTION -> defences.add(Defence.REASSERTION);
        case HEAD_CHECK -> {}
      }
    }
    return defences;
  }
}
