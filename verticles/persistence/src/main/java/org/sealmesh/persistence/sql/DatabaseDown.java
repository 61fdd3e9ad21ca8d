package org.sealmesh.persistence.sql;

/// The database is away or overloaded; nothing is known to have changed, and the request may be
/// repeated. Thrown at once while it lasts, so it has no stack trace to fill logs with.
public final class DatabaseDown extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DatabaseDown(String why) {
    super(why, null, false, false);
  }
}
