package org.sealmesh.origin.persistence;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;

/// Conversations and who is in them.
public sealed interface ConversationCommand extends PersistenceMessage {

  /// Makes a conversation and its first event. Of a direct one there is one per pair: the second
  /// request finds the first's.
  ///
  /// @param id chosen by the gateway at random, so that the first key can be bound to it
  /// @param others the members beside the creator, who owns it; exactly one for a direct
  ///   conversation (herself for notes to self), none for a room
  record Create(
      ConversationId id,
      ConversationKind kind,
      UserId creator,
      Set<UserId> others,
      @Nullable String title,
      WrappedKey firstKey,
      ClientId clientId)
      implements ConversationCommand, Ask<Creation> {
    public Create {
      others = Set.copyOf(others);
    }
  }

  /// The outcome of [Create].
  sealed interface Creation {}

  record Created(Conversation conversation) implements Creation {}

  /// The same request came before, or the pair has its direct conversation already.
  record Exists(Conversation conversation) implements Creation {}

  record UnknownUsers(Set<UserId> users) implements Creation {
    public UnknownUsers {
      users = Set.copyOf(users);
    }
  }

  record TooManyMembers(int max) implements Creation {}

  /// The user is in as many conversations as the config allows, or made too many today.
  record TooManyConversations(int max) implements Creation {}

  /// The one with whom a direct conversation was to begin does not want it.
  record NotWanted() implements Creation {}

  /// The client id stands for another conversation that this user made.
  record CreateConflict() implements Creation {}

  /// A conversation as one member may see it.
  ///
  /// @param floor the first seq that she may read
  /// @param keptFor for how long its events are kept, if that was decided for this conversation; an
  ///   age of its kind may be shorter
  /// @param members all of a direct conversation or group; empty for a room
  record Conversation(
      ConversationId id,
      RoutingId rid,
      ConversationKind kind,
      @Nullable String title,
      UserId owner,
      Seq head,
      Seq floor,
      Epoch epoch,
      int memberCount,
      @Nullable Duration keptFor,
      List<Member> members) {
    public Conversation {
      members = List.copyOf(members);
    }
  }

  /// One conversation, if the user is in it.
  record Find(UserId user, ConversationId id) implements ConversationCommand, Ask<Search> {}

  /// The outcome of [Find].
  sealed interface Search {}

  record Found(Conversation conversation) implements Search {}

  /// There is none of that id, or the user is not in it: these two are not told apart.
  record NotFound() implements Search {}

  /// Members in the order of their ids.
  ///
  /// @param after the last id of the page before, or null
  /// @param limit 1 … 200
  record ListMembers(UserId user, ConversationId id, @Nullable UserId after, int limit)
      implements ConversationCommand, Ask<MemberListing> {}

  /// The outcome of [ListMembers].
  sealed interface MemberListing {}

  /// @param more whether others follow
  record MemberPage(List<Member> members, UserId owner, boolean more) implements MemberListing {
    public MemberPage {
      members = List.copyOf(members);
    }
  }

  record NotMember() implements MemberListing, NameListing {}

  /// What people are called who are or were in a conversation, for whoever reads what they wrote.
  ///
  /// @param of 1 … [#NAMES_MAX], each once
  record ListNames(UserId user, ConversationId id, List<UserId> of)
      implements ConversationCommand, Ask<NameListing> {
    /// As many authors as a page of history shows.
    public static final int NAMES_MAX = 50;

    public ListNames {
      of = List.copyOf(of);
      if (of.isEmpty() || of.size() > NAMES_MAX) {
        throw new IllegalArgumentException("names are asked for 1 to 50 people");
      }
    }
  }

  /// The outcome of [ListNames].
  sealed interface NameListing {}

  /// Those of whom there is a name, in no order: who is missing was never in the conversation.
  record Names(List<PersonName> names) implements NameListing {
    public Names {
      names = List.copyOf(names);
    }
  }

  record PersonName(UserId id, String name) {}

  /// Rooms whose title begins with the prefix, without regard to case, in the order of their
  /// titles.
  ///
  /// @param limit 1 … 50
  record SearchRooms(UserId user, String prefix, int limit)
      implements ConversationCommand, Ask<RoomsFound> {}

  record RoomsFound(List<Room> rooms) {
    public RoomsFound {
      rooms = List.copyOf(rooms);
    }
  }

  /// @param joined whether the asking user is in it
  record Room(ConversationId id, String title, int memberCount, boolean joined) {}

  /// Which of these conversations the user is in, for passes. Others are left out, and so is a
  /// direct one whose other member blocks her.
  record CheckMembership(UserId user, List<ConversationId> ids)
      implements ConversationCommand, Ask<Memberships> {
    public CheckMembership {
      ids = List.copyOf(ids);
    }
  }

  record Memberships(List<Membership> memberships) {
    public Memberships {
      memberships = List.copyOf(memberships);
    }
  }

  record Membership(ConversationId id, RoutingId rid) {}
}
