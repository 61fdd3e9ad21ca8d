package org.sealmesh.persistence.ledger;

import static java.util.stream.Collectors.toMap;
import static org.sealmesh.persistence.ledger.CallStanding.later;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;

/// A group's call: users come and go, each with one party or several, and it is over when the last
/// one has gone.
///
/// While it is open and nobody is in it, nobody has ever been: it ends with the last who goes.
///
/// @param answeredAt when the second user came in
/// @param dueAt when the first of its parties has been silent for too long, or the ringing is over
/// @param guests those who are in it, and of the others at least those of whom something is said
public record GroupCall(
    CallId id,
    CallMedia media,
    UserId caller,
    Instant openedAt,
    @Nullable Instant answeredAt,
    Instant heardAt,
    @Nullable Instant dueAt,
    @Nullable Ending ending,
    List<Guest> guests)
    implements CallStanding {
  public GroupCall {
    guests = List.copyOf(guests);
  }

  /// @param joinedAt when she came in first
  /// @param leftAt when she went last; null while she is in it
  /// @param parties those of her client objects that are in it
  public record Guest(
      UserId user, Instant joinedAt, @Nullable Instant leftAt, List<Party> parties) {
    public Guest {
      parties = List.copyOf(parties);
    }

    boolean isIn() {
      return !parties.isEmpty();
    }

    private Guest with(List<Party> newParties) {
      return new Guest(user, joinedAt, null, newParties);
    }

    private Guest gone(Instant at) {
      return new Guest(user, joinedAt, later(joinedAt, at), List.of());
    }

    private Optional<Party> party(PartyId id) {
      return parties.stream().filter(p -> p.id().equals(id)).findFirst();
    }

    private Guest seen(Map<PartyId, Instant> last) {
      return parties.isEmpty()
          ? this
          : with(parties.stream().map(p -> p.seen(last.get(p.id()))).toList());
    }

    /// Without the parties of which it is true. If none is left, she went when the last of them was
    /// heard.
    private Guest without(Predicate<Party> silent) {
      List<Party> left = parties.stream().filter(silent.negate()).toList();
      if (left.size() == parties.size()) {
        return this;
      }
      return left.isEmpty()
          ? gone(parties.stream().map(Party::heardAt).max(Comparator.naturalOrder()).orElseThrow())
          : with(left);
    }
  }

  /// @param joinedAt when it came in
  /// @param heardAt the last time for which it, or at its going another one of hers, was heard
  /// @param dueAt when it has been silent for too long
  public record Party(PartyId id, Instant joinedAt, Instant heardAt, Instant dueAt) {
    /// When it has to be heard again stays as it is: by being seen nobody stays.
    private Party seen(@Nullable Instant last) {
      return last == null ? this : new Party(id, joinedAt, later(heardAt, last), dueAt);
    }
  }

  static GroupCall opened(CallId id, CallMedia media, UserId caller, Instant at, Bounds bounds) {
    return new GroupCall(
        id, media, caller, at, null, at, at.plus(bounds.ringMax()), null, List.of());
  }

  /// Whether this user, who is not in it, finds no room.
  boolean isFullFor(UserId user, Bounds bounds) {
    return !guest(user).map(Guest::isIn).orElse(false) && inside().count() >= bounds.usersMax();
  }

  /// She is in it, whether she has just come or says so again. What is older than her going is no
  /// news; and who comes after the ringing of a call into which nobody came finds it over.
  GroupCall heard(Said said, Bounds bounds) {
    if (ending != null || isStale(said)) {
      return this;
    }
    boolean nobody = inside().findAny().isEmpty();
    if (nobody && said.at().isAfter(openedAt.plus(bounds.ringMax()))) {
      return timedOut(said.heard());
    }
    Guest before =
        guest(said.by()).orElseGet(() -> new Guest(said.by(), said.at(), null, List.of()));
    Instant second = answeredAt == null ? secondAt(said) : answeredAt;
    return with(second, later(heardAt, said.at()), replaced(taken(before, said, bounds)));
  }

  /// Said before she went, and overtaken by that.
  private boolean isStale(Said said) {
    Guest guest = guest(said.by()).orElse(null);
    Instant left = guest == null ? null : guest.leftAt();
    return left != null && said.at().isBefore(left);
  }

  /// When there were two in it, now that she has come; null if she is the only one.
  private @Nullable Instant secondAt(Said said) {
    return inside()
        .filter(g -> !g.user().equals(said.by()))
        .map(Guest::joinedAt)
        .min(Comparator.naturalOrder())
        .map(first -> later(first, said.at()))
        .orElse(null);
  }

  /// What is said late is said by somebody who is there now: the silence begins when it is heard.
  private static Guest taken(Guest guest, Said said, Bounds bounds) {
    Instant due = said.heard().plus(bounds.silenceMax());
    Party known =
        guest
            .party(said.party())
            .orElseGet(() -> new Party(said.party(), said.at(), said.at(), due));
    Party heard =
        new Party(
            known.id(),
            known.joinedAt(),
            later(known.heardAt(), said.at()),
            later(known.dueAt(), due));
    List<Party> parties = new ArrayList<>(guest.parties());
    parties.removeIf(p -> p.id().equals(heard.id()));
    if (parties.size() >= bounds.partiesOfOneMax()) {
      // Nobody has so many: the one that was not heard for longest is no more than a number.
      parties.remove(parties.stream().min(Comparator.comparing(Party::heardAt)).orElseThrow());
    }
    parties.add(heard);
    return guest.with(parties);
  }

  /// One party has gone. Her user is in it as long as another one of hers is.
  GroupCall left(Said said) {
    Party party = guest(said.by()).flatMap(g -> g.party(said.party())).orElse(null);
    if (ending != null || party == null || said.at().isBefore(party.joinedAt())) {
      return this;
    }
    Guest guest = guest(said.by()).orElseThrow();
    List<Party> rest =
        guest.parties().stream()
            .filter(p -> !p.id().equals(said.party()))
            // So long was she in it at least, whatever becomes of this one.
            .map(p -> new Party(p.id(), p.joinedAt(), later(p.heardAt(), said.at()), p.dueAt()))
            .toList();
    Guest after = rest.isEmpty() ? guest.gone(said.at()) : guest.with(rest);
    return with(answeredAt, later(heardAt, said.at()), replaced(after))
        .endedIfEmpty(CallEndReason.HUNG_UP, SettledBy.CONFIRMED);
  }

  /// All her parties have gone: she is no member any more.
  GroupCall removed(UserId user, Instant at) {
    Guest guest = guest(user).filter(Guest::isIn).orElse(null);
    if (ending != null || guest == null) {
      return this;
    }
    return with(answeredAt, later(heardAt, at), replaced(guest.gone(at)))
        .endedIfEmpty(CallEndReason.HUNG_UP, SettledBy.CONFIRMED);
  }

  /// A host ends it for all, at the earliest when somebody was last heard in it.
  GroupCall closed(Said said, CallEndReason reason) {
    if (ending != null) {
      return this;
    }
    boolean nobody = inside().findAny().isEmpty();
    CallEndReason meaning =
        switch (reason) {
          case FAILED -> CallEndReason.FAILED;
          case NO_ANSWER -> nobody ? CallEndReason.NO_ANSWER : CallEndReason.HUNG_UP;
          case HUNG_UP, CANCELLED, REJECTED, BUSY, LOST ->
              nobody ? CallEndReason.CANCELLED : CallEndReason.HUNG_UP;
        };
    return over(new Ending(later(heardAt, said.at()), meaning, SettledBy.CONFIRMED));
  }

  @Override
  public GroupCall timedOut(Instant now) {
    return timedOut(now, SettledBy.TIMED_OUT);
  }

  /// The same, but that those with whom it ends went when they were last seen. As long as others
  /// are in it, it is theirs to say how long it goes on; and nobody is put into it by what relays
  /// have seen, who do not know who she is.
  ///
  /// @param seen each party once
  GroupCall timedOut(Instant now, List<Seen> seen) {
    GroupCall silent = timedOut(now);
    Map<PartyId, Instant> last = seen.stream().collect(toMap(Seen::party, Seen::last));
    List<Guest> known = guests.stream().map(g -> g.seen(last)).toList();
    if (silent.ending() == null || known.equals(guests)) {
      return silent;
    }
    Instant until =
        known.stream()
            .flatMap(g -> g.parties().stream())
            .map(Party::heardAt)
            .reduce(heardAt, CallStanding::later);
    return with(answeredAt, until, known).timedOut(now, SettledBy.REPORTED);
  }

  private GroupCall timedOut(Instant now, SettledBy by) {
    if (!isOverdue(now)) {
      return this;
    }
    if (dueAt != null && inside().findAny().isEmpty()) {
      return over(new Ending(dueAt, CallEndReason.NO_ANSWER, by));
    }
    List<Guest> heard = guests.stream().map(g -> g.without(p -> !now.isBefore(p.dueAt()))).toList();
    return with(answeredAt, heardAt, heard).endedIfEmpty(CallEndReason.LOST, by);
  }

  private GroupCall endedIfEmpty(CallEndReason reason, SettledBy by) {
    return inside().findAny().isPresent() ? this : over(new Ending(heardAt, reason, by));
  }

  private GroupCall over(Ending end) {
    List<Guest> gone = guests.stream().map(g -> g.isIn() ? g.gone(end.at()) : g).toList();
    return new GroupCall(id, media, caller, openedAt, answeredAt, heardAt, null, end, gone);
  }

  private GroupCall with(@Nullable Instant answered, Instant heard, List<Guest> newGuests) {
    Instant due =
        newGuests.stream()
            .flatMap(g -> g.parties().stream())
            .map(Party::dueAt)
            .min(Comparator.naturalOrder())
            .orElse(dueAt);
    return new GroupCall(id, media, caller, openedAt, answered, heard, due, null, newGuests);
  }

  private List<Guest> replaced(Guest guest) {
    return Stream.concat(
            guests.stream().filter(g -> !g.user().equals(guest.user())), Stream.of(guest))
        .toList();
  }

  private Optional<Guest> guest(UserId user) {
    return guests.stream().filter(g -> g.user().equals(user)).findFirst();
  }

  private Stream<Guest> inside() {
    return guests.stream().filter(Guest::isIn);
  }
}
