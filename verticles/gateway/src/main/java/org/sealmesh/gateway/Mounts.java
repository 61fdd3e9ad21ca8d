package org.sealmesh.gateway;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// What others put on the gateway's port: health, metrics, a relay's socket.
///
/// @param routes called once for each instance, before the gateway adds its own routes; a route
///   that is mounted here comes first and gets none of the gateway's limits
/// @param options what those routes need of the server: subprotocols, frame sizes
public record Mounts(Consumer<Router> routes, UnaryOperator<HttpServerOptions> options) {
  public static Mounts none() {
    return new Mounts(router -> {}, UnaryOperator.identity());
  }
}
