package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.GetSyncTag;
import org.sealmesh.persistence.PersistenceConfig.Pool;

@Tag("mariadb")
final class OutageMariaDbTest extends OutageSuite {
  private final MariaDbServer server = MariaDbServer.start();

  @Override
  DatabaseUnderTest open() {
    return new MariaDbUnderTest(server);
  }

  @Override
  PersistenceConfig config() {
    Pool pool =
        new Pool(
            4, 100, Duration.ofMillis(1500), Duration.ofMillis(1500), Duration.ofSeconds(1), 5);
    return Configs.with(super.config(), pool);
  }

  @AfterAll
  void end() {
    server.close();
  }

  @Test
  void doesNotWaitForAServerThatHangs() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    server.freeze();
    try {
      assertThatThrownBy(() -> chat.send(ann, group, "x")).isInstanceOf(Bus.HandlerFailed.class);
    } finally {
      server.thaw();
    }
    origin.insist(new GetSyncTag(ann.id()));
    assertThat(chat.sent(ann, group, "y")).isNotNull();
  }
}
