package org.sealmesh.origin.persistence;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.event.RemovalReason;

/// What a member wants to happen in a conversation. Each becomes one event, or none if it is
/// refused.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.Send.class, name = "send"),
  @JsonSubTypes.Type(value = Change.Edit.class, name = "edit"),
  @JsonSubTypes.Type(value = Change.Delete.class, name = "delete"),
  @JsonSubTypes.Type(value = Change.Rename.class, name = "rename"),
  @JsonSubTypes.Type(value = Change.AddMembers.class, name = "add"),
  @JsonSubTypes.Type(value = Change.RemoveMember.class, name = "remove"),
  @JsonSubTypes.Type(value = Change.JoinRoom.class, name = "join"),
  @JsonSubTypes.Type(value = Change.OpenCall.class, name = "call"),
  @JsonSubTypes.Type(value = Change.ErasePerson.class, name = "erase")
})
public sealed interface Change {

  /// A new message.
  record Send(String body, @Nullable MessageId replyTo) implements Change {
    @Override
    public String toString() {
      return "Send(…)";
    }
  }

  /// Gives the actor's own message another body.
  record Edit(MessageId messageId, String body) implements Change {
    @Override
    public String toString() {
      return "Edit(…)";
    }
  }

  /// Takes the body of the actor's own message away (or of anyone's, for the room's owner), in
  /// every event that had it.
  record Delete(MessageId messageId) implements Change {}

  /// Groups: any member. Rooms: the owner.
  record Rename(String title) implements Change {}

  /// Groups only: any member adds users. Those who are members already are passed over.
  record AddMembers(Set<UserId> users) implements Change {
    public AddMembers {
      users = Set.copyOf(users);
    }
  }

  /// Takes a member out, and turns the epoch unless she leaves a room by herself.
  ///
  /// Groups and rooms: oneself (`LEFT`), or anyone by the owner. A direct conversation keeps its
  /// two.
  ///
  /// @param nextKey the key of the next epoch, used only if the epoch turns
  record RemoveMember(UserId member, RemovalReason reason, WrappedKey nextKey) implements Change {}

  /// Rooms only: the actor, not a member yet and not banned, becomes one.
  record JoinRoom() implements Change {}

  /// Direct conversations of two: the actor calls the other member. Groups: any member opens one
  /// for all; rooms: the owner. Unless a call is open already; one whose time is over is ended
  /// first.
  ///
  /// @param mediaServer without one, groups and rooms have no calls
  record OpenCall(CallMedia media, MediaServer mediaServer) implements Change {}

  /// The actor is erased, whether she is in the conversation or was once: all who are in it hear
  /// so. If she is in it, the epoch turns as when somebody leaves, and in a group or room she is no
  /// member any more; a direct conversation keeps its two, and nothing can be said in it any more.
  ///
  /// @param nextKey the key of the next epoch, used only if the epoch turns
  record ErasePerson(ErasedMessages messages, WrappedKey nextKey) implements Change {}

  /// What calls of more than two need.
  enum MediaServer {
    @JsonProperty("there")
    THERE,
    @JsonProperty("none")
    NONE
  }
}
