package org.sealmesh.gateway.http;

import io.vertx.core.Future;
import java.util.function.Function;

/// How one operation of the contract is served.
///
/// @param operationId the contract's name for it
public record Route(
    String operationId, Budget budget, Trust trust, Function<Call, Future<Answer>> handler) {

  public static Route of(
      String operationId, Budget budget, Function<Call, Future<Answer>> handler) {
    return new Route(operationId, budget, Trust.REMEMBERED, handler);
  }

  /// For what lasts longer than the memory of a session does.
  public Route withFreshSession() {
    return new Route(operationId, budget, Trust.FRESH, handler);
  }

  /// Which allowance a call is taken from.
  public enum Budget {
    /// Without a session: counted by address.
    STRANGER,
    /// Makes something that others see: counted by user.
    WRITE,
    /// All the rest, by user.
    READ
  }

  /// How the caller's session is looked up.
  public enum Trust {
    /// A session that was seen a few seconds ago will do.
    REMEMBERED,
    /// The database is asked.
    FRESH
  }
}
