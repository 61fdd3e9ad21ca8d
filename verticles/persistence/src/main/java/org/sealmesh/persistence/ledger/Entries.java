package org.sealmesh.persistence.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.event.Event;

/// What a batch writes, table by table. The order within a table matters, between tables it does
/// not.
public final class Entries {
  private final List<NewEvent> events = new ArrayList<>();
  private final List<NewMessage> messages = new ArrayList<>();
  private final List<NewBody> bodies = new ArrayList<>();
  private final List<Joined> joined = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<UserId> banned = new ArrayList<>();
  private final List<NewKey> keys = new ArrayList<>();
  private final List<NewAnswer> answers = new ArrayList<>();
  private final Map<CallId, CallStanding> callsOpened = new LinkedHashMap<>();
  private final Map<CallId, CallStanding> callsChanged = new LinkedHashMap<>();
  private final Map<CallId, CallStanding> callsBefore = new HashMap<>();

  /// @param targets routing ids that the event goes to
  public record NewEvent(Event event, Epoch epoch, List<RoutingId> targets) {}

  /// The row that the event's body stands in.
  public record NewMessage(Event.Sent sent) {}

  /// @param body null takes it away
  /// @param seq of the event that says so
  public record NewBody(MessageId message, @Nullable String body, Seq seq) {}

  public record Joined(Participant participant, Epoch from) {}

  /// @param floor tells this membership from earlier ones of the same user
  /// @param until the last epoch that she may have the key of
  public record Ended(UserId user, Seq floor, Epoch until) {}

  public record NewKey(Epoch epoch, WrappedKey key) {}

  public record NewAnswer(Facts.Request request, Facts.Answer answer) {}

  public List<NewEvent> events() {
    return events;
  }

  public List<NewMessage> messages() {
    return messages;
  }

  public List<NewBody> bodies() {
    return bodies;
  }

  public List<Joined> joined() {
    return joined;
  }

  public List<Ended> ended() {
    return ended;
  }

  public List<UserId> banned() {
    return banned;
  }

  public List<NewKey> keys() {
    return keys;
  }

  public List<NewAnswer> answers() {
    return answers;
  }

  /// Calls that have no row yet, as they are in the end.
  public Collection<CallStanding> callsOpened() {
    return callsOpened.values();
  }

  /// Calls whose row changes, as they are in the end.
  public Collection<CallStanding> callsChanged() {
    return callsChanged.values();
  }

  /// How a call whose row changes was before; null if it has no row yet.
  public @Nullable CallStanding before(CallId call) {
    return callsBefore.get(call);
  }

  void noteOpened(CallStanding call) {
    callsOpened.put(call.id(), call);
  }

  void noteChanged(CallStanding before, CallStanding call) {
    if (callsOpened.containsKey(call.id())) {
      callsOpened.put(call.id(), call);
      return;
    }
    callsBefore.putIfAbsent(call.id(), before);
    callsChanged.put(call.id(), call);
  }

  /// Whether nothing is to be written.
  public boolean areNone() {
    return events.isEmpty() && callsOpened.isEmpty() && callsChanged.isEmpty();
  }
}
