package org.sealmesh.gateway.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Dresses what the strict reader has read the way the schema validator wants it: the only use of
/// Vert.x's JSON classes for requests.
final class JsonValues {
  /// Depth is bounded by the reader's limit.
  static @Nullable Object of(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> members = new LinkedHashMap<>();
      map.forEach((name, member) -> members.put((String) name, of(member)));
      return new JsonObject(members);
    }
    if (value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      list.forEach(element -> elements.add(of(element)));
      return new JsonArray(elements);
    }
    return value;
  }

  private JsonValues() {}
}
