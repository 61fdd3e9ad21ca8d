package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;

/// What was edited or deleted is nowhere any more.
abstract class ErasureSuite extends Suite {

  @Test
  void everyEventOfAnEditedMessageReadsAsItIsNow() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    MessageId message = chat.sent(ann, direct, "first-wording");
    chat.change(ann, direct, new Change.Edit(message, "second-wording"));
    chat.change(ann, direct, new Change.Edit(message, "third-wording"));
    List<Event> events = chat.page(bob, direct, 1L, null, 10).events();
    assertThat(((Event.Sent) events.get(0)).body()).isEqualTo("third-wording");
    assertThat(((Event.Edited) events.get(1)).body()).isEqualTo("third-wording");
    assertThat(((Event.Edited) events.get(2)).body()).isEqualTo("third-wording");
    assertThat(found("third-wording")).hasSize(1);
    assertThat(found("first-wording")).isEmpty();
    assertThat(found("second-wording")).isEmpty();
  }

  @Test
  void everyEventOfADeletedMessageIsATombstone() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    MessageId message = chat.sent(ann, direct, "to-be-forgotten");
    chat.change(ann, direct, new Change.Edit(message, "to-be-forgotten-too"));
    assertThat(found("to-be-forgotten")).hasSize(1);
    chat.change(ann, direct, new Change.Delete(message));
    List<Event> events = chat.page(bob, direct, 1L, null, 10).events();
    assertThat(events.get(0)).isEqualTo(tombstone(events.get(0), message));
    assertThat(events.get(1)).isEqualTo(tombstone(events.get(1), message));
    Event.Deleted deleted = (Event.Deleted) events.get(2);
    assertThat(deleted.messageId()).isEqualTo(message);
    assertThat(chat.sync(bob).conversations().getFirst().events().subList(1, 4)).isEqualTo(events);
    assertThat(found("to-be-forgotten")).isEmpty();
  }

  @Test
  void keepsBodiesToTheByte() {
    User ann = chat.user("Ann");
    Conversation notes = chat.direct(ann, ann);
    String body = "Grüße 🦭 '; DROP TABLE bm_users; -- \u0000 \\ % _ ß ſ  ";
    chat.send(ann, notes, body);
    String long16k = "é".repeat(8 * 1024);
    chat.send(ann, notes, long16k);
    List<Event> events = chat.page(ann, notes, 1L, null, 10).events();
    assertThat(((Event.Sent) events.get(0)).body()).isEqualTo(body);
    assertThat(((Event.Sent) events.get(1)).body()).isEqualTo(long16k);
  }

  private static Event.Tombstone tombstone(Event like, MessageId message) {
    return new Event.Tombstone(like.seq(), like.at(), message);
  }

  private List<String> found(String text) {
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    return database.dump().stream().filter(v -> v.contains(text) || v.contains(hex)).toList();
  }
}
