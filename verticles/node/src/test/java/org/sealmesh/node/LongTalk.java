package org.sealmesh.node;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;

/// Two people who have written a great deal to each other, at a site that does not run.
///
/// @param one has an account
/// @param other a guest
record LongTalk(Visitor one, Visitor other, String conversation) {

  /// @param login also the name, in capitals
  /// @param messages by turns from the other and the one
  static LongTalk of(HttpClient http, Path folder, String login, int messages) throws Exception {
    LongTalk talk = begun(http, folder, login);
    talk.write(folder, messages, Instant.now());
    return talk;
  }

  /// They have written once.
  static LongTalk begun(HttpClient http, Path folder, String login) throws Exception {
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      int port = node.awaitReady().getPort();
      Visitor one = new Visitor(http, null, port).register(login);
      Visitor other = new Visitor(http, null, port).beGuest("Ben");
      String conversation =
          one.post("/conversations", Visitor.body().put("kind", "direct").put("member", other.id()))
              .expect(201)
              .json()
              .getString("id");
      one.send(conversation, "the first").expect(201);
      node.terminate();
      node.awaitExit();
      return new LongTalk(one, other, conversation);
    }
  }

  /// @param folder of the stopped process
  void write(Path folder, int messages, Instant at) throws SQLException {
    ManyMessages.in(folder)
        .write(
            ConversationId.parse(conversation),
            UserId.parse(one.id()),
            UserId.parse(other.id()),
            messages,
            at);
  }
}
