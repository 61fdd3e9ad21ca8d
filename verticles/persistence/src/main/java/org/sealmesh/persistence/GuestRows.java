package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.UserId;
import org.sealmesh.persistence.ledger.CallStanding;
import org.sealmesh.persistence.ledger.Entries;
import org.sealmesh.persistence.ledger.GroupCall;
import org.sealmesh.persistence.ledger.GroupCall.Guest;
import org.sealmesh.persistence.ledger.GroupCall.Party;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// The rows of those in groups' calls: of each user, when she came first and went last; of each
/// party that is in it, when it was heard. Only what a decision has changed is written, so that who
/// says that she is there writes one row of her own.
final class GuestRows {

  /// Those who are in the call, and the speakers, as far as they ever were: through a room's call
  /// thousands may have come and gone.
  static List<Guest> read(Session session, CallId id, Set<UserId> speakers) {
    Map<UserId, Guest> guests = new LinkedHashMap<>();
    for (Line line :
        session.lines(
            "SELECT p.user_id, p.party_id, p.joined_at, p.heard_at, p.due_at,"
                + " g.joined_at AS first_at FROM bm_call_parties p"
                + " JOIN bm_call_participants g ON g.call_id = p.call_id"
                + " AND g.user_id = p.user_id WHERE p.call_id = ?"
                + " ORDER BY p.user_id, p.party_id",
            id)) {
      guests.merge(line.user("user_id"), inside(line), GuestRows::together);
    }
    for (UserId user : speakers) {
      if (!guests.containsKey(user)) {
        session
            .line(
                "SELECT joined_at, left_at FROM bm_call_participants"
                    + " WHERE call_id = ? AND user_id = ?",
                id,
                user)
            .ifPresent(line -> guests.put(user, outside(user, line)));
      }
    }
    return List.copyOf(guests.values());
  }

  private static Guest inside(Line line) {
    return new Guest(
        line.user("user_id"),
        line.instant("first_at"),
        null,
        List.of(
            new Party(
                PartyId.of(line.bytes("party_id")),
                line.instant("joined_at"),
                line.instant("heard_at"),
                line.instant("due_at"))));
  }

  private static Guest together(Guest one, Guest more) {
    List<Party> parties = new ArrayList<>(one.parties());
    parties.addAll(more.parties());
    return new Guest(one.user(), one.joinedAt(), null, parties);
  }

  private static Guest outside(UserId user, Line line) {
    return new Guest(user, line.instant("joined_at"), line.instantOrNull("left_at"), List.of());
  }

  /// @return rows of `bm_call_participants`: of a group's call they name no party
  static Stream<Values> participants(GroupCall call, @Nullable CallStanding before) {
    Set<List<@Nullable Object>> known = new LinkedHashSet<>();
    guests(before).forEach(g -> known.add(stay(g)));
    return call.guests().stream()
        .filter(g -> !known.contains(stay(g)))
        .map(g -> Values.of(call.id(), g.user(), null, g.joinedAt(), g.leftAt()));
  }

  private static List<@Nullable Object> stay(Guest guest) {
    List<@Nullable Object> stay = new ArrayList<>();
    stay.add(guest.user());
    stay.add(guest.joinedAt());
    stay.add(guest.leftAt());
    return stay;
  }

  static void write(Session session, Entries entries) {
    List<Values> heard = new ArrayList<>();
    List<Values> gone = new ArrayList<>();
    Stream.concat(entries.callsOpened().stream(), entries.callsChanged().stream())
        .forEach(call -> {
          Map<Key, Party> before = parties(entries.before(call.id()));
          Map<Key, Party> after = parties(call);
          after.forEach((key, party) -> {
            if (!party.equals(before.get(key))) {
              heard.add(row(call.id(), key, party));
            }
          });
          before.keySet().stream()
              .filter(key -> !after.containsKey(key))
              .forEach(key -> gone.add(Values.of(call.id(), key.user, key.party)));
        });
    session.writeAll(
        "DELETE FROM bm_call_parties WHERE call_id = ? AND user_id = ? AND party_id = ?", gone);
    session.writeAll(
        "INSERT INTO bm_call_parties (call_id, user_id, party_id, joined_at, heard_at, due_at)"
            + " VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE joined_at = VALUES(joined_at),"
            + " heard_at = VALUES(heard_at), due_at = VALUES(due_at)",
        heard);
  }

  private record Key(UserId user, PartyId party) {}

  private static Values row(CallId call, Key key, Party party) {
    return Values.of(call, key.user, key.party, party.joinedAt(), party.heardAt(), party.dueAt());
  }

  private static Map<Key, Party> parties(@Nullable CallStanding call) {
    Map<Key, Party> parties = new LinkedHashMap<>();
    guests(call).forEach(g -> g.parties().forEach(p -> parties.put(new Key(g.user(), p.id()), p)));
    return parties;
  }

  private static Stream<Guest> guests(@Nullable CallStanding call) {
    return call instanceof GroupCall group ? group.guests().stream() : Stream.of();
  }

  private GuestRows() {}
}
