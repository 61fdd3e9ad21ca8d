package org.sealmesh.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sealmesh.bus.ClientAddress;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.GatewayConfig.HttpConfig;

/// Serves the operations of the contract, each in the same order: who is it, may she, is the head
/// as it must be, then the body, then the contract, then the resource. Whatever ends it early is
/// answered with a problem, and nothing has reached the bus but the look-up of the session.
final class ApiRouter {
  static final String BASE = "/api/v1";
  private static final String SYNC = "sync";

  private final Vertx vertx;
  private final Clock clock;
  private final HttpConfig config;
  private final ClientAddress addresses;
  private final Doorkeeper doorkeeper;
  private final BodyReader bodies;
  private final GatewayMetrics metrics;
  private final Answers answers;

  ApiRouter(
      Vertx vertx,
      Clock clock,
      HttpConfig config,
      ClientAddress addresses,
      Doorkeeper doorkeeper,
      GatewayMetrics metrics,
      Answers answers) {
    this.vertx = vertx;
    this.clock = clock;
    this.config = config;
    this.addresses = addresses;
    this.doorkeeper = doorkeeper;
    this.bodies = new BodyReader(clock, config.bodyTimeout());
    this.metrics = metrics;
    this.answers = answers;
  }

  /// @throws IllegalStateException unless there is exactly one route for each operation
  void mount(Router router, Contract contract, List<Route> routes) {
    Map<String, Route> byId =
        routes.stream().collect(Collectors.toMap(Route::operationId, Function.identity()));
    for (OperationCheck check : contract.operations()) {
      Route route = byId.remove(check.id());
      if (route == null) {
        throw new IllegalStateException("nobody serves " + check.id());
      }
      router
          .route(check.method(), vertxPath(check))
          .handler(context -> serve(context, check, route));
    }
    if (!byId.isEmpty()) {
      throw new IllegalStateException("the contract has no " + byId.keySet());
    }
  }

  static String vertxPath(OperationCheck check) {
    return check.pathTemplate().replaceAll("\\{([a-zA-Z]+)}", ":$1");
  }

  private void serve(RoutingContext context, OperationCheck check, Route route) {
    HttpServerRequest request = context.request();
    Instant receivedAt = clock.now();
    long startNs = clock.nanoTime();
    request.pause();
    attempt(() -> admitted(request, check, route))
        .compose(caller -> {
          checkHead(context, check);
          return body(request, check)
              .compose(body -> checked(check, body))
              .compose(body -> route.handler().apply(call(context, caller, receivedAt, body)));
        })
        .onComplete(outcome -> {
          if (outcome.succeeded()) {
            answers.send(context, outcome.result());
          } else {
            answers.fail(context, outcome.cause());
          }
          metrics.onAnswer(
              context.response().getStatusCode(), Duration.ofNanos(clock.nanoTime() - startNs));
        });
  }

  private Future<Optional<Caller>> admitted(
      HttpServerRequest request, OperationCheck check, Route route) {
    String address = addresses.of(request);
    return check.needsSession()
        ? doorkeeper.user(route, address, request.getHeader(HttpHeaders.AUTHORIZATION))
        : doorkeeper.stranger(address);
  }

  private static void checkHead(RoutingContext context, OperationCheck check) {
    HttpServerRequest request = context.request();
    if (check.hasBody()) {
      if (!OperationCheck.isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
        throw new Refused(Problems.of(ProblemType.UNSUPPORTED_MEDIA_TYPE));
      }
    } else if (BodyReader.announced(request)) {
      throw new Refused(Problems.badRequest("body"));
    }
    check.checkParameters(context.pathParams(), query(context), request.headers()::getAll);
  }

  private Future<byte[]> body(HttpServerRequest request, OperationCheck check) {
    if (!check.hasBody()) {
      request.resume();
      return Future.succeededFuture(new byte[0]);
    }
    boolean sync = check.id().equals(SYNC);
    return bodies.read(request, sync ? config.syncBodyBytesMax() : config.bodyBytesMax());
  }

  private Future<byte[]> checked(OperationCheck check, byte[] body) {
    if (!check.hasBody()) {
      return Future.succeededFuture(body);
    }
    if (body.length < config.offLoopBytes()) {
      check.checkBody(body);
      return Future.succeededFuture(body);
    }
    return vertx.executeBlocking(
        () -> {
          check.checkBody(body);
          return body;
        },
        false);
  }

  private Call call(
      RoutingContext context, Optional<Caller> caller, Instant receivedAt, byte[] body) {
    HttpServerRequest request = context.request();
    return new Call(
        caller.orElse(null),
        addresses.of(request),
        receivedAt,
        context.pathParams(),
        query(context),
        Optional.ofNullable(request.getHeader(HttpHeaders.IF_NONE_MATCH)),
        body);
  }

  private static Map<String, List<String>> query(RoutingContext context) {
    MultiMap params;
    try {
      params = context.queryParams();
    } catch (RuntimeException malformed) {
      throw new Refused(Problems.badRequest("query"));
    }
    Map<String, List<String>> query = new HashMap<>();
    params.names().forEach(name -> query.put(name, params.getAll(name)));
    return query;
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> step) {
    try {
      return step.get();
    } catch (RuntimeException early) {
      return Future.failedFuture(early);
    }
  }
}
