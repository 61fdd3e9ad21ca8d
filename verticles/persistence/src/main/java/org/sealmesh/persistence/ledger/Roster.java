package org.sealmesh.persistence.ledger;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.UserId;

/// Who is in a conversation, as of one version of its membership: all of them, or for a room those
/// that were looked up. Immutable, so that a transaction that fails leaves the remembered one as it
/// was.
public final class Roster {
  private final long version;
  private final Map<UserId, Participant> known;
  private final Set<UserId> blocked;
  private final Set<UserId> erased;
  private final List<RoutingId> rids;

  private Roster(
      long version, Map<UserId, Participant> known, Set<UserId> blocked, Set<UserId> erased) {
    this.version = version;
    this.known = known;
    this.blocked = blocked;
    this.erased = erased;
    this.rids = known.values().stream().map(Participant::rid).toList();
  }

  public static Roster of(long version, Collection<Participant> participants) {
    Map<UserId, Participant> known = LinkedHashMap.newLinkedHashMap(participants.size());
    participants.forEach(p -> known.put(p.id(), p));
    return new Roster(version, known, Set.of(), Set.of());
  }

  /// The same membership, of which the other member of a direct conversation blocks these.
  public Roster withBlocked(Collection<UserId> users) {
    return new Roster(version, known, Set.copyOf(users), erased);
  }

  /// The same membership, of which these are erased: a direct conversation keeps its two.
  public Roster withErased(Collection<UserId> users) {
    return new Roster(version, known, blocked, Set.copyOf(users));
  }

  Roster erasing(UserId user) {
    return new Roster(version + 1, known, blocked, Set.of(user));
  }

  /// Whether she is nobody any more, who may still be believed to be signed in for some seconds.
  boolean isErased(UserId user) {
    return erased.contains(user);
  }

  /// Whether she may write nothing here: the other one blocks her, or is erased.
  boolean isBlocked(UserId user) {
    return blocked.contains(user) || !erased.isEmpty();
  }

  public long version() {
    return version;
  }

  public Optional<Participant> find(UserId user) {
    return Optional.ofNullable(known.get(user));
  }

  /// All that are known but this one.
  Stream<UserId> others(UserId but) {
    return known.keySet().stream().filter(user -> !user.equals(but));
  }

  /// Whether one of these members wants to hear nothing of another one, or never will.
  boolean isParted() {
    return !blocked.isEmpty() || !erased.isEmpty();
  }

  public int size() {
    return known.size();
  }

  /// The routing ids of all that are known.
  public List<RoutingId> rids() {
    return rids;
  }

  /// The same membership, with more of it known.
  public Roster knowing(Collection<Participant> more) {
    Map<UserId, Participant> all = new LinkedHashMap<>(known);
    more.forEach(p -> all.put(p.id(), p));
    return new Roster(version, all, blocked, erased);
  }

  Roster joinedBy(Collection<Participant> added) {
    Roster more = knowing(added);
    return new Roster(version + 1, more.known, blocked, erased);
  }

  Roster leftBy(UserId user) {
    Map<UserId, Participant> rest = new LinkedHashMap<>(known);
    rest.remove(user);
    return new Roster(version + 1, rest, blocked, erased);
  }
}
