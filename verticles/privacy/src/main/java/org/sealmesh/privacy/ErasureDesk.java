package org.sealmesh.privacy;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.ErasureCommand;
import org.sealmesh.origin.persistence.ErasureCommand.ErasureFound;
import org.sealmesh.origin.privacy.Erasure;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// Answers those who wish to be erased: what their wish has come to, as it stands in the database.
final class ErasureDesk {
  private final Bus bus;
  private final PrivacyConfig.Erasures config;

  ErasureDesk(Bus bus, PrivacyConfig.Erasures config) {
    this.bus = bus;
    this.config = config;
  }

  Future<PrivacyMessage.ErasureShown> request(PrivacyMessage.RequestErasure message) {
    return store(new ErasureCommand.OpenErasure(message.user())).map(this::shown);
  }

  Future<PrivacyMessage.ErasureSearch> get(PrivacyMessage.GetErasure message) {
    return store(new ErasureCommand.FindErasure(message.user()))
        .map(outcome ->
            switch (outcome) {
              case ErasureFound found -> shown(found);
              case ErasureCommand.NoErasure none -> new PrivacyMessage.NoErasure();
            });
  }

  Future<PrivacyMessage.Cancelling> cancel(PrivacyMessage.CancelErasure message) {
    return store(new ErasureCommand.CancelErasure(message.user()))
        .map(outcome ->
            switch (outcome) {
              case THERE -> new PrivacyMessage.Cancelled();
              case NOT_THERE -> new PrivacyMessage.NoErasure();
            });
  }

  Future<PrivacyMessage.Confirming> confirm(PrivacyMessage.ConfirmErasure message) {
    return store(new ErasureCommand.ConfirmErasure(message.user(), message.erasure()))
        .map(outcome ->
            switch (outcome) {
              case ErasureCommand.Confirmed confirmed ->
                  new PrivacyMessage.Confirmed(confirmed.rid());
              case ErasureCommand.NotCounted not -> new PrivacyMessage.NotCounted();
              case ErasureCommand.OnHold held -> new PrivacyMessage.OnHold();
              case ErasureCommand.NothingToConfirm none -> new PrivacyMessage.NoErasure();
            });
  }

  private PrivacyMessage.ErasureShown shown(ErasureFound found) {
    @Nullable String text = found.result();
    ErasureResult result =
        text == null
            ? new ErasureResult(config.messages(), Erasure.Counts.NONE)
            : ErasureResult.parse(text);
    return new PrivacyMessage.ErasureShown(
        new Erasure(
            found.job(),
            state(found.state()),
            found.requestedAt(),
            found.done(),
            found.total(),
            result.messages(),
            text == null ? null : result.counts(),
            found.expires()));
  }

  private static Erasure.State state(Export.State state) {
    return switch (state) {
      case WAITING -> Erasure.State.WAITING;
      case RUNNING -> Erasure.State.COUNTING;
      case READY -> Erasure.State.COUNTED;
      case FAILED -> Erasure.State.FAILED;
    };
  }

  private <R, Q extends ErasureCommand & Ask<R>> Future<R> store(Q command) {
    return bus.ask(OriginAddresses.PERSISTENCE, command);
  }
}
