package org.sealmesh.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.ClientAddress;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.Mounts;
import org.sealmesh.gateway.disclosure.Connections;
import org.sealmesh.gateway.limit.SharedState;
import org.sealmesh.gateway.signin.RandomBytes;

/// Everything that is served on the gateway's port, in one router.
public final class Site {
  private final Vertx vertx;
  private final Clock clock;
  private final GatewayConfig config;
  private final SecurityHeaders security;
  private final GatewayMetrics metrics;
  private final Answers answers;

  public Site(
      Vertx vertx, Clock clock, RandomBytes random, GatewayMetrics metrics, GatewayConfig config) {
    this.vertx = vertx;
    this.clock = clock;
    this.config = config;
    this.security = new SecurityHeaders(Connections.of(config), config.hstsMaxAge());
    this.metrics = metrics;
    this.answers = new Answers(random);
  }

  /// @param routes one for each operation of the contract
  public Router router(
      Bus bus, SharedState shared, Contract contract, List<Route> routes, Mounts mounts) {
    Router router = Router.router(vertx);
    mounts.routes().accept(router);
    router
        .route()
        .handler(context -> {
          security.addTo(context.response());
          context.next();
        });
    mountApi(router, bus, shared, contract, routes);
    config.webRoot().ifPresent(folder -> AppFiles.mount(router, folder));
    refuseTheRest(router);
    return router;
  }

  private void mountApi(
      Router router, Bus bus, SharedState shared, Contract contract, List<Route> routes) {
    router
        .route(ApiRouter.BASE + "/*")
        .handler(this::addApiHeaders)
        .handler(new OtherSites(config.allowedOrigins())::handle);
    ApiRouter api =
        new ApiRouter(
            vertx,
            clock,
            config.http(),
            new ClientAddress(config.trustedProxies()),
            new Doorkeeper(bus, shared),
            metrics,
            answers);
    api.mount(router, contract, routes);
    refuseOtherMethods(router, contract);
    router
        .route(ApiRouter.BASE + "/*")
        .handler(context -> answers.send(context, Problems.of(ProblemType.NOT_FOUND)));
  }

  private void addApiHeaders(RoutingContext context) {
    HttpServerResponse response = context.response();
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // Browsers correct their clocks by it, since signals are dated.
    response.putHeader(
        HttpHeaders.DATE,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.now().atOffset(ZoneOffset.UTC)));
    context.next();
  }

  private void refuseOtherMethods(Router router, Contract contract) {
    TreeMap<String, TreeSet<String>> allowed = new TreeMap<>();
    for (OperationCheck check : contract.operations()) {
      allowed
          .computeIfAbsent(ApiRouter.vertxPath(check), path -> new TreeSet<>())
          .add(check.method().name());
    }
    allowed.forEach((path, methods) ->
        router
            .route(path)
            .handler(context -> {
              context.response().putHeader(HttpHeaders.ALLOW, String.join(", ", methods));
              answers.send(context, Problems.of(ProblemType.METHOD_NOT_ALLOWED));
            }));
  }

  private void refuseTheRest(Router router) {
    router.route().handler(c -> answers.send(c, Problems.of(ProblemType.NOT_FOUND)));
    router
        .route()
        .failureHandler(context -> {
          Throwable cause = context.failure();
          if (context.statusCode() < 500 && context.statusCode() >= 400) {
            answers.send(context, clientError(context.statusCode()));
          } else {
            answers.fail(
                context,
                cause == null ? new IllegalStateException("failed without a cause") : cause);
          }
        });
    // What the router itself refuses has been through no handler.
    for (int status : new int[] {400, 404, 405, 413, 415}) {
      router.errorHandler(
          status,
          context -> {
            security.addTo(context.response());
            answers.send(context, clientError(status));
          });
    }
  }

  private static Answer clientError(int status) {
    return switch (status) {
      case 404 -> Problems.of(ProblemType.NOT_FOUND);
      case 405 -> Problems.of(ProblemType.METHOD_NOT_ALLOWED);
      case 413 -> Problems.of(ProblemType.TOO_LARGE);
      case 415 -> Problems.of(ProblemType.UNSUPPORTED_MEDIA_TYPE);
      default -> Problems.badRequest("request");
    };
  }

  /// What Vert.x itself could not read as HTTP. Answered on the raw request: no route will see it.
  public static void refuseUnreadable(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(ProblemType.BAD_REQUEST.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(Answers.bytes(Problems.badRequest("request").problem()))
        .onComplete(sent -> request.connection().close());
  }
}
