package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.BlockCommand;

class BlocksTest {
  private final RunningGateway gateway = new RunningGateway(RunningGateway.generous());

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void blocksThenRevokesThenAnswers() {
    AtomicReference<Instant> blocked = new AtomicReference<>();
    gateway.bus.answer(
        BlockCommand.Block.class,
        asked -> {
          gateway.clock.turn(Duration.ofSeconds(5));
          blocked.set(gateway.clock.now());
          return new BlockCommand.Blocked(new BlockCommand.Lost(Origin.BEN.rid(), Origin.TALK_RID));
        });
    assertThat(put(Origin.BEN.id().text()).status()).isEqualTo(204);
    assertThat(gateway.bus.said(BlockCommand.Block.class))
        .containsExactly(new BlockCommand.Block(Origin.ADA.id(), Origin.BEN.id()));
    Claims.Revocation revocation =
        (Claims.Revocation) gateway.bus.said(CryptoMessage.Sign.class).getFirst().claims();
    assertThat(revocation.user()).isEqualTo(Origin.BEN.rid());
    assertThat(revocation.conversation()).isEqualTo(Origin.TALK_RID);
    assertThat(revocation.device()).isNull();
    // What was signed upon a look-up before the block was committed is void.
    assertThat(revocation.generation()).isGreaterThanOrEqualTo(blocked.get().toEpochMilli());
    var said = gateway.bus.said(Object.class);
    assertThat(SessionsTest.index(said, BlockCommand.Block.class))
        .isLessThan(SessionsTest.index(said, RouterMessage.Revoke.class));
  }

  @Test
  void revokesNothingWithoutADirectConversation() {
    gateway.bus.answer(BlockCommand.Block.class, asked -> new BlockCommand.Blocked(null));
    assertThat(put(Origin.BEN.id().text()).status()).isEqualTo(204);
    assertThat(gateway.bus.said(RouterMessage.Revoke.class)).isEmpty();
  }

  @Test
  void nobodyBlocksHerself() {
    assertThat(put(Origin.ADA.id().text()).problem()).isEqualTo("forbidden");
    assertThat(gateway.bus.said(BlockCommand.Block.class)).isEmpty();
  }

  @Test
  void unblocksAndLists() {
    assertThat(gateway.delete("/blocks/" + Origin.BEN.id().text()).status()).isEqualTo(204);
    assertThat(gateway.bus.said(BlockCommand.Unblock.class))
        .containsExactly(new BlockCommand.Unblock(Origin.ADA.id(), Origin.BEN.id()));
    Reply listed = gateway.get("/blocks");
    assertThat(listed.json().getJsonArray("users").getJsonObject(0).getString("name"))
        .isEqualTo("Ben");
  }

  private Reply put(String user) {
    return gateway.send(HttpMethod.PUT, "/api/v1/blocks/" + user, RunningGateway.session(), null);
  }
}
