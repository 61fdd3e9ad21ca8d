package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// What is deleted by age, and what is held back from it: for administrators.
public final class Retentions {
  private final Origin origin;
  private final Administrators administrators;

  Retentions(Origin origin, Administrators administrators) {
    this.origin = origin;
    this.administrators = administrators;
  }

  List<Route> routes() {
    return List.of(
        Route.of("getRetention", Budget.READ, this::get),
        Route.of("previewRetention", Budget.WRITE, this::preview).withFreshSession(),
        Route.of("setRetention", Budget.WRITE, this::set).withFreshSession(),
        Route.of("unsetRetention", Budget.WRITE, this::unset).withFreshSession(),
        Route.of("listHolds", Budget.READ, this::holds),
        Route.of("setHold", Budget.WRITE, this::hold).withFreshSession(),
        Route.of("liftHold", Budget.WRITE, this::lift).withFreshSession());
  }

  private Future<Answer> get(Call call) {
    administrators.require(call);
    return origin.privacy(new PrivacyMessage.GetRetention()).map(Answer::ok);
  }

  private Future<Answer> preview(Call call) {
    administrators.require(call);
    return origin.privacy(new PrivacyMessage.PreviewRetention(call.user())).map(Answer::accepted);
  }

  private Future<Answer> set(Call call) {
    return keepFor(call, call.body(AgeRequest.class).keptFor());
  }

  private Future<Answer> unset(Call call) {
    return keepFor(call, null);
  }

  private Future<Answer> keepFor(Call call, @Nullable Duration keptFor) {
    administrators.require(call);
    return origin
        .privacy(new PrivacyMessage.KeepFor(call.conversation(), keptFor, call.user()))
        .map(Outcomes::found);
  }

  private Future<Answer> holds(Call call) {
    administrators.require(call);
    return origin.privacy(new PrivacyMessage.ListHolds()).map(Answer::ok);
  }

  private Future<Answer> hold(Call call) {
    administrators.require(call);
    return origin
        .privacy(new PrivacyMessage.SetHold(kind(call), subject(call), call.user()))
        .map(Outcomes::found);
  }

  private Future<Answer> lift(Call call) {
    administrators.require(call);
    return origin
        .privacy(new PrivacyMessage.LiftHold(kind(call), subject(call), call.user()))
        .map(Outcomes::found);
  }

  private static LegalHold.Kind kind(Call call) {
    return call.path("kind", Retentions::kind);
  }

  private static LegalHold.Kind kind(String name) {
    return switch (name) {
      case "conversation" -> LegalHold.Kind.CONVERSATION;
      case "person" -> LegalHold.Kind.PERSON;
      default -> throw new IllegalArgumentException("neither a conversation nor a person");
    };
  }

  private static LegalHold.SubjectId subject(Call call) {
    return call.path("subject", LegalHold.SubjectId::parse);
  }

  record AgeRequest(Duration keptFor) {}
}
