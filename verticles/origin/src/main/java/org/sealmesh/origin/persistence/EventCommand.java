package org.sealmesh.origin.persistence;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;

/// Events: the one way to append them, and the ways to read them.
public sealed interface EventCommand extends PersistenceMessage {

  /// Makes a change happen as the conversation's next event, durably, before it is answered.
  ///
  /// The conversation is locked first, then membership is checked, so that a removed member's
  /// change cannot slip in behind her removal. Changes that wait for one conversation are committed
  /// together. The event's outbox row is leased to this process and told to the outbox.
  ///
  /// @param clientId makes the request repeatable: the same again gets the first answer again
  /// @param requestHash SHA-256 of the request; the same client id with another hash is refused
  record Append(
      UserId actor,
      ConversationId conversation,
      ClientId clientId,
      byte[] requestHash,
      Change change)
      implements EventCommand, Ask<Appending> {
    public static final int HASH_BYTES = 32;
  }

  /// The outcome of [Append]. All but [Appended] have changed nothing.
  sealed interface Appending {}

  /// Committed and durable, now or at an earlier request with this client id.
  ///
  /// @param messageId of the message that was sent, edited or deleted; null for other changes
  /// @param removedRid routing id of the member that this took out, whose passes must be revoked;
  ///   else null
  /// @param callId of the call that was opened or ended; else null
  record Appended(
      Seq seq,
      Epoch epoch,
      Instant at,
      @Nullable MessageId messageId,
      RoutingId rid,
      @Nullable RoutingId removedRid,
      @Nullable CallId callId)
      implements Appending {}

  /// The change is how things already are (joining where one is, adding nobody new): no event.
  record Unchanged() implements Appending {}

  /// No such conversation, or the actor is not in it: these two are not told apart.
  record NoSuchConversation() implements Appending {}

  /// No such message in this conversation, or it was deleted.
  record NoSuchMessage() implements Appending {}

  record NoSuchUser() implements Appending {}

  /// The actor may not do this here.
  record Forbidden() implements Appending {}

  record GroupFull(int max) implements Appending {}

  /// The client id stands for another request.
  record ClientIdReused() implements Appending {}

  /// A call is open in the conversation already: this one.
  record CallIsOpen(CallId call) implements Appending {}

  /// A call of more than two needs a media server, and the site has none.
  record NoMediaServer() implements Appending {}

  /// As many users are in the call as may be at a time. Only of what is said of a call.
  record CallFull(int max) implements Appending {}

  /// Events in seq order, at or above the member's floor.
  ///
  /// @param after only later ones, from the lowest on; or null
  /// @param before only earlier ones, the highest of them; or null. With neither: the last ones
  /// @param limit 1 … 200
  record ReadEvents(
      UserId user,
      ConversationId conversation,
      @Nullable Seq after,
      @Nullable Seq before,
      int limit)
      implements EventCommand, Ask<EventReading> {}

  /// The outcome of [ReadEvents].
  sealed interface EventReading {}

  /// @param more whether there are further ones in the direction asked
  record EventPage(List<Event> events, Seq head, Seq floor, boolean more) implements EventReading {
    public EventPage {
      events = List.copyOf(events);
    }
  }

  record NotReadable() implements EventReading {}

  /// All conversations of a user, and what she has missed (docs/PROTOCOL.md §7).
  ///
  /// @param timeline the one her heads belong to; if it is another than the site's, the heads count
  ///   as none
  /// @param eventsMax over all conversations; spread so that each gets some
  record Sync(
      UserId user,
      @Nullable Timeline timeline,
      Map<String, Seq> heads,
      int eventsMax,
      int eventsOfUnknownMax)
      implements EventCommand, Ask<Synced> {
    /// Keys are conversation ids in text.
    public Sync {
      heads = Map.copyOf(heads);
    }
  }

  record Synced(Timeline timeline, List<SyncedConversation> conversations) {
    public Synced {
      conversations = List.copyOf(conversations);
    }
  }

  /// @param events after the head that was sent, in seq order; for one not named, the last ones
  /// @param more whether events after the last one here are left out
  /// @param pointers of all members of a direct conversation or group; none in rooms
  record SyncedConversation(
      Conversation conversation, List<Event> events, boolean more, List<Pointer> pointers) {
    public SyncedConversation {
      events = List.copyOf(events);
      pointers = List.copyOf(pointers);
    }
  }

  /// How far a member's devices have got, and how far she has read. `read ≤ delivered ≤ head`.
  record Pointer(UserId user, Seq delivered, Seq read) {}

  /// A short fingerprint of everything a [Sync] would show the user, cheap to compute.
  record GetSyncTag(UserId user) implements EventCommand, Ask<SyncTag> {}

  /// Equal tags: nothing has changed. Different ones: something may have.
  record SyncTag(String value) {}
}
