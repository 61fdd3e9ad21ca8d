package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.http.TokenHash;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// Copies of what the site keeps of whoever asks. An archive is fetched by a link: a browser that
/// saves a file sends no header.
public final class Exports {
  private static final int SECRET_BYTES = 32;
  private static final String ARCHIVES = "/api/v1/archives/";

  private final Origin origin;
  private final RandomBytes random;

  Exports(Origin origin, RandomBytes random) {
    this.origin = origin;
    this.random = random;
  }

  List<Route> routes() {
    return List.of(
        Route.of("listExports", Budget.READ, this::list),
        Route.of("requestExport", Budget.WRITE, this::request).withFreshSession(),
        Route.of("deleteExport", Budget.WRITE, this::delete),
        // It opens for longer than a session is remembered.
        Route.of("linkExport", Budget.WRITE, this::link).withFreshSession(),
        Route.of("getArchive", Budget.STRANGER, this::archive));
  }

  private Future<Answer> list(Call call) {
    return origin.privacy(new PrivacyMessage.ListExports(call.user())).map(Answer::ok);
  }

  private Future<Answer> request(Call call) {
    return origin.privacy(new PrivacyMessage.RequestExport(call.user())).map(Outcomes::export);
  }

  private Future<Answer> delete(Call call) {
    return origin
        .privacy(new PrivacyMessage.DeleteExport(call.user(), id(call)))
        .map(Outcomes::exportDeleted);
  }

  private Future<Answer> link(Call call) {
    String secret = random.text(SECRET_BYTES);
    return origin
        .privacy(new PrivacyMessage.LinkExport(call.user(), id(call), TokenHash.of(secret).bytes()))
        .map(Outcomes::linked)
        .map(expires -> Answer.created(new Link(ARCHIVES + secret, expires)));
  }

  private Future<Answer> archive(Call call) {
    byte[] hash = call.path("secret", TokenHash::of).bytes();
    return origin.privacy(new PrivacyMessage.FindArchive(hash)).map(Outcomes::archive);
  }

  private static JobId id(Call call) {
    return call.path("export", JobId::parse);
  }

  /// @param path below the origin's own address
  record Link(String path, Instant expiresAt) {}
}
