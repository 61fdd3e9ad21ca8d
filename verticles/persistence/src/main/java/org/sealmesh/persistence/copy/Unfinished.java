package org.sealmesh.persistence.copy;

/// What stands where a key file's fingerprint will, as long as a database is being filled. No key
/// file is called so: nobody starts on it, whatever becomes of the filling.
public final class Unfinished {
  public static final String COPY = "a copy that was not finished";
  public static final String IMPORT = "an import that was not finished";

  public static boolean is(String keyFile) {
    return keyFile.equals(COPY) || keyFile.equals(IMPORT);
  }

  private Unfinished() {}
}
