package org.sealmesh.privacy;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.sealmesh.origin.privacy.Export;

/// One job in the hands of this process, from where it was left to its end. On a virtual thread: it
/// waits where it stands.
sealed interface Run permits ExportRun, ErasureRun, RetentionRun {

  /// @param isStopping asked now and then, also on other threads
  /// @throws IOException if the folder cannot be written: of a full disk as of any other trouble
  End run(BooleanSupplier isStopping) throws IOException;

  /// It will never come to its end. Nothing of it is kept.
  void fail(Export.Failure failure) throws IOException;

  /// How a run ended.
  enum End {
    READY,
    /// The job is somebody else's now, or deleted. Nothing of it may be touched.
    LOST,
    /// This process stops; the job goes on elsewhere, or later.
    LEFT
  }
}
