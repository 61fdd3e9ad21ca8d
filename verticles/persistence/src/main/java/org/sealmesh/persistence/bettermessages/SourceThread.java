package org.sealmesh.persistence.bettermessages;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A conversation as the plug-in has it, without its messages.
///
/// @param type `thread`, `group`, `chat-room` or another
/// @param subject as it can be shown; empty if it has none
/// @param recipients each once, in the order of their ids
/// @param senders whoever wrote, in the order of what they wrote first
/// @param moderators in their order
/// @param bans of those who may not come back
record SourceThread(
    long id,
    @Nullable String type,
    String subject,
    List<Recipient> recipients,
    List<Person> senders,
    List<Long> moderators,
    Set<Long> bans) {
  SourceThread {
    recipients = List.copyOf(recipients);
    senders = List.copyOf(senders);
    moderators = List.copyOf(moderators);
    bans = Set.copyOf(bans);
  }

  /// @param isThere whether there is still an account, or a guest's name, of this number
  record Person(long id, boolean isThere) {}

  /// @param unread the newest so many messages of others she has not read
  record Recipient(Person person, long unread) {
    long id() {
      return person.id();
    }
  }
}
