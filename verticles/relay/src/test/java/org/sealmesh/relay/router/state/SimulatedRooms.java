package org.sealmesh.relay.router.state;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.sealmesh.mesh.RoutingId;

/// The sockets of a simulated node: of the relay as much as it takes to bind and to deliver.
final class SimulatedRooms {
  static final long NO_BIND = 0;

  private final Map<RoutingId, Room> rooms = new LinkedHashMap<>();
  private final Map<Long, RoutingId> binds = new LinkedHashMap<>();
  private long lastBind = NO_BIND;

  /// The sockets of one routing id; it is bound when it waits for no bind.
  private static final class Room {
    private final Set<SimulatedBrowser> waiting = new LinkedHashSet<>();
    private final Set<SimulatedBrowser> welcomed = new LinkedHashSet<>();
    private long bind = NO_BIND;
  }

  /// @return the bind to ask for, or [#NO_BIND]
  long connect(SimulatedBrowser browser) {
    Room room = rooms.get(browser.rid);
    if (room == null) {
      Room opened = new Room();
      rooms.put(browser.rid, opened);
      opened.waiting.add(browser);
      opened.bind = ++lastBind;
      binds.put(opened.bind, browser.rid);
      return opened.bind;
    }
    if (room.bind == NO_BIND) {
      room.welcomed.add(browser);
      browser.welcome();
    } else {
      room.waiting.add(browser);
    }
    return NO_BIND;
  }

  /// @return whether it was the last one of its routing id
  boolean disconnect(SimulatedBrowser browser) {
    Room room = Objects.requireNonNull(rooms.get(browser.rid));
    room.waiting.remove(browser);
    room.welcomed.remove(browser);
    boolean isEmpty = room.waiting.isEmpty() && room.welcomed.isEmpty();
    if (isEmpty) {
      rooms.remove(browser.rid);
    }
    return isEmpty;
  }

  /// The routing id that was bound, if somebody still waits for that.
  Optional<RoutingId> bound(long bind) {
    RoutingId rid = Objects.requireNonNull(binds.remove(bind));
    Room room = rooms.get(rid);
    return room == null || room.bind != bind ? Optional.empty() : Optional.of(rid);
  }

  /// Everybody who waits for the routing id, and whoever comes.
  void welcome(RoutingId rid) {
    Room room = Objects.requireNonNull(rooms.get(rid));
    room.bind = NO_BIND;
    List<SimulatedBrowser> bound = List.copyOf(room.waiting);
    room.waiting.clear();
    room.welcomed.addAll(bound);
    bound.forEach(SimulatedBrowser::welcome);
  }

  /// The node is dead.
  void lose() {
    for (Room room : rooms.values()) {
      room.waiting.forEach(SimulatedBrowser::lost);
      room.welcomed.forEach(SimulatedBrowser::lost);
    }
    rooms.clear();
  }

  /// Everybody who has been welcomed.
  List<SimulatedBrowser> welcomed() {
    return rooms.values().stream().flatMap(room -> room.welcomed.stream()).toList();
  }

  List<SimulatedBrowser> welcomed(RoutingId rid) {
    Room room = rooms.get(rid);
    return room == null ? List.of() : List.copyOf(room.welcomed);
  }

  Set<RoutingId> rids() {
    return rooms.keySet();
  }
}
