package org.sealmesh.gateway.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;

/// One request that the contract has let through.
///
/// @param caller who asks; null for operations without a session
/// @param address a name for where the request came from, to count by
/// @param receivedAt before anything was looked up: what is decided later about the caller's rights
///   counts from here
/// @param body exactly one JSON value, or empty if the operation has none
public record Call(
    @Nullable Caller caller,
    String address,
    Instant receivedAt,
    Map<String, String> path,
    Map<String, List<String>> query,
    Optional<String> ifNoneMatch,
    byte[] body) {
  public Call {
    path = Map.copyOf(path);
    query = Map.copyOf(query);
  }

  /// @throws IllegalStateException if the contract gives this operation no session
  public Caller session() {
    if (caller == null) {
      throw new IllegalStateException("an operation without a session asked for one");
    }
    return caller;
  }

  public UserId user() {
    return session().user();
  }

  public ConversationId conversation() {
    return path("conversation", ConversationId::parse);
  }

  /// @throws Refused if the path has no such id
  public <T> T path(String name, Function<String, T> parse) {
    return parsed("path/" + name, Optional.ofNullable(path.get(name)), parse).orElseThrow();
  }

  /// @throws Refused if what is there cannot be read
  public <T> Optional<T> query(String name, Function<String, T> parse) {
    List<String> values = query.getOrDefault(name, List.of());
    return parsed("query/" + name, values.stream().findFirst(), parse);
  }

  /// @throws Refused if one of them cannot be read
  public <T> List<T> queryAll(String name, Function<String, T> parse) {
    return query.getOrDefault(name, List.of()).stream()
        .flatMap(text -> parsed("query/" + name, Optional.of(text), parse).stream())
        .toList();
  }

  /// @throws Refused if the body is not exactly one value of the type
  public <T> T body(Class<T> type) {
    try {
      return Wire.json().read(body, type);
    } catch (Wire.Malformed malformed) {
      throw new Refused(Problems.badRequest("body"));
    }
  }

  private static <T> Optional<T> parsed(
      String place, Optional<String> text, Function<String, T> parse) {
    try {
      return text.map(parse);
    } catch (IllegalArgumentException malformed) {
      throw new Refused(Problems.badRequest(place));
    }
  }

  @Override
  public String toString() {
    return "Call(…)";
  }
}
