package org.sealmesh.launch;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Prints where an exception came from, and its message only if the exception is ours.
///
/// The text of a foreign exception may quote what it failed on: a row, a frame, a token.
public final class TraceConverter extends ThrowableHandlingConverter {
  /// Deeper than any call chain here; it ends a cycle of causes.
  private static final int CAUSES_MAX = 8;

  private static final int FRAMES_MAX = 40;

  @Override
  public String convert(ILoggingEvent event) {
    StringBuilder text = new StringBuilder();
    IThrowableProxy next = event.getThrowableProxy();
    for (int depth = 0; next != null && depth < CAUSES_MAX; depth++) {
      text.append(depth == 0 ? "" : "caused by ").append(headline(next)).append('\n');
      StackTraceElementProxy[] frames = next.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
        text.append("  ").append(frames[i].getSTEAsString()).append('\n');
      }
      next = next.getCause();
    }
    return text.toString();
  }

  private static String headline(IThrowableProxy proxy) {
    String name = proxy.getClassName();
    @Nullable String message = proxy.getMessage();
    if (name.startsWith("org.sealmesh.") && message != null) {
      return name + ": " + message;
    }
    if (proxy instanceof ThrowableProxy direct
        && direct.getThrowable() instanceof SQLException failure) {
      return name + " (state " + failure.getSQLState() + ", code " + failure.getErrorCode() + ")";
    }
    return name;
  }
}
