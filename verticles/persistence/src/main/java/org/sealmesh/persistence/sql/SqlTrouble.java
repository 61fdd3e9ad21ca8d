package org.sealmesh.persistence.sql;

import org.jspecify.annotations.Nullable;

/// The database refused a statement. Carries its codes and nothing of its text: databases like to
/// repeat values there, and this goes to logs.
public final class SqlTrouble extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final Engine.Trouble meaning;

  SqlTrouble(Engine.Trouble meaning, int code, @Nullable String sqlState) {
    super(meaning + ", SQL state " + sqlState + ", code " + code);
    this.meaning = meaning;
  }

  /// For failures of the client itself, which have no codes.
  SqlTrouble(Engine.Trouble meaning, Class<?> failure) {
    super(meaning + ", " + failure.getSimpleName());
    this.meaning = meaning;
  }

  public Engine.Trouble meaning() {
    return meaning;
  }
}
