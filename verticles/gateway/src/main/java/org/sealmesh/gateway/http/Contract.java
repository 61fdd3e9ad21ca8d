package org.sealmesh.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The HTTP contract, docs/openapi.yaml, as the jar carries it. What a request may be is written
/// there and nowhere else.
public final class Contract {
  private static final String RESOURCE = "/org/sealmesh/gateway/openapi.yaml";

  private static final String PROBLEM = "application/problem+json";
  private static final String ZIP = "application/zip";

  private final OpenAPIContract openApi;
  private final List<OperationCheck> operations;

  private Contract(OpenAPIContract openApi, List<OperationCheck> operations) {
    this.openApi = openApi;
    this.operations = List.copyOf(operations);
  }

  /// Reads and checks the contract itself. Takes some hundred milliseconds.
  public static Future<Contract> load(Vertx vertx) {
    return vertx
        .executeBlocking(Contract::read)
        .compose(document -> OpenAPIContract.from(vertx, document))
        .compose(openApi -> vertx.executeBlocking(() -> of(openApi)));
  }

  private static Contract of(OpenAPIContract openApi) {
    Set<String> names = new HashSet<>();
    collectNames(openApi.getRawContract(), names);
    List<OperationCheck> operations = new ArrayList<>();
    for (Operation operation : openApi.operations()) {
      operations.add(new OperationCheck(openApi, operation, names));
    }
    return new Contract(openApi, operations);
  }

  private static JsonObject read() throws IOException {
    try (InputStream file = Contract.class.getResourceAsStream(RESOURCE)) {
      Objects.requireNonNull(file, "the jar lacks " + RESOURCE);
      Map<?, ?> yaml = new ObjectMapper(new YAMLFactory()).readValue(file, Map.class);
      JsonObject document = (JsonObject) Objects.requireNonNull(JsonValues.of(yaml));
      nameKnownTypes(document);
      return document;
    }
  }

  /// The library knows neither `application/problem+json` nor `application/zip`, and would refuse
  /// the contract for its answers, which it is not even asked about.
  private static void nameKnownTypes(Object node) {
    if (node instanceof JsonObject object) {
      if (object.containsKey(PROBLEM)) {
        object.put("application/json", object.remove(PROBLEM));
      }
      if (object.containsKey(ZIP)) {
        object.put("application/octet-stream", object.remove(ZIP));
      }
      object.fieldNames().forEach(name -> nameKnownTypes(object.getValue(name)));
    } else if (node instanceof JsonArray array) {
      array.forEach(Contract::nameKnownTypes);
    }
  }

  public List<OperationCheck> operations() {
    return operations;
  }

  /// For tests that hold answers to the contract too.
  public OpenAPIContract openApi() {
    return openApi;
  }

  /// The names of all members that the contract knows: those may be repeated to a caller.
  private static void collectNames(Object node, Set<String> into) {
    if (node instanceof JsonObject object) {
      if (object.getValue("properties") instanceof JsonObject properties) {
        into.addAll(properties.fieldNames());
      }
      object.fieldNames().forEach(name -> collectNames(object.getValue(name), into));
    } else if (node instanceof JsonArray array) {
      array.forEach(element -> collectNames(element, into));
    }
  }
}
