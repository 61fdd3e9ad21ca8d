package org.sealmesh.persistence.ledger;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.ClientIdReused;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.GroupFull;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.EventCommand.NoSuchUser;
import org.sealmesh.origin.persistence.EventCommand.Unchanged;

/// Decides, one after the other, what the changes of a batch become in a conversation that is
/// locked.
///
/// Each decision sees what the ones before it did. A change that is refused leaves no trace.
public final class Ledger {
  private final Facts facts;
  private final Rules rules;
  private final Instant now;
  private final Map<Facts.Request, Facts.Answer> answers;
  private final Set<UserId> banned;
  private final Entries entries = new Entries();
  private final MessageDecisions messages;
  private final CallDecisions calls;
  private Standing standing;
  private Roster roster;
  private boolean ownerGone;

  /// What the site has chosen.
  ///
  /// @param membersMax of a group
  /// @param roomTurnsEvery how often a removal from a room turns its epoch at most
  /// @param calls when they end by themselves, and how many may be in one
  public record Rules(int membersMax, Duration roomTurnsEvery, CallStanding.Bounds calls) {}

  /// @param now when the batch is committed, as far as one can say before
  public Ledger(
      Standing standing, Roster roster, Facts facts, Rules rules, NewIds ids, Instant now) {
    this.roster = roster;
    this.facts = facts;
    this.rules = rules;
    this.now = now.isBefore(standing.headAt()) ? standing.headAt() : now;
    // A turn that waited comes before everything that is sealed from now on.
    this.standing =
        standing.turn().isDue(this.now)
            ? standing.withTurn(standing.turn().turned(this.now))
            : standing;
    this.answers = new HashMap<>(facts.answers());
    this.banned = new HashSet<>(facts.banned());
    this.messages = new MessageDecisions(this, facts.messages(), ids);
    this.calls = new CallDecisions(this, facts.calls(), rules.calls(), ids);
  }

  /// The conversation after all decisions so far.
  public Standing standing() {
    return standing;
  }

  public Roster roster() {
    return roster;
  }

  /// What to write for all decisions so far.
  public Entries entries() {
    return entries;
  }

  /// Whether the owner is no member any more, so that another one must own the conversation.
  public boolean ownerIsGone() {
    return ownerGone;
  }

  /// When the batch is committed, as far as one can say before; never before the head.
  Instant now() {
    return now;
  }

  /// Decides one piece of work, and notes what to write for it.
  public Appending decide(Work work) {
    return switch (work) {
      case Work.Wish wish -> decide(wish.append());
      case Work.Confirmation said ->
          roster.find(said.confirm().user()).isEmpty() || roster.isErased(said.confirm().user())
              ? new NoSuchConversation()
              : calls.confirm(said.confirm(), said.heard());
      case Work.Expiry expiry -> calls.expire(expiry);
    };
  }

  /// Decides one change, and notes what to write for it.
  public Appending decide(Append append) {
    Facts.Request request = new Facts.Request(append.actor(), append.clientId());
    Facts.Answer earlier = answers.get(request);
    if (earlier != null) {
      return MessageDigest.isEqual(earlier.requestHash(), append.requestHash())
          ? earlier.appended()
          : new ClientIdReused();
    }
    Appending outcome = judge(append);
    if (outcome instanceof Appended appended) {
      Facts.Answer answer = new Facts.Answer(append.requestHash(), appended);
      answers.put(request, answer);
      entries.answers().add(new Entries.NewAnswer(request, answer));
    }
    return outcome;
  }

  private Appending judge(Append append) {
    Optional<Participant> actor = roster.find(append.actor());
    if (append.change() instanceof Change.JoinRoom) {
      return join(append.actor(), actor.isPresent());
    }
    if (append.change() instanceof Change.ErasePerson erase) {
      return erase(append.actor(), actor.orElse(null), erase);
    }
    if (actor.isEmpty() || roster.isErased(append.actor())) {
      return new NoSuchConversation();
    }
    if (roster.isBlocked(append.actor()) && saysSomething(append.change())) {
      return new Forbidden();
    }
    return switch (append.change()) {
      case Change.Send send -> messages.send(append, actor.get(), send);
      case Change.Edit edit -> messages.edit(actor.get(), edit);
      case Change.Delete delete -> messages.delete(actor.get(), delete);
      case Change.Rename rename -> rename(append.actor(), rename);
      case Change.AddMembers add -> add(append.actor(), add);
      case Change.RemoveMember remove -> remove(append.actor(), remove);
      case Change.OpenCall open -> calls.open(append.actor(), open);
      case Change.JoinRoom joined -> throw new IllegalStateException("joining was decided before");
      case Change.ErasePerson erase -> throw new IllegalStateException("so was erasing");
    };
  }

  /// What the other member of a direct conversation would notice. What was said can be taken back
  /// all the same.
  private static boolean saysSomething(Change change) {
    return switch (change) {
      case Change.Send send -> true;
      case Change.Edit edit -> true;
      // Also for her who blocks: decided with the call.
      case Change.OpenCall open -> false;
      case Change.Delete delete -> false;
      case Change.Rename rename -> false;
      case Change.AddMembers add -> false;
      case Change.RemoveMember remove -> false;
      case Change.JoinRoom join -> false;
      case Change.ErasePerson erase -> false;
    };
  }

  private Appending rename(UserId actor, Change.Rename rename) {
    boolean allowed =
        switch (standing.kind()) {
          case DIRECT -> false;
          case GROUP -> true;
          case ROOM -> isOwner(actor);
        };
    if (!allowed) {
      return new Forbidden();
    }
    if (rename.title().equals(standing.title())) {
      return new Unchanged();
    }
    standing = standing.withTitle(rename.title());
    return record(seq -> new Event.Renamed(seq, now, actor, rename.title()), null);
  }

  private Appending add(UserId actor, Change.AddMembers add) {
    if (standing.kind() != ConversationKind.GROUP) {
      return new Forbidden();
    }
    List<UserId> newcomers =
        add.users().stream().filter(u -> roster.find(u).isEmpty()).sorted(ById.ORDER).toList();
    if (newcomers.isEmpty()) {
      return new Unchanged();
    }
    if (!facts.users().keySet().containsAll(newcomers)) {
      return new NoSuchUser();
    }
    if (newcomers.stream().anyMatch(u -> banned.contains(u) || facts.full().contains(u))) {
      return new Forbidden();
    }
    if (standing.memberCount() + newcomers.size() > rules.membersMax()) {
      return new GroupFull(rules.membersMax());
    }
    return admit(actor, newcomers);
  }

  private Appending join(UserId actor, boolean member) {
    if (standing.kind() != ConversationKind.ROOM) {
      return member ? new Forbidden() : new NoSuchConversation();
    }
    if (member) {
      return new Unchanged();
    }
    if (!facts.users().containsKey(actor)) {
      return new NoSuchUser();
    }
    if (banned.contains(actor) || facts.full().contains(actor)) {
      return new Forbidden();
    }
    return admit(actor, List.of(actor));
  }

  private Appending admit(UserId actor, List<UserId> newcomers) {
    Seq seq = standing.head().next();
    List<Member> members = new ArrayList<>();
    List<Participant> participants = new ArrayList<>();
    for (UserId user : newcomers) {
      Member member = facts.users().get(user);
      if (member == null) {
        throw new IllegalStateException("a newcomer was not looked up");
      }
      members.add(member);
      participants.add(new Participant(user, member.rid(), seq));
    }
    for (Participant participant : participants) {
      entries.joined().add(new Entries.Joined(participant, standing.epoch()));
    }
    roster = roster.joinedBy(participants);
    standing = standing.withMembers(standing.memberCount() + members.size(), roster.version());
    return record(new Event.MembersAdded(seq, now, actor, members), targets(), null, null);
  }

  private Appending remove(UserId actor, Change.RemoveMember remove) {
    boolean oneself = actor.equals(remove.member());
    boolean leaving = remove.reason() == RemovalReason.LEFT;
    if (standing.kind() == ConversationKind.DIRECT
        || oneself != leaving
        || !leaving && !isOwner(actor)) {
      return new Forbidden();
    }
    Participant member = roster.find(remove.member()).orElse(null);
    if (member == null) {
      return new Unchanged();
    }
    if (remove.reason() == RemovalReason.BANNED) {
      banned.add(member.id());
      entries.banned().add(member.id());
    }
    Seq seq = standing.head().next();
    Event removed = new Event.MemberRemoved(seq, now, actor, member.id(), remove.reason());
    Appended answer = go(member, removed);
    if (standing.kind() != ConversationKind.ROOM || !leaving) {
      turn(remove.nextKey());
    }
    calls.removed(member.id(), actor);
    return answer;
  }

  /// She still gets this one event, so that her devices know at once; it is sealed with the old
  /// epoch, and whatever follows is not.
  private Appended go(Participant member, Event last) {
    List<RoutingId> targets = targets();
    roster = roster.leftBy(member.id());
    standing = standing.withMembers(standing.memberCount() - 1, roster.version());
    ownerGone |= member.id().equals(standing.owner());
    entries.ended().add(new Entries.Ended(member.id(), member.floor(), standing.epoch()));
    return record(last, targets, null, member.rid());
  }

  private Appending erase(UserId person, @Nullable Participant member, Change.ErasePerson erase) {
    Event event = new Event.PersonErased(standing.head().next(), now, person, erase.messages());
    if (member == null) {
      return record(event, targets(), null, null);
    }
    if (standing.kind() == ConversationKind.DIRECT) {
      Appended answer = record(event, targets(), null, member.rid());
      roster = roster.erasing(person);
      standing = standing.withMembers(standing.memberCount(), roster.version());
      turn(erase.nextKey());
      return answer;
    }
    Appended answer = go(member, event);
    if (standing.kind() != ConversationKind.ROOM) {
      turn(erase.nextKey());
    }
    calls.removed(person, person);
    return answer;
  }

  /// Every turn makes all members' browsers fetch a key: a room, whose owner may remove one after
  /// the other, keeps the key for later if the last turn was just now. Meanwhile those who were
  /// removed have the key, but no pass any more.
  private void turn(WrappedKey nextKey) {
    Standing.Turn turn = standing.turn();
    if (turn.due() != null) {
      return;
    }
    Instant rested = turn.turnedAt().plus(rules.roomTurnsEvery());
    entries.keys().add(new Entries.NewKey(turn.epoch().next(), nextKey));
    boolean waits = standing.kind() == ConversationKind.ROOM && now.isBefore(rested);
    standing = standing.withTurn(waits ? turn.dueAt(rested) : turn.turned(now));
  }

  /// @param messageId of the message that the event is about, or null
  Appended record(Function<Seq, Event> event, @Nullable MessageId messageId) {
    return record(event.apply(standing.head().next()), targets(), messageId, null);
  }

  /// @param about the call that the event is about
  /// @param open the one that is open from now on, or null
  Appended record(Function<Seq, Event> event, CallId about, @Nullable CallId open) {
    standing = standing.withOpenCall(open);
    Appended done = record(event, null);
    return new Appended(done.seq(), done.epoch(), done.at(), null, done.rid(), null, about);
  }

  private Appended record(
      Event event,
      List<RoutingId> targets,
      @Nullable MessageId messageId,
      @Nullable RoutingId removedRid) {
    standing = standing.withHead(event.seq(), now);
    entries.events().add(new Entries.NewEvent(event, standing.epoch(), targets));
    return new Appended(
        event.seq(), standing.epoch(), now, messageId, standing.rid(), removedRid, null);
  }

  private List<RoutingId> targets() {
    return standing.kind() == ConversationKind.ROOM ? List.of(standing.rid()) : roster.rids();
  }

  boolean isOwner(UserId user) {
    return user.equals(standing.owner()) && !ownerGone;
  }
}
