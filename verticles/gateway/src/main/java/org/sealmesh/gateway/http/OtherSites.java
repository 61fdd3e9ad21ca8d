package org.sealmesh.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/// Lets the pages of other sites call the API, if the operator named them (the Fetch standard's
/// CORS). Without credentials: there are no cookies.
final class OtherSites {
  private static final String PREFLIGHT_SECONDS = "600";
  private final Set<String> allowed;

  OtherSites(Set<String> allowed) {
    this.allowed = allowed;
  }

  void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (!allowed.isEmpty()) {
      response.putHeader(HttpHeaders.VARY, "Origin");
    }
    String origin = context.request().getHeader(HttpHeaders.ORIGIN);
    if (origin == null || !allowed.contains(origin)) {
      context.next();
      return;
    }
    response.putHeader("Access-Control-Allow-Origin", origin);
    response.putHeader("Access-Control-Expose-Headers", "Date, ETag, Retry-After");
    if (context.request().method() == HttpMethod.OPTIONS) {
      response
          .putHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
          .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match")
          .putHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS)
          .setStatusCode(204)
          .end();
      return;
    }
    context.next();
  }
}
