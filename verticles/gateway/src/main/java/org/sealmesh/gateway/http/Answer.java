package org.sealmesh.gateway.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a call is answered with.
public sealed interface Answer {

  /// A success with a body.
  ///
  /// @param body a record that the wire writes as JSON
  record Content(int status, Record body, Map<String, String> headers) implements Answer {
    public Content {
      headers = Map.copyOf(headers);
    }
  }

  /// A success that says all by its status.
  record Empty(int status) implements Answer {}

  /// A file that the browser saves, and never shows as a page of this site.
  ///
  /// @param name for the one who saves it
  record Download(Path file, String type, String name) implements Answer {}

  /// Nothing has changed, and why.
  ///
  /// @param retryAfter when trying again may help; else null
  record Refusal(Problem problem, @Nullable Duration retryAfter) implements Answer {}

  static Answer ok(Record body) {
    return new Content(200, body, Map.of());
  }

  static Answer created(Record body) {
    return new Content(201, body, Map.of());
  }

  /// It will be done; the body says how far it is.
  static Answer accepted(Record body) {
    return new Content(202, body, Map.of());
  }

  static Answer done() {
    return new Empty(204);
  }
}
