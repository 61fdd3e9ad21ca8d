package org.sealmesh.persistence;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.BlockCommand;
import org.sealmesh.origin.persistence.BlockCommand.Block;
import org.sealmesh.origin.persistence.BlockCommand.Blocked;
import org.sealmesh.origin.persistence.BlockCommand.Blocking;
import org.sealmesh.origin.persistence.BlockCommand.Blocks;
import org.sealmesh.origin.persistence.BlockCommand.ListBlocks;
import org.sealmesh.origin.persistence.BlockCommand.Lost;
import org.sealmesh.origin.persistence.BlockCommand.NoSuchPerson;
import org.sealmesh.origin.persistence.BlockCommand.TooManyBlocks;
import org.sealmesh.origin.persistence.BlockCommand.Unblock;
import org.sealmesh.origin.persistence.BlockCommand.Unblocked;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Who blocks whom.
///
/// A change locks the user's own row, which whoever begins a direct conversation with her locks
/// too, and then that conversation: what is decided in it afterwards, on any node, knows of it.
/// Rosters that are remembered say who is blocked, so their version grows.
final class BlockStore {
  private final Database database;
  private final Clock clock;
  private final int blocksOfUserMax;

  BlockStore(Database database, Clock clock, int blocksOfUserMax) {
    this.database = database;
    this.clock = clock;
    this.blocksOfUserMax = blocksOfUserMax;
  }

  Object on(BlockCommand command) {
    return switch (command) {
      case Block c -> block(c);
      case Unblock c -> unblock(c);
      case ListBlocks c -> list(c);
    };
  }

  /// Held while somebody blocks, or is about to be talked to.
  static void lock(Session session, UserId user) {
    session.line("SELECT id FROM bm_users WHERE id = ? FOR UPDATE", user);
  }

  static boolean isBlocked(Session session, UserId user, UserId by) {
    return session
        .line(
            "SELECT blocked_at FROM bm_blocks WHERE pair_key = ? AND blocker_id = ?",
            PairKey.of(user, by),
            by)
        .isPresent();
  }

  private Blocking block(Block command) {
    return database.write(
        Durability.KEPT,
        session -> {
          lock(session, command.user());
          Optional<Member> blocked = LedgerStore.member(session, command.blocked());
          // She may be erased herself, and believed to be signed in for some seconds.
          if (blocked.isEmpty() || LedgerStore.member(session, command.user()).isEmpty()) {
            return new NoSuchPerson();
          }
          Line direct = lockDirect(session, command.user(), command.blocked());
          if (!isBlocked(session, command.blocked(), command.user())) {
            if (count(session, command.user()) >= blocksOfUserMax) {
              return new TooManyBlocks(blocksOfUserMax);
            }
            session.write(
                "INSERT INTO bm_blocks (pair_key, blocker_id, blocked_id, blocked_at)"
                    + " VALUES (?, ?, ?, ?)",
                PairKey.of(command.user(), command.blocked()),
                command.user(),
                command.blocked(),
                clock.now());
            outdate(session, direct);
          }
          return new Blocked(
              direct == null ? null : new Lost(blocked.get().rid(), direct.rid("rid")));
        });
  }

  private Unblocked unblock(Unblock command) {
    return database.write(
        Durability.KEPT,
        session -> {
          lock(session, command.user());
          Line direct = lockDirect(session, command.user(), command.blocked());
          int ended =
              session.count(
                  "DELETE FROM bm_blocks WHERE pair_key = ? AND blocker_id = ?",
                  PairKey.of(command.user(), command.blocked()),
                  command.user());
          if (ended > 0) {
            outdate(session, direct);
          }
          return new Unblocked();
        });
  }

  private static @Nullable Line lockDirect(Session session, UserId a, UserId b) {
    return session
        .line(
            "SELECT id, rid FROM bm_conversations WHERE pair_key = ? FOR UPDATE", PairKey.of(a, b))
        .orElse(null);
  }

  private static long count(Session session, UserId user) {
    return session
        .lines("SELECT COUNT(*) AS n FROM bm_blocks WHERE blocker_id = ?", user)
        .getFirst()
        .number("n");
  }

  private static void outdate(Session session, @Nullable Line direct) {
    if (direct != null) {
      ConversationId id = direct.conversation("id");
      session.write(
          "UPDATE bm_conversations SET roster_version = roster_version + 1 WHERE id = ?", id);
    }
  }

  private Blocks list(ListBlocks command) {
    return database.read(session ->
        new Blocks(
            session
                .lines(
                    "SELECT u.id, u.rid, u.kind, u.login, u.name FROM bm_blocks b"
                        + " JOIN bm_users u ON u.id = b.blocked_id WHERE b.blocker_id = ?"
                        + " ORDER BY b.blocked_at, b.blocked_id",
                    command.user())
                .stream()
                .map(AccountStore::user)
                .toList()));
  }
}
