package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.util.Optional;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.ProblemType;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.origin.persistence.AccountCommand.Session;

/// Looks at tickets that browsers show: what is signed for a device names its ticket, and ends with
/// it.
final class Tickets {
  private final Origin origin;
  private final Clock clock;

  Tickets(Origin origin, Clock clock) {
    this.origin = origin;
    this.clock = clock;
  }

  /// @return fails with [Refused] unless it is a ticket of the calling device that has not ended
  Future<Claims.Ticket> own(Call call, SignedToken shown) {
    return Future.all(origin.signers(), origin.timeline())
        .map(both -> {
          TokenVerifier verifier = new TokenVerifier(both.resultAt(0), clock::now);
          Timeline timeline = both.resultAt(1);
          Optional<Claims.Ticket> ticket =
              switch (verifier.ticket(shown)) {
                case Verification.Valid<Claims.Ticket> valid -> Optional.of(valid.claims());
                case Verification.Expired<Claims.Ticket> ended -> Optional.empty();
                case Verification.Invalid<Claims.Ticket> wrong -> Optional.empty();
              };
          return ticket
              .filter(t -> belongs(t, call.session().session(), timeline))
              .orElseThrow(() -> new Refused(Problems.of(ProblemType.FORBIDDEN)));
        });
  }

  private static boolean belongs(Claims.Ticket ticket, Session session, Timeline timeline) {
    return ticket.issuer().equals(timeline)
        && ticket.user().equals(session.user().rid())
        && ticket.device().equals(session.device());
  }
}
