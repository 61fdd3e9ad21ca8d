package org.sealmesh.launch;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sealmesh.bus.Health;

/// Answers those who operate the process: `/health/live`, `/health/ready` and `/metrics`.
///
/// Live means that the process answers at all. Ready names every role with its state and is 503
/// unless all are ready. Nothing here tells who uses the site.
public final class OpsHandler implements Handler<HttpServerRequest> {
  private final Health health;
  private final PrometheusMeter meter;

  OpsHandler(Health health, PrometheusMeter meter) {
    this.health = health;
    this.meter = meter;
  }

  /// Whether the request is one of those answered here.
  public static boolean answers(HttpServerRequest request) {
    return switch (request.path()) {
      case "/health/live", "/health/ready", "/metrics" -> true;
      case null, default -> false;
    };
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response().putHeader("cache-control", "no-store");
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      respond(request, response.setStatusCode(405).putHeader("allow", "GET, HEAD"), "");
      return;
    }
    switch (request.path()) {
      case "/health/live" -> json(request, 200, "{\"status\":\"live\"}");
      case "/health/ready" ->
          health.report().onSuccess(report -> json(request, status(report), body(report)));
      case "/metrics" -> {
        response.putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
        respond(request, response, meter.scrape());
      }
      case null, default -> respond(request, response.setStatusCode(404), "");
    }
  }

  private static int status(Health.Report report) {
    return report.overall() == Health.State.READY ? 200 : 503;
  }

  private static String body(Health.Report report) {
    return report.roles().entrySet().stream()
        .map(role -> "\"%s\":\"%s\"".formatted(role.getKey(), spelled(role.getValue())))
        .collect(
            Collectors.joining(
                ",", "{\"status\":\"%s\",\"roles\":{".formatted(spelled(report.overall())), "}}"));
  }

  private static String spelled(Health.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void json(HttpServerRequest request, int status, String body) {
    HttpServerResponse response = request.response().setStatusCode(status);
    respond(request, response.putHeader("content-type", "application/json"), body);
  }

  private static void respond(HttpServerRequest request, HttpServerResponse response, String body) {
    if (response.closed()) {
      return;
    }
    Future<Void> sent = request.method() == HttpMethod.HEAD ? response.end() : response.end(body);
    // Whoever asked has gone: there is nobody left to tell.
    sent.onFailure(gone -> {});
  }
}
