package org.sealmesh.persistence;

/// What a database had to do for something.
///
/// @param statements that it was asked
/// @param rowsRead that it looked at to answer them
/// @param rowsWritten new, changed or gone
record Effort(long statements, long rowsRead, long rowsWritten) {
  Effort minus(Effort before) {
    return new Effort(
        statements - before.statements,
        rowsRead - before.rowsRead,
        rowsWritten - before.rowsWritten);
  }
}
