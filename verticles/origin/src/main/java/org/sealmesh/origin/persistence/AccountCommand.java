package org.sealmesh.origin.persistence;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.crypto.CryptoMessage.PasswordHash;

/// Users and their sessions.
public sealed interface AccountCommand extends PersistenceMessage {

  /// Makes a local account. Login names are unique without regard to case.
  record CreateLocal(String login, String name, PasswordHash hash)
      implements AccountCommand, Ask<AccountCreation> {}

  /// Makes a guest.
  record CreateGuest(String name, @Nullable String email)
      implements AccountCommand, Ask<AccountCreation> {}

  /// Finds the user of the site's own sign-in, or makes her; her name becomes the one given.
  ///
  /// @param subject the `sub` of the site's JWT
  /// @param tokenId its `jti`, good for one sign-in until `tokenExpires`
  record EnterSso(String subject, String name, String tokenId, Instant tokenExpires)
      implements AccountCommand, Ask<AccountCreation> {}

  /// The outcome of making or entering an account.
  sealed interface AccountCreation {}

  record AccountReady(User user) implements AccountCreation {}

  record LoginTaken() implements AccountCreation {}

  /// The site's JWT was used before.
  record TokenReused() implements AccountCreation {}

  record FindLogin(String login) implements AccountCommand, Ask<LoginSearch> {}

  /// The outcome of [FindLogin].
  sealed interface LoginSearch {}

  record LoginFound(User user, PasswordHash hash) implements LoginSearch {}

  record NoSuchLogin() implements LoginSearch {}

  /// Begins a session with a new device.
  ///
  /// @param tokenHash SHA-256 of the bearer token: the token itself is never stored
  record OpenSession(byte[] tokenHash, UserId user, Instant expires)
      implements AccountCommand, Ask<SessionOpening> {}

  /// The outcome of [OpenSession].
  sealed interface SessionOpening {}

  record SessionOpened(Session session) implements SessionOpening {}

  /// Her account was erased a moment ago.
  record NoSuchAccount() implements SessionOpening {}

  /// The user has as many sessions as the config allows.
  record TooManySessions(int max) implements SessionOpening {}

  record FindSession(byte[] tokenHash) implements AccountCommand, Ask<SessionSearch> {}

  /// The outcome of [FindSession].
  sealed interface SessionSearch {}

  record SessionFound(Session session) implements SessionSearch {}

  record NoSession() implements SessionSearch {}

  /// A session that has not expired.
  record Session(User user, DeviceId device, Instant expires) {}

  /// Ends a session. Ending it twice does no harm.
  record CloseSession(byte[] tokenHash) implements AccountCommand, Ask<SessionClosed> {}

  record SessionClosed() {}

  /// A person's sessions that have not expired, the latest first.
  record ListSessions(UserId user) implements AccountCommand, Ask<SessionList> {}

  record SessionList(List<SignedInDevice> sessions) {
    public SessionList {
      sessions = List.copyOf(sessions);
    }
  }

  /// @param since when it began; null if it did before that was written down
  record SignedInDevice(DeviceId device, @Nullable Instant since, Instant expires) {}

  /// Ends a person's session on one device.
  record EndSession(UserId user, DeviceId device) implements AccountCommand, Ask<SessionsEnded> {}

  /// Ends all of a person's sessions but that on one device.
  record EndOtherSessions(UserId user, DeviceId kept)
      implements AccountCommand, Ask<SessionsEnded> {}

  /// @param devices on which one was ended; none if there was nothing to end
  record SessionsEnded(List<DeviceId> devices) {
    public SessionsEnded {
      devices = List.copyOf(devices);
    }
  }

  /// Users whose name or login begins with the prefix, without regard to case, in the order of
  /// their names.
  ///
  /// @param limit 1 … 50
  record SearchUsers(String prefix, int limit) implements AccountCommand, Ask<UsersFound> {}

  record UsersFound(List<User> users) {
    public UsersFound {
      users = List.copyOf(users);
    }
  }
}
