package org.sealmesh.signaling.janus;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sealmesh.mesh.call.CallId;

/// Ends rooms that nobody is in any more: Janus keeps a room until it is told.
///
/// A node does so for rooms that it has had parties in, some time after the last of them, by the
/// session of any other party, since it has no token of its own. Rooms of a node that has died stay
/// until Janus starts again: some kilobytes each.
final class RoomSweep {
  private static final int ROOMS_MAX = 10_000;

  /// Who has lost the way for a moment finds the room as it was.
  private static final Duration IDLE_MIN = Duration.ofSeconds(60);

  private static final int AT_ONCE_MAX = 8;

  private final RoomKeys keys;
  private final Map<CallId, Long> usedNs = new LinkedHashMap<>();

  RoomSweep(RoomKeys keys) {
    this.keys = keys;
  }

  /// Somebody of this node is in the room, or has just left it.
  void use(CallId call, long nowNs) {
    usedNs.remove(call);
    usedNs.put(call, nowNs);
    if (usedNs.size() > ROOMS_MAX) {
      usedNs.remove(usedNs.keySet().iterator().next());
    }
  }

  /// Looks at some of those that were left long ago.
  void sweep(JanusSession session, long handle, long nowNs) {
    usedNs.entrySet().stream()
        .takeWhile(room -> nowNs - room.getValue() >= IDLE_MIN.toNanos())
        .limit(AT_ONCE_MAX)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(call -> {
          // Looked at again later, if somebody is in it by another node.
          use(call, nowNs);
          look(session, handle, call);
        });
  }

  private void look(JanusSession session, long handle, CallId call) {
    VideoRoom room = new VideoRoom(call, keys.roomSecret(call), "");
    session
        .message(handle, room.participants())
        .onSuccess(listed -> {
          if (isEmpty(listed)) {
            usedNs.remove(call);
            session.message(handle, room.destroy());
          }
        })
        .onFailure(failure -> {
          if (JanusFailure.is(failure, JanusFailure.NO_SUCH_ROOM)) {
            usedNs.remove(call);
          }
        });
  }

  private static boolean isEmpty(JsonObject listed) {
    return VideoRoom.objects(VideoRoom.data(listed), "participants").isEmpty();
  }
}
