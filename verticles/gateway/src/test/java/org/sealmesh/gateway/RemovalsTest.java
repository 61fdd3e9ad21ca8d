package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand;

class RemovalsTest {
  private final RunningGateway gateway = new RunningGateway(RunningGateway.generous());

  RemovalsTest() {
    gateway.bus.answer(
        EventCommand.Append.class,
        asked ->
            new EventCommand.Appended(
                new Seq(9),
                new Epoch(2),
                Origin.AT,
                null,
                Origin.TALK_RID,
                Origin.BEN.rid(),
                null));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void removesThenRevokesThenAnswers() {
    Reply reply = remove(Origin.BEN.id().text());
    assertThat(reply.status()).isEqualTo(200);
    var said = gateway.bus.said(Object.class);
    int appended = SessionsTest.index(said, EventCommand.Append.class);
    int signed = SessionsTest.index(said, CryptoMessage.Sign.class);
    assertThat(appended).isLessThan(signed);
    Claims.Revocation revocation =
        (Claims.Revocation) gateway.bus.said(CryptoMessage.Sign.class).getFirst().claims();
    assertThat(revocation.user()).isEqualTo(Origin.BEN.rid());
    assertThat(revocation.conversation()).isEqualTo(Origin.TALK_RID);
    assertThat(revocation.device()).isNull();
    assertThat(revocation.expires())
        .as("longer than any ticket")
        .isAfter(gateway.clock.now().plusSeconds(600));
    assertThat(gateway.bus.said(RouterMessage.Revoke.class)).hasSize(1);
  }

  @Test
  void answersOnlyWhenTheRelaysHaveHeard() throws Exception {
    Promise<RouterMessage.FannedOut> heard = Promise.promise();
    gateway.bus.answerLater(RouterMessage.Revoke.class, heard.future());
    CompletableFuture<Reply> reply =
        CompletableFuture.supplyAsync(() -> remove(Origin.BEN.id().text()));
    awaitRevocations(1);
    assertThat(reply).isNotDone();
    heard.complete(new RouterMessage.FannedOut(Set.of()));
    assertThat(reply.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void goingByOneselfIsLeaving() {
    remove(Origin.ADA.id().text());
    remove(Origin.BEN.id().text());
    assertThat(gateway.bus.said(EventCommand.Append.class))
        .extracting(append -> ((Change.RemoveMember) append.change()).reason())
        .containsExactly(RemovalReason.LEFT, RemovalReason.REMOVED);
  }

  @Test
  void revokesNothingIfNobodyWasRemoved() {
    gateway.bus.answer(EventCommand.Append.class, asked -> new EventCommand.Unchanged());
    assertThat(remove(Origin.BEN.id().text()).status()).isEqualTo(204);
    assertThat(gateway.bus.said(RouterMessage.Revoke.class)).isEmpty();
  }

  private Reply remove(String user) {
    return gateway.delete(
        "/conversations/"
            + Origin.TALK.text()
            + "/members/"
            + user
            + "?clientId="
            + Origin.CLIENT.text());
  }

  private void awaitRevocations(int count) {
    Promise<Void> reached = Promise.promise();
    gateway.vertx.setPeriodic(
        5,
        id -> {
          if (gateway.bus.said(RouterMessage.Revoke.class).size() >= count) {
            gateway.vertx.cancelTimer(id);
            reached.complete();
          }
        });
    Future<Void> done = reached.future();
    RunningGateway.await(done);
  }
}
