package org.sealmesh.persistence;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;

@Tag("long")
final class RoomH2Test extends RoomSuite {
  @Override
  DatabaseUnderTest open() {
    return new H2UnderTest();
  }

  @Override
  Effort effort(Conversation room, User user, Runnable action) {
    byte[] none = new byte[16];
    Map<String, byte[]> values =
        Map.of(
            "conversation_id",
            room.id().bytes(),
            "user_id",
            user.id().bytes(),
            "id",
            room.id().bytes(),
            "title_key",
            new byte[] {1},
            "pair_key",
            none,
            "client_id",
            none,
            "call_id",
            none,
            "creator_id",
            none);
    return H2Effort.of(database, values, action);
  }
}
