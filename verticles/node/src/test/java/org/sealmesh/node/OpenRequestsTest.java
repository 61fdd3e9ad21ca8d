package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenRequestsTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final OpenRequests requests = new OpenRequests();
  private final Promise<Void> asked = Promise.promise();
  private final Promise<Void> work = Promise.promise();
  private final int port = serve();

  @AfterEach
  void close() {
    client.close();
    RunningSite.await(vertx.close());
  }

  @Test
  void waitsForNobodyIfNobodyAsks() throws Exception {
    work.complete();
    assertThat(ask().get().statusCode()).isEqualTo(200);
    // The answer may be here before its end is noticed there, but not for long.
    RunningSite.await(requests.answered());
    assertThat(requests.answered().succeeded()).isTrue();
  }

  @Test
  void waitsForTheAnswerThatIsOnItsWay() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = ask();
    RunningSite.await(asked.future());
    requests.beLast();
    Future<Void> answered = requests.answered();
    assertThat(answered.isComplete()).isFalse();
    work.complete();
    assertThat(answer.get().body()).isEqualTo("done");
    RunningSite.await(answered);
  }

  @Test
  void asksWhoeverComesLateToComeElsewhereTheNextTime() throws Exception {
    work.complete();
    assertThat(ask().get().headers().firstValue("connection")).isEmpty();
    requests.beLast();
    assertThat(ask().get().headers().firstValue("connection")).contains("close");
  }

  @Test
  void doesNotWaitForWhoHasGone() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = ask();
    RunningSite.await(asked.future());
    answer.cancel(true);
    RunningSite.await(requests.answered());
  }

  private int serve() {
    Router router = Router.router(vertx);
    router.route().handler(requests);
    router
        .route()
        .handler(call -> {
          asked.tryComplete();
          work.future().onSuccess(done -> call.end("done"));
        });
    HttpServer server =
        RunningSite.await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    return server.actualPort();
  }

  private CompletableFuture<HttpResponse<String>> ask() {
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    return client.sendAsync(
        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
