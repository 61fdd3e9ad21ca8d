package org.sealmesh.launch;

/// A reason not to start that an operator can mend. Its message is one plain line for stderr; no
/// stack trace would tell more.
public class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StartFailure(String message) {
    super(message, null, false, false);
  }
}
