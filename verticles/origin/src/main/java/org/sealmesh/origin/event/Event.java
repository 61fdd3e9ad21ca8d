package org.sealmesh.origin.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;

/// One change in a conversation that everyone in it sees (docs/PROTOCOL.md §3). Plaintext: stays in
/// the origin zone and in envelopes.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Event.Created.class, name = "conversation.created"),
  @JsonSubTypes.Type(value = Event.Renamed.class, name = "conversation.renamed"),
  @JsonSubTypes.Type(value = Event.MembersAdded.class, name = "member.added"),
  @JsonSubTypes.Type(value = Event.MemberRemoved.class, name = "member.removed"),
  @JsonSubTypes.Type(value = Event.Sent.class, name = "message.sent"),
  @JsonSubTypes.Type(value = Event.Edited.class, name = "message.edited"),
  @JsonSubTypes.Type(value = Event.Deleted.class, name = "message.deleted"),
  @JsonSubTypes.Type(value = Event.CallStarted.class, name = "call.started"),
  @JsonSubTypes.Type(value = Event.CallEnded.class, name = "call.ended"),
  @JsonSubTypes.Type(value = Event.PersonErased.class, name = "person.erased"),
  @JsonSubTypes.Type(value = Event.Tombstone.class, name = "tombstone")
})
public sealed interface Event {
  Seq seq();

  /// When the origin committed it.
  Instant at();

  /// @param members all first members; empty in rooms, whose members can be listed instead
  record Created(
      Seq seq,
      Instant at,
      UserId actor,
      ConversationKind kind,
      @Nullable String title,
      List<Member> members)
      implements Event {
    public Created {
      members = List.copyOf(members);
    }
  }

  record Renamed(Seq seq, Instant at, UserId actor, String title) implements Event {}

  record MembersAdded(Seq seq, Instant at, UserId actor, List<Member> members) implements Event {
    public MembersAdded {
      members = List.copyOf(members);
    }
  }

  record MemberRemoved(Seq seq, Instant at, UserId actor, UserId member, RemovalReason reason)
      implements Event {}

  record Sent(
      Seq seq,
      Instant at,
      UserId actor,
      MessageId messageId,
      ClientId clientId,
      String body,
      @Nullable MessageId replyTo)
      implements Event {}

  record Edited(Seq seq, Instant at, UserId actor, MessageId messageId, String body)
      implements Event {}

  record Deleted(Seq seq, Instant at, UserId actor, MessageId messageId) implements Event {}

  /// The actor calls the other members.
  record CallStarted(Seq seq, Instant at, UserId actor, CallId callId, CallMedia media)
      implements Event {}

  /// @param actor who ended it; the caller if nobody did
  /// @param durationMs from the answer to the end, in milliseconds; null if nobody answered
  record CallEnded(
      Seq seq,
      Instant at,
      UserId actor,
      CallId callId,
      CallMedia media,
      UserId caller,
      CallEndReason reason,
      @Nullable Long durationMs)
      implements Event {}

  /// The actor is gone for good, from here and from the whole site: her name is empty from now on,
  /// and she is a member of a direct conversation at most, of which there are always two.
  record PersonErased(Seq seq, Instant at, UserId actor, ErasedMessages messages)
      implements Event {}

  /// What was here is gone: neither content nor actor is left.
  record Tombstone(Seq seq, Instant at, @Nullable MessageId messageId) implements Event {}
}
