package org.sealmesh.gateway.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaException;
import io.vertx.json.schema.Validator;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;

/// Holds requests to one operation of the contract. Whatever it refuses is named by its place, in
/// the contract's own words, and never repeated.
///
/// Safe for use by several threads.
public final class OperationCheck {
  private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,6}");
  private static final String JSON = "application/json";

  private final Operation operation;
  private final Map<String, Checked> path;
  private final Map<String, Checked> query;
  private final Map<String, Checked> headers;
  private final @Nullable Validator body;
  private final Set<String> knownNames;

  OperationCheck(OpenAPIContract contract, Operation operation, Set<String> knownNames) {
    this.operation = operation;
    this.knownNames = knownNames;
    this.path = parameters(contract, operation, Location.PATH);
    this.query = parameters(contract, operation, Location.QUERY);
    this.headers = parameters(contract, operation, Location.HEADER);
    this.body =
        operation.getRequestBody() == null ? null : validator(contract, bodySchema(operation));
  }

  public String id() {
    return operation.getOperationId();
  }

  public HttpMethod method() {
    return operation.getHttpMethod();
  }

  /// With the base path, parameters in braces.
  public String pathTemplate() {
    return operation.getAbsoluteOpenAPIPath();
  }

  public boolean hasBody() {
    return body != null;
  }

  public boolean needsSession() {
    return operation.getSecurityRequirements().stream().anyMatch(r -> !r.isEmpty());
  }

  /// @throws Refused if a parameter is missing, unknown, doubled or not what it must be
  public void checkParameters(
      Map<String, String> inPath, Map<String, List<String>> inQuery, HeaderValues inHeaders) {
    path.forEach((name, check) -> check.one("path/" + name, optional(inPath.get(name))));
    for (String name : inQuery.keySet()) {
      if (!query.containsKey(name)) {
        throw refused("query");
      }
    }
    query.forEach(
        (name, check) -> check.all("query/" + name, inQuery.getOrDefault(name, List.of())));
    headers.forEach((name, check) -> check.all("header/" + name, inHeaders.all(name)));
  }

  /// @throws Refused if the body is not exactly one JSON value that the contract allows
  public void checkBody(byte[] bytes) {
    Validator validator = Objects.requireNonNull(body);
    Object value;
    try {
      value = Wire.json().mapper().readValue(bytes, Object.class);
    } catch (IOException malformed) {
      throw refused("body");
    }
    Object json = JsonValues.of(value);
    if (json == null) {
      throw refused("body");
    }
    OutputUnit result = validate(validator, json);
    if (!result.getValid()) {
      throw refused(place(result));
    }
  }

  /// Whether the value of a `Content-Type` header is what the operation takes.
  public static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String[] parts = contentType.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase(JSON)) {
      return false;
    }
    return Arrays.stream(parts)
        .skip(1)
        .map(String::strip)
        .allMatch(
            p -> p.equalsIgnoreCase("charset=utf-8") || p.equalsIgnoreCase("charset=\"utf-8\""));
  }

  /// The deepest place that the validator complains about, as far as the contract knows its name.
  private String place(OutputUnit result) {
    List<OutputUnit> errors = result.getErrors() == null ? List.of() : result.getErrors();
    String deepest =
        errors.stream()
            .map(OutputUnit::getInstanceLocation)
            .filter(Objects::nonNull)
            .max(Comparator.comparingLong(l -> l.chars().filter(c -> c == '/').count()))
            .orElse("");
    StringBuilder place = new StringBuilder("body");
    for (String segment : deepest.replaceFirst("^#?/?", "").split("/", -1)) {
      if (!knownNames.contains(segment) && !INDEX.matcher(segment).matches()) {
        break;
      }
      place.append('/').append(segment);
    }
    return place.toString();
  }

  private static OutputUnit validate(Validator validator, Object value) {
    try {
      return validator.validate(value);
    } catch (SchemaException brokenContract) {
      throw new IllegalStateException("the contract cannot be applied", brokenContract);
    }
  }

  private static Map<String, Checked> parameters(
      OpenAPIContract contract, Operation operation, Location in) {
    Map<String, Checked> found = new LinkedHashMap<>();
    for (Parameter parameter : operation.getParameters()) {
      if (parameter.getIn() == in) {
        found.put(
            parameter.getName(),
            new Checked(parameter, validator(contract, parameter.getSchema())));
      }
    }
    return found;
  }

  private static Validator validator(OpenAPIContract contract, JsonSchema schema) {
    return contract.getSchemaRepository().validator(schema);
  }

  private static JsonSchema bodySchema(Operation operation) {
    return Objects.requireNonNull(
            operation.getRequestBody().getContent().get(JSON), operation.getOperationId())
        .getSchema();
  }

  private static Optional<String> optional(@Nullable String value) {
    return Optional.ofNullable(value);
  }

  private static Refused refused(String place) {
    return new Refused(Problems.badRequest(place));
  }

  /// The request's headers, as far as an operation may ask for them.
  public interface HeaderValues {
    List<String> all(String name);
  }

  private record Checked(Parameter parameter, Validator validator) {
    void one(String place, Optional<String> value) {
      all(place, value.map(List::of).orElse(List.of()));
    }

    void all(String place, List<String> values) {
      if (values.isEmpty()) {
        if (parameter.isRequired()) {
          throw refused(place);
        }
        return;
      }
      boolean list = parameter.getSchemaType() == SchemaType.ARRAY;
      if (!list && values.size() > 1) {
        throw refused(place);
      }
      Object typed = list ? JsonValues.of(items(values)) : typed(values.getFirst());
      if (!validate(validator, Objects.requireNonNull(typed)).getValid()) {
        throw refused(place);
      }
    }

    private Object typed(String text) {
      boolean number = parameter.getSchemaType() == SchemaType.INTEGER;
      return number && INTEGER.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
    }

    private static List<Object> items(List<String> texts) {
      List<Object> items = new ArrayList<>();
      texts.forEach(t -> items.add(INTEGER.matcher(t).matches() ? (Object) Long.valueOf(t) : t));
      return items;
    }
  }
}
