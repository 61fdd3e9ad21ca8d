package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Health;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.GetSyncTag;

/// The database goes away and comes back, and the origin stays.
abstract class OutageSuite extends Suite {

  @Override
  PersistenceConfig config() {
    return Configs.impatient(database.config(), Duration.ofMinutes(1));
  }

  @Test
  void refusesWhileTheDatabaseIsAwayAndGoesOnWhenItIsBack() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    chat.send(ann, group, "before");
    assertThat(origin.readiness()).isEqualTo(Health.State.READY);
    for (int round = 0; round < 3; round++) {
      database.goAway();
      try {
        // A refusal may also come from waiting in vain for a connection, which says nothing yet of
        // the database; one of the next ones finds out.
        TestOrigin.eventually(() -> {
          assertThatThrownBy(() -> chat.send(ann, group, "meanwhile"))
              .isInstanceOf(Bus.HandlerFailed.class);
          return origin.readiness() == Health.State.NOT_READY;
        });
        var many =
            IntStream.range(0, 200)
                .mapToObj(i -> chat.begin(ann, group, new Change.Send("meanwhile", null)))
                .toList();
        many.forEach(one ->
            assertThatThrownBy(() -> TestOrigin.done(one)).isInstanceOf(Bus.HandlerFailed.class));
      } finally {
        database.comeBack();
      }
      origin.insist(new GetSyncTag(ann.id()));
      assertThat(origin.readiness()).isEqualTo(Health.State.READY);
      Appended after = (Appended) chat.send(ann, group, "after");
      assertThat(after.seq().value()).isEqualTo(3 + round);
    }
    assertThat(chat.page(ann, group, null, null, 10).events()).hasSize(5);
  }

  @Test
  void noticesWithoutAnyRequest() {
    database.goAway();
    try {
      TestOrigin.eventually(() -> origin.readiness() == Health.State.NOT_READY);
    } finally {
      database.comeBack();
    }
    TestOrigin.eventually(() -> origin.readiness() == Health.State.READY);
  }

  @Test
  void aRepeatedRequestIsDoneOnceThoughTheDatabaseWentAwayMeanwhile() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    var append = Chat.append(ann, group, Chat.clientId(), new Change.Send("once", null));
    var first = origin.send(append);
    database.goAway();
    database.comeBack();
    first.otherwiseEmpty().toCompletionStage().toCompletableFuture().join();
    Appending second = origin.insist(append);
    Appending third = origin.insist(append);
    assertThat(List.of(second, third)).containsOnly(second);
    assertThat(chat.page(ann, group, null, null, 10).events()).hasSize(2);
  }
}
