package org.sealmesh.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares a Kubernetes manifest with the API's own schema, in the form of the Kubernetes client's
/// model classes, which are generated from it: what is unknown, missing, or of another type.
///
/// The models do not say which words a text may be.
final class ManifestCheck {
  private static final String MODELS = "io.kubernetes.client.openapi.models.";

  /// The kinds that these manifests use, and where the API has them.
  private static final Map<String, String> VERSIONS =
      Map.of(
          "Namespace", "v1",
          "ConfigMap", "v1",
          "Service", "v1",
          "ServiceAccount", "v1",
          "PersistentVolumeClaim", "v1",
          "StatefulSet", "apps/v1",
          "Deployment", "apps/v1",
          "PodDisruptionBudget", "policy/v1",
          "NetworkPolicy", "networking.k8s.io/v1",
          "Ingress", "networking.k8s.io/v1");

  private final List<String> problems = new ArrayList<>();

  private ManifestCheck() {}

  /// @return what is wrong, one line each; nothing if all is well
  static List<String> problems(JsonNode manifest) {
    String kind = manifest.path("kind").asText();
    String version = VERSIONS.get(kind);
    if (version == null) {
      return List.of("kind " + kind + " is none of " + VERSIONS.keySet());
    }
    ManifestCheck check = new ManifestCheck();
    if (!version.equals(manifest.path("apiVersion").asText())) {
      check.problems.add(kind + ".apiVersion must be " + version);
    }
    check.check(kind, manifest, model(kind));
    return check.problems;
  }

  private static Class<?> model(String kind) {
    try {
      return Class.forName(MODELS + "V1" + kind);
    } catch (ClassNotFoundException bug) {
      throw new IllegalStateException("there is no model of " + kind, bug);
    }
  }

  private void check(String path, JsonNode node, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] parts = generic.getActualTypeArguments();
      if (generic.getRawType() == Map.class) {
        require(node.isObject(), path, "a map");
        node.properties().forEach(e -> check(path + "." + e.getKey(), e.getValue(), parts[1]));
      } else {
        require(node.isArray(), path, "a list");
        for (int i = 0; i < node.size(); i++) {
          check(path + "[" + i + "]", node.get(i), parts[0]);
        }
      }
    } else if (type instanceof Class<?> c && c.getName().startsWith(MODELS)) {
      checkFields(path, node, c);
    } else {
      checkScalar(path, node, type);
    }
  }

  private void checkFields(String path, JsonNode node, Class<?> model) {
    require(node.isObject(), path, "a section");
    Map<String, Field> known = fields(model);
    node.properties()
        .forEach(entry -> {
          Field field = known.get(entry.getKey());
          String here = path + "." + entry.getKey();
          if (field == null) {
            problems.add(here + " is unknown to " + model.getSimpleName());
          } else {
            check(here, entry.getValue(), field.getGenericType());
          }
        });
    for (String name : required(model)) {
      if (!node.has(name)) {
        problems.add(path + "." + name + " is missing");
      }
    }
  }

  private void checkScalar(String path, JsonNode node, Type type) {
    if (type == String.class) {
      require(node.isTextual(), path, "a text");
    } else if (type == Integer.class || type == Long.class) {
      require(node.isIntegralNumber(), path, "a whole number");
    } else if (type == Boolean.class) {
      require(node.isBoolean(), path, "true or false");
    } else if (type == IntOrString.class) {
      require(node.isIntegralNumber() || node.isTextual(), path, "a number or a text");
    } else if (type == Quantity.class) {
      boolean isQuantity = node.asText().matches("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
      require(isQuantity, path, "a quantity such as 500m or 2Gi");
    } else {
      problems.add(path + " has a type that is not looked at here: " + type);
    }
  }

  private void require(boolean holds, String path, String what) {
    if (!holds) {
      problems.add(path + " must be " + what);
    }
  }

  private static Map<String, Field> fields(Class<?> model) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Field field : model.getDeclaredFields()) {
      SerializedName name = field.getAnnotation(SerializedName.class);
      if (name != null) {
        fields.put(name.value(), field);
      }
    }
    if (fields.isEmpty()) {
      throw new IllegalStateException(model + " has no fields: another form of models?");
    }
    return fields;
  }

  @SuppressWarnings("unchecked")
  private static Set<String> required(Class<?> model) {
    try {
      return (Set<String>) model.getField("openapiRequiredFields").get(null);
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException(model + " does not say what it requires", other);
    }
  }
}
