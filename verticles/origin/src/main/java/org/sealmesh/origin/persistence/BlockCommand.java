package org.sealmesh.origin.persistence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;

/// Who wants to hear nothing of whom.
///
/// Who is blocked can write nothing in the direct conversation of the two, call nobody there, begin
/// none and get no pass or grant for it. She is not told; she keeps what she has, and reads on.
public sealed interface BlockCommand extends PersistenceMessage {

  /// Blocks, or finds that it is so already. Whatever the blocked one wrote before this is answered
  /// is in the conversation, and nothing comes after it.
  record Block(UserId user, UserId blocked) implements BlockCommand, Ask<Blocking> {
    public Block {
      if (user.equals(blocked)) {
        throw new IllegalArgumentException("nobody blocks herself");
      }
    }
  }

  /// The outcome of [Block].
  sealed interface Blocking {}

  /// @param lost what the blocked one must lose on live sockets; null if the two have no direct
  ///   conversation
  record Blocked(@Nullable Lost lost) implements Blocking {}

  /// @param user routing id of the blocked one
  /// @param conversation whose passes and grants must be revoked
  record Lost(RoutingId user, RoutingId conversation) {}

  record NoSuchPerson() implements Blocking {}

  /// The user blocks as many as the config allows.
  record TooManyBlocks(int max) implements Blocking {}

  /// Ends it. Ending what is not so does no harm.
  record Unblock(UserId user, UserId blocked) implements BlockCommand, Ask<Unblocked> {}

  record Unblocked() {}

  /// Whom the user blocks.
  record ListBlocks(UserId user) implements BlockCommand, Ask<Blocks> {}

  /// In the order in which they were blocked.
  record Blocks(List<User> users) {
    public Blocks {
      users = List.copyOf(users);
    }
  }
}
