package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.AccountCommand.EnterSso;
import org.sealmesh.origin.persistence.AccountCommand.OpenSession;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;

/// What has expired goes, and nothing else.
abstract class PurgeSuite extends Suite {

  @Override
  PersistenceConfig config() {
    return Configs.impatient(database.config(), Duration.ofMinutes(1));
  }

  private long rows(String table) {
    return database.count("SELECT COUNT(*) FROM " + table);
  }

  @Test
  void forgetsWhatHasExpired() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    Append append = Chat.append(ann, group, Chat.clientId(), new Change.Send("again", null));
    Appended first = (Appended) origin.<Appending, Append>ask(append);
    origin.ask(
        new OpenSession(new byte[32], ann.id(), origin.clock.now().plus(Duration.ofHours(1))));
    origin.ask(new EnterSso("s", "Sue", "jti", origin.clock.now().plus(Duration.ofMinutes(5))));
    assertThat(rows("bm_sessions") + rows("bm_sso_tokens") + rows("bm_creations")).isEqualTo(3);
    origin.clock.advance(Duration.ofDays(29));
    TestOrigin.eventually(() -> rows("bm_sessions") + rows("bm_sso_tokens") == 0);
    assertThat(origin.<Appending, Append>ask(append)).isEqualTo(first);
    origin.clock.advance(Duration.ofDays(2));
    TestOrigin.eventually(() -> rows("bm_client_ids") + rows("bm_creations") == 0);
    Appended second = (Appended) origin.<Appending, Append>ask(append);
    assertThat(second.seq()).isEqualTo(first.seq().next());
  }
}
