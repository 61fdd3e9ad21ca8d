package org.sealmesh.persistence.ledger;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.UserId;

/// Who is in a conversation, as of one version of its membership: all of them, or for a room those
/// that were looked up. Immutable, so that a transaction that fails leaves the remembered one as it
/// was.
public final class Roster {
  private final long version;
  private final Map<UserId, Participant> known;
  private final List<RoutingId> rids;

  private Roster(long version, Map<UserId, Participant> known) {
    this.version = version;
    this.known = known;
    this.rids = known.values().stream().map(Participant::rid).toList();
  }

  public static Roster of(long version, Collection<Participant> participants) {
    Map<UserId, Participant> known = LinkedHashMap.newLinkedHashMap(participants.size());
    participants.forEach(p -> known.put(p.id(), p));
    return new Roster(version, known);
  }

  public long version() {
    return version;
  }

  public Optional<Participant> find(UserId user) {
    return Optional.ofNullable(known.get(user));
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
    return new Roster(version, all);
  }

  Roster joinedBy(Collection<Participant> added) {
    Roster more = knowing(added);
    return new Roster(version + 1, more.known);
  }

  Roster leftBy(UserId user) {
    Map<UserId, Participant> rest = new LinkedHashMap<>(known);
    rest.remove(user);
    return new Roster(version + 1, rest);
  }
}
