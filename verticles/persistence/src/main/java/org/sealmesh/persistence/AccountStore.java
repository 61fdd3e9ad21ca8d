package org.sealmesh.persistence;

import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.crypto.CryptoMessage.PasswordHash;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.InList;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Users and their sessions.
final class AccountStore {
  private static final String USER = "SELECT id, rid, kind, login, name FROM bm_users ";

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final int sessionsMax;
  private final Rounds<AccountCommand.FindSession, AccountCommand.SessionSearch> searches;

  AccountStore(Database database, PersistenceConfig config, Surroundings around) {
    this.database = database;
    this.clock = around.clock();
    this.ids = around.ids();
    this.sessionsMax = config.limits().sessionsOfUserMax();
    this.searches = new Rounds<>("session", this::findSessions, config, around);
  }

  Future<?> on(AccountCommand command) {
    return switch (command) {
      case AccountCommand.CreateLocal c -> Future.succeededFuture(createLocal(c));
      case AccountCommand.CreateGuest c -> Future.succeededFuture(createGuest(c));
      case AccountCommand.EnterSso c -> Future.succeededFuture(enterSso(c));
      case AccountCommand.FindLogin c -> Future.succeededFuture(findLogin(c));
      case AccountCommand.OpenSession c -> Future.succeededFuture(openSession(c));
      case AccountCommand.FindSession c -> searches.ask(c);
      case AccountCommand.CloseSession c -> Future.succeededFuture(closeSession(c));
      case AccountCommand.ListSessions c ->
          Future.succeededFuture(SignedInDevices.list(database, c, clock.now()));
      case AccountCommand.EndSession c -> Future.succeededFuture(SignedInDevices.end(database, c));
      case AccountCommand.EndOtherSessions c ->
          Future.succeededFuture(SignedInDevices.endOthers(database, c));
      case AccountCommand.SearchUsers c -> Future.succeededFuture(search(c));
    };
  }

  private AccountCommand.AccountCreation createLocal(AccountCommand.CreateLocal command) {
    byte[] key = CaseKey.exact(command.login());
    User user = new User(ids.user(), ids.rid(), User.Kind.LOCAL, command.login(), command.name());
    return database.write(
        Durability.KEPT,
        session -> {
          // Of two at once, one runs into the unique key, does this again, and finds the other.
          if (session.line("SELECT id FROM bm_users WHERE login_key = ?", key).isPresent()) {
            return new AccountCommand.LoginTaken();
          }
          insert(session, user, key, command.hash().encoded(), null, null);
          return new AccountCommand.AccountReady(user);
        });
  }

  private AccountCommand.AccountCreation createGuest(AccountCommand.CreateGuest command) {
    User user = new User(ids.user(), ids.rid(), User.Kind.GUEST, null, command.name());
    return database.write(
        Durability.KEPT,
        session -> {
          insert(session, user, null, null, command.email(), null);
          return new AccountCommand.AccountReady(user);
        });
  }

  private AccountCommand.AccountCreation enterSso(AccountCommand.EnterSso command) {
    byte[] subject = command.subject().getBytes(StandardCharsets.UTF_8);
    byte[] token = sha256(command.tokenId());
    User fresh = new User(ids.user(), ids.rid(), User.Kind.SSO, null, command.name());
    return database.write(
        Durability.KEPT,
        session -> {
          if (session
              .line("SELECT expires_at FROM bm_sso_tokens WHERE token_hash = ?", token)
              .isPresent()) {
            return new AccountCommand.TokenReused();
          }
          session.write(
              "INSERT INTO bm_sso_tokens (token_hash, expires_at) VALUES (?, ?)",
              token,
              command.tokenExpires());
          Optional<User> known =
              session
                  .line(USER + "WHERE sso_subject = ? FOR UPDATE", subject)
                  .map(AccountStore::user);
          if (known.isEmpty()) {
            insert(session, fresh, null, null, null, subject);
            return new AccountCommand.AccountReady(fresh);
          }
          return new AccountCommand.AccountReady(named(session, known.get(), command.name()));
        });
  }

  private static User named(Session session, User user, String name) {
    if (user.name().equals(name)) {
      return user;
    }
    session.write(
        "UPDATE bm_users SET name = ?, name_key = ? WHERE id = ?",
        name,
        CaseKey.sortable(name),
        user.id());
    ErasureStore.showOtherwise(session, user.id());
    return new User(user.id(), user.rid(), user.kind(), user.login(), name);
  }

  private void insert(
      Session session,
      User user,
      byte @Nullable [] loginKey,
      @Nullable String passwordHash,
      @Nullable String email,
      byte @Nullable [] subject) {
    session.write(
        "INSERT INTO bm_users (id, rid, kind, login, login_key, name, name_key, password_hash,"
            + " email, sso_subject, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        user.id(),
        user.rid(),
        Codes.of(user.kind()),
        user.login(),
        loginKey,
        user.name(),
        CaseKey.sortable(user.name()),
        passwordHash,
        email,
        subject,
        clock.now());
  }

  private AccountCommand.LoginSearch findLogin(AccountCommand.FindLogin command) {
    Optional<Line> found =
        database.glance(session ->
            session.line(
                "SELECT id, rid, kind, login, name, password_hash FROM bm_users"
                    + " WHERE login_key = ?",
                CaseKey.sortable(command.login())));
    return found
        .<AccountCommand.LoginSearch>map(line ->
            new AccountCommand.LoginFound(user(line), new PasswordHash(line.text("password_hash"))))
        .orElseGet(AccountCommand.NoSuchLogin::new);
  }

  private AccountCommand.SessionOpening openSession(AccountCommand.OpenSession command) {
    DeviceId device = ids.device();
    return database.write(
        Durability.KEPT,
        session -> {
          // The user's row is locked, so that two at once cannot both be the last one allowed.
          User user =
              session
                  .line(
                      USER + "WHERE id = ? AND kind <> " + Codes.ERASED + " FOR UPDATE",
                      command.user())
                  .map(AccountStore::user)
                  .orElse(null);
          if (user == null) {
            return new AccountCommand.NoSuchAccount();
          }
          AccountCommand.Session same =
              find(session, List.of(command.tokenHash())).get(ByteBuffer.wrap(command.tokenHash()));
          if (same != null) {
            return new AccountCommand.SessionOpened(same);
          }
          long open =
              session
                  .lines(
                      "SELECT COUNT(*) AS n FROM bm_sessions WHERE user_id = ? AND expires_at > ?",
                      command.user(),
                      clock.now())
                  .getFirst()
                  .number("n");
          if (open >= sessionsMax) {
            return new AccountCommand.TooManySessions(sessionsMax);
          }
          session.write(
              "INSERT INTO bm_sessions (token_hash, user_id, device_id, opened_at, expires_at)"
                  + " VALUES (?, ?, ?, ?, ?)",
              command.tokenHash(),
              command.user(),
              device,
              clock.now(),
              command.expires());
          return new AccountCommand.SessionOpened(
              new AccountCommand.Session(user, device, command.expires()));
        });
  }

  private Optional<List<AccountCommand.SessionSearch>> findSessions(
      List<AccountCommand.FindSession> asked) {
    List<ByteBuffer> hashes = asked.stream().map(one -> ByteBuffer.wrap(one.tokenHash())).toList();
    // One device may ask twice in a round.
    List<byte[]> each = hashes.stream().distinct().map(ByteBuffer::array).toList();
    Map<ByteBuffer, AccountCommand.Session> found = database.glance(session -> find(session, each));
    return Optional.of(
        hashes.stream()
            .map(found::get)
            .<AccountCommand.SessionSearch>map(session ->
                session == null
                    ? new AccountCommand.NoSession()
                    : new AccountCommand.SessionFound(session))
            .toList());
  }

  private Map<ByteBuffer, AccountCommand.Session> find(Session session, List<byte[]> tokenHashes) {
    InList in = InList.of(tokenHashes);
    String sql =
        "SELECT s.token_hash, u.id, u.rid, u.kind, u.login, u.name, s.device_id, s.expires_at"
            + " FROM bm_sessions s JOIN bm_users u ON u.id = s.user_id WHERE s.token_hash IN "
            + in.marks();
    Map<ByteBuffer, AccountCommand.Session> found = new HashMap<>();
    Instant now = clock.now();
    for (Line line : session.lines(sql, in.values())) {
      Instant expires = line.instant("expires_at");
      if (expires.isAfter(now)) {
        found.put(
            ByteBuffer.wrap(line.bytes("token_hash")),
            new AccountCommand.Session(user(line), DeviceId.of(line.bytes("device_id")), expires));
      }
    }
    return found;
  }

  private AccountCommand.SessionClosed closeSession(AccountCommand.CloseSession command) {
    return database.write(
        Durability.KEPT,
        session -> {
          session.write("DELETE FROM bm_sessions WHERE token_hash = ?", command.tokenHash());
          return new AccountCommand.SessionClosed();
        });
  }

  private AccountCommand.UsersFound search(AccountCommand.SearchUsers command) {
    CaseKey prefix = CaseKey.prefix(command.prefix());
    List<User> found = new ArrayList<>();
    database.glance(session -> {
      // Two questions instead of one with OR, which an index cannot answer.
      for (String column : List.of("name_key", "login_key")) {
        session
            .lines(
                USER + "WHERE %s >= ? AND %1$s < ? ORDER BY name_key, id LIMIT ?".formatted(column),
                prefix.from(),
                prefix.to(),
                command.limit())
            .forEach(line -> found.add(user(line)));
      }
      return found;
    });
    Map<UserId, User> once = new LinkedHashMap<>();
    Comparator<User> byName =
        (a, b) -> Arrays.compareUnsigned(CaseKey.sortable(a.name()), CaseKey.sortable(b.name()));
    found.stream()
        .sorted(byName.thenComparing(User::id, org.sealmesh.persistence.ledger.ById.ORDER))
        .forEach(user -> once.putIfAbsent(user.id(), user));
    return new AccountCommand.UsersFound(once.values().stream().limit(command.limit()).toList());
  }

  static User user(Line line) {
    return new User(
        line.user("id"),
        line.rid("rid"),
        Codes.userKind(line.integer("kind")),
        line.textOrNull("login"),
        line.text("name"));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
