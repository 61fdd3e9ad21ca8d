package org.sealmesh.bus;

/// A reason not to start that an operator can mend: a busy port, a folder that cannot be written, a
/// wrong key file.
///
/// The message is one plain line that says what is wrong and what to do; it is all the operator
/// sees, no stack trace.
public class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StartFailure(String line) {
    super(line, null, false, false);
  }

  public StartFailure(String line, Throwable cause) {
    super(line, cause);
  }
}
