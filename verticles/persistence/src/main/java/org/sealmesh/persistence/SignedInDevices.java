package org.sealmesh.persistence;

import java.time.Instant;
import java.util.List;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.AccountCommand.SessionsEnded;
import org.sealmesh.origin.persistence.AccountCommand.SignedInDevice;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;

/// Where a person is signed in, as she herself sees and ends it.
final class SignedInDevices {

  static AccountCommand.SessionList list(
      Database database, AccountCommand.ListSessions command, Instant now) {
    return new AccountCommand.SessionList(
        database.glance(session ->
            session
                .lines(
                    "SELECT device_id, opened_at, expires_at FROM bm_sessions"
                        + " WHERE user_id = ? AND expires_at > ?"
                        + " ORDER BY opened_at DESC, expires_at DESC, device_id",
                    command.user(),
                    now)
                .stream()
                .map(SignedInDevices::device)
                .toList()));
  }

  private static SignedInDevice device(Line line) {
    return new SignedInDevice(
        DeviceId.of(line.bytes("device_id")),
        line.instantOrNull("opened_at"),
        line.instant("expires_at"));
  }

  static SessionsEnded end(Database database, AccountCommand.EndSession command) {
    return ended(database, "device_id = ?", command.user(), command.device());
  }

  static SessionsEnded endOthers(Database database, AccountCommand.EndOtherSessions command) {
    return ended(database, "device_id <> ?", command.user(), command.kept());
  }

  /// Those that have expired by now too: their tickets may live on for a while.
  private static SessionsEnded ended(
      Database database, String which, UserId user, DeviceId device) {
    return database.write(
        Durability.KEPT,
        session -> {
          List<DeviceId> devices =
              session
                  .lines(
                      "SELECT device_id FROM bm_sessions WHERE user_id = ? AND "
                          + which
                          + " ORDER BY device_id FOR UPDATE",
                      user,
                      device)
                  .stream()
                  .map(line -> DeviceId.of(line.bytes("device_id")))
                  .toList();
          session.write("DELETE FROM bm_sessions WHERE user_id = ? AND " + which, user, device);
          return new SessionsEnded(devices);
        });
  }

  private SignedInDevices() {}
}
