package org.sealmesh.persistence;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.CallSearch;
import org.sealmesh.origin.persistence.CallCommand.NoSuchCall;
import org.sealmesh.origin.persistence.CallCommand.Standing;
import org.sealmesh.origin.persistence.LobbyCommand;
import org.sealmesh.origin.persistence.LobbyCommand.AnswerKnock;
import org.sealmesh.origin.persistence.LobbyCommand.CallIsOver;
import org.sealmesh.origin.persistence.LobbyCommand.FindLobby;
import org.sealmesh.origin.persistence.LobbyCommand.GroupsOnly;
import org.sealmesh.origin.persistence.LobbyCommand.HostsOnly;
import org.sealmesh.origin.persistence.LobbyCommand.Knock;
import org.sealmesh.origin.persistence.LobbyCommand.Knocked;
import org.sealmesh.origin.persistence.LobbyCommand.Knocking;
import org.sealmesh.origin.persistence.LobbyCommand.Lobby;
import org.sealmesh.origin.persistence.LobbyCommand.LobbyFound;
import org.sealmesh.origin.persistence.LobbyCommand.LobbyFull;
import org.sealmesh.origin.persistence.LobbyCommand.LobbySearch;
import org.sealmesh.origin.persistence.LobbyCommand.NoSuchMember;
import org.sealmesh.origin.persistence.LobbyCommand.SetLobby;
import org.sealmesh.origin.persistence.LobbyCommand.Waiting;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Lobbies of groups' calls: whether there is one, who waits in it, and whom a host has let in.
///
/// No lock is held across these: each statement stands alone, and whether somebody may come in is
/// looked at whenever she asks.
final class LobbyStore {
  private final Database database;
  private final CallStore calls;
  private final Clock clock;
  private final PersistenceConfig.Calls config;

  LobbyStore(Database database, CallStore calls, Clock clock, PersistenceConfig.Calls config) {
    this.database = database;
    this.calls = calls;
    this.clock = clock;
    this.config = config;
  }

  Object on(LobbyCommand command) {
    return switch (command) {
      case Knock c -> knock(c);
      case FindLobby c -> find(c);
      case SetLobby c -> set(c);
      case AnswerKnock c -> answer(c);
    };
  }

  /// How a member of a group stands who is no host. Whoever was in the call has been let in.
  static Standing standing(Line line) {
    Long verdict = line.numberOrNull("verdict");
    if (line.integer("lobby") == 0) {
      return Standing.WELCOME;
    }
    if (verdict == null) {
      return line.numberOrNull("came_at") == null ? Standing.WAITING : Standing.WELCOME;
    }
    return switch (Codes.verdict(Math.toIntExact(verdict))) {
      case ADMITTED -> Standing.WELCOME;
      case TURNED_AWAY -> Standing.TURNED_AWAY;
    };
  }

  private Knocking knock(Knock command) {
    CallSearch found = calls.find(command.user(), command.call());
    if (!(found instanceof CallFound call)) {
      return new NoSuchCall();
    }
    // She may have been let in meanwhile: then there is nothing to write down.
    return call.standing() == Standing.WAITING
        ? database.write(Durability.SOON, session -> knock(session, command))
        : new Knocked();
  }

  private Knocking knock(Session session, Knock command) {
    Instant now = clock.now();
    Instant oldest = now.minus(config.knockKept());
    session.count(
        "DELETE FROM bm_call_admissions WHERE call_id = ? AND verdict IS NULL AND asked_at < ?",
        command.call(),
        oldest);
    long others =
        session
            .lines(
                "SELECT COUNT(*) AS n FROM bm_call_admissions WHERE call_id = ?"
                    + " AND verdict IS NULL AND user_id <> ?",
                command.call(),
                command.user())
            .getFirst()
            .number("n");
    if (others >= config.lobbyMax()) {
      return new LobbyFull(config.lobbyMax());
    }
    session.write(
        "INSERT INTO bm_call_admissions (call_id, user_id, since_at, asked_at, verdict)"
            + " VALUES (?, ?, ?, ?, NULL) ON DUPLICATE KEY UPDATE asked_at = VALUES(asked_at)",
        command.call(),
        command.user(),
        now,
        now);
    return new Knocked();
  }

  private LobbySearch find(FindLobby command) {
    return asHost(
        command.host(),
        command.call(),
        () -> database.read(session -> lobby(session, command.call())));
  }

  private LobbySearch set(SetLobby command) {
    return asHost(
        command.host(),
        command.call(),
        () ->
            database.write(
                Durability.KEPT,
                session -> {
                  session.write(
                      "UPDATE bm_calls SET lobby = ? WHERE id = ?",
                      command.lobby() == Lobby.ON ? 1 : 0,
                      command.call());
                  return lobby(session, command.call());
                }));
  }

  /// Whoever it is about need not wait: a host who puts somebody out turns her away with it.
  private LobbySearch answer(AnswerKnock command) {
    return asHost(
        command.host(),
        command.call(),
        () ->
            switch (calls.find(command.user(), command.call())) {
              case NoSuchCall none -> new NoSuchMember();
              case CallFound about when about.role() == CallRole.HOST -> new HostsOnly();
              case CallFound about ->
                  database.write(Durability.KEPT, session -> answer(session, command));
            });
  }

  private LobbyFound answer(Session session, AnswerKnock command) {
    Instant now = clock.now();
    session.write(
        "INSERT INTO bm_call_admissions (call_id, user_id, since_at, asked_at, verdict)"
            + " VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE verdict = VALUES(verdict)",
        command.call(),
        command.user(),
        now,
        now,
        Codes.of(command.verdict()));
    return lobby(session, command.call());
  }

  private LobbySearch asHost(UserId user, CallId id, Supplier<LobbySearch> what) {
    return switch (calls.find(user, id)) {
      case NoSuchCall none -> none;
      case CallFound found when !found.role().isOfGroup() -> new GroupsOnly();
      case CallFound found when found.role() != CallRole.HOST -> new HostsOnly();
      case CallFound found when found.call().endedAt() != null -> new CallIsOver();
      case CallFound found -> what.get();
    };
  }

  private LobbyFound lobby(Session session, CallId call) {
    int lobby =
        session
            .line("SELECT lobby FROM bm_calls WHERE id = ?", call)
            .map(line -> line.integer("lobby"))
            .orElse(0);
    List<Waiting> waiting =
        session
            .lines(
                "SELECT user_id, since_at FROM bm_call_admissions WHERE call_id = ?"
                    + " AND verdict IS NULL AND asked_at >= ? ORDER BY since_at, user_id LIMIT "
                    + config.lobbyMax(),
                call,
                clock.now().minus(config.knockKept()))
            .stream()
            .map(line -> new Waiting(line.user("user_id"), line.instant("since_at")))
            .toList();
    return new LobbyFound(lobby == 0 ? Lobby.OFF : Lobby.ON, waiting);
  }
}
