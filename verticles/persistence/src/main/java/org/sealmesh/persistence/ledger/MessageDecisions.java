package org.sealmesh.persistence.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.NoSuchMessage;

/// What a ledger decides of messages.
final class MessageDecisions {
  private final Ledger ledger;
  private final NewIds ids;
  private final Map<MessageId, Facts.Message> messages;

  MessageDecisions(Ledger ledger, Map<MessageId, Facts.Message> messages, NewIds ids) {
    this.ledger = ledger;
    this.ids = ids;
    this.messages = new HashMap<>(messages);
  }

  Appending send(Append append, Participant actor, Change.Send send) {
    // A reply to what was deleted meanwhile is no mistake of its writer, and shows the tombstone.
    if (send.replyTo() != null && visible(send.replyTo(), actor) == null) {
      return new NoSuchMessage();
    }
    MessageId id = ids.message();
    Seq seq = ledger.standing().head().next();
    Event.Sent sent =
        new Event.Sent(
            seq, ledger.now(), actor.id(), id, append.clientId(), send.body(), send.replyTo());
    messages.put(id, new Facts.Message(id, actor.id(), seq, Facts.State.THERE));
    ledger.entries().messages().add(new Entries.NewMessage(sent));
    return ledger.record(next -> sent, id);
  }

  Appending edit(Participant actor, Change.Edit edit) {
    Facts.Message message = visible(edit.messageId(), actor);
    if (message == null || message.state() == Facts.State.DELETED) {
      return new NoSuchMessage();
    }
    if (!message.sender().equals(actor.id())) {
      return new Forbidden();
    }
    note(message.id(), edit.body());
    return ledger.record(
        seq -> new Event.Edited(seq, ledger.now(), actor.id(), message.id(), edit.body()),
        message.id());
  }

  Appending delete(Participant actor, Change.Delete delete) {
    Facts.Message message = visible(delete.messageId(), actor);
    if (message == null || message.state() == Facts.State.DELETED) {
      return new NoSuchMessage();
    }
    boolean moderates =
        ledger.standing().kind() == ConversationKind.ROOM && ledger.isOwner(actor.id());
    if (!message.sender().equals(actor.id()) && !moderates) {
      return new Forbidden();
    }
    messages.put(message.id(), message.deleted());
    note(message.id(), null);
    return ledger.record(
        seq -> new Event.Deleted(seq, ledger.now(), actor.id(), message.id()), message.id());
  }

  /// What the next event will say of a message.
  private void note(MessageId message, @Nullable String body) {
    Seq seq = ledger.standing().head().next();
    ledger.entries().bodies().add(new Entries.NewBody(message, body, seq));
  }

  private Facts.@Nullable Message visible(MessageId id, Participant reader) {
    Facts.Message message = messages.get(id);
    return message == null || reader.floor().isAfter(message.sentSeq()) ? null : message;
  }
}
