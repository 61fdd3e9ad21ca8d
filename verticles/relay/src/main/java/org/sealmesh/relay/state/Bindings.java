package org.sealmesh.relay.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;

/// Which sockets of one shard are bound to which routing ids. Every operation costs the same
/// however many sockets a room has.
///
/// Belongs to the shard's event loop. `S` is compared by identity.
public final class Bindings<S extends Bindings.Holder> {
  private final Map<RoutingId, Room<S>> rooms = new HashMap<>();
  private int count;
  private long round;

  /// Binds.
  ///
  /// @return false if it was bound already
  public boolean bind(S holder, RoutingId rid) {
    if (find(holder, rid) != null) {
      return false;
    }
    Room<S> room = rooms.computeIfAbsent(rid, Room::new);
    Seat<S> seat = new Seat<>(room, holder, room.seats.size());
    room.seats.add(seat);
    holder.seats().add(seat);
    count++;
    return true;
  }

  /// Unbinds.
  ///
  /// @return false if it was not bound
  public boolean unbind(S holder, RoutingId rid) {
    Seat<?> seat = find(holder, rid);
    if (seat == null) {
      return false;
    }
    leave(seat);
    holder.seats().remove(seat);
    return true;
  }

  /// Unbinds from everything.
  ///
  /// @return what it was bound to
  public List<RoutingId> unbindAll(S holder) {
    List<RoutingId> left = new ArrayList<>(holder.seats().size());
    for (Seat<?> seat : holder.seats()) {
      left.add(seat.room.rid);
      leave(seat);
    }
    holder.seats().clear();
    return left;
  }

  /// Calls back once for every socket that is bound to any of the routing ids, however many of them
  /// it holds. The action must not bind or unbind.
  public void forEach(Collection<RoutingId> rids, Consumer<? super S> action) {
    round++;
    for (RoutingId rid : rids) {
      Room<S> room = rooms.get(rid);
      if (room != null) {
        for (int i = 0; i < room.seats.size(); i++) {
          S holder = room.seats.get(i).holder;
          if (holder.enter(round)) {
            action.accept(holder);
          }
        }
      }
    }
  }

  /// How many pairs of socket and routing id there are.
  public int count() {
    return count;
  }

  private @Nullable Seat<?> find(S holder, RoutingId rid) {
    // A socket has at most some dozen seats, most have one: a scan beats a map and its memory.
    for (Seat<?> seat : holder.seats()) {
      if (seat.room.rid.equals(rid)) {
        return seat;
      }
    }
    return null;
  }

  private <T> void leave(Seat<T> seat) {
    Room<T> room = seat.room;
    Seat<T> last = room.seats.removeLast();
    if (last != seat) {
      room.seats.set(seat.index, last);
      last.index = seat.index;
    }
    if (room.seats.isEmpty()) {
      rooms.remove(room.rid);
    }
    count--;
  }

  /// What is bound: keeps its own side of the bindings.
  public abstract static class Holder {
    private final List<Seat<?>> seats = new ArrayList<>(1);
    private long entered;

    List<Seat<?>> seats() {
      return seats;
    }

    boolean enter(long round) {
      boolean first = entered != round;
      entered = round;
      return first;
    }
  }

  private static final class Room<S> {
    private final RoutingId rid;
    private final ArrayList<Seat<S>> seats = new ArrayList<>(1);

    Room(RoutingId rid) {
      this.rid = rid;
    }
  }

  static final class Seat<S> {
    private final Room<S> room;
    private final S holder;
    private int index;

    Seat(Room<S> room, S holder, int index) {
      this.room = room;
      this.holder = holder;
      this.index = index;
    }
  }
}
