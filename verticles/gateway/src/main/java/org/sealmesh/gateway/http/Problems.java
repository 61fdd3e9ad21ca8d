package org.sealmesh.gateway.http;

import java.time.Duration;
import org.sealmesh.bus.Bus;
import org.sealmesh.gateway.http.Answer.Refusal;

/// The one place where what went wrong becomes what a browser is told.
public final class Problems {
  /// How long a browser waits before it tries a site that cannot answer: long enough that a crowd
  /// does not hold it down, short enough that people do not notice a restart for long.
  static final Duration UNAVAILABLE_RETRY = Duration.ofSeconds(3);

  public static Refusal of(ProblemType type) {
    return new Refusal(Problem.of(type), null);
  }

  /// @param place where in the request, in the contract's words: `body/name`, `query/limit`
  public static Refusal badRequest(String place) {
    return new Refusal(Problem.of(ProblemType.BAD_REQUEST).withDetail(place), null);
  }

  public static Refusal tooManyRequests(Duration wait) {
    return new Refusal(Problem.of(ProblemType.TOO_MANY_REQUESTS), wait);
  }

  public static Refusal limitReached(int max) {
    return new Refusal(Problem.of(ProblemType.LIMIT_REACHED).withLimit(max), null);
  }

  public static Refusal callFull(int max) {
    return new Refusal(Problem.of(ProblemType.CALL_FULL).withLimit(max), null);
  }

  static Refusal internal(String instance) {
    return new Refusal(Problem.of(ProblemType.INTERNAL).withInstance(instance), null);
  }

  static Refusal unavailable() {
    return new Refusal(Problem.of(ProblemType.UNAVAILABLE), UNAVAILABLE_RETRY);
  }

  /// Whether a failure means that a part of the site is away, and not that the gateway is wrong.
  static boolean isOutage(Throwable failure) {
    return failure instanceof Bus.Unanswered || failure instanceof Bus.HandlerFailed;
  }

  private Problems() {}
}
