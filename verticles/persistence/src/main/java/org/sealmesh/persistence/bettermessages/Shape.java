package org.sealmesh.persistence.bettermessages;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.persistence.bettermessages.SourceThread.Person;
import org.sealmesh.persistence.bettermessages.SourceThread.Recipient;

/// What a thread of the plug-in becomes here.
///
/// @param members who is in it, those who are gone among them in a conversation of two alone
/// @param former who wrote there, or is banned, and is not in it any more
record Shape(ConversationKind kind, List<Recipient> members, List<Long> former, long owner) {
  Shape {
    members = List.copyOf(members);
    former = List.copyOf(former);
  }

  /// Whether it is one of the conversations of which there is one for each two.
  static boolean isOfTwo(SourceThread thread) {
    boolean isPlain = thread.type() == null || thread.type().equals("thread");
    Set<Long> two = thread.recipients().stream().map(Recipient::id).collect(Collectors.toSet());
    return isPlain
        && thread.subject().isEmpty()
        && two.size() == 2
        && thread.senders().stream().allMatch(sender -> two.contains(sender.id()));
  }

  /// @param isPairTaken whether there is a conversation of the two already
  /// @return nothing if nobody is left who could read it
  static Optional<Shape> of(SourceThread thread, boolean isPairTaken) {
    ConversationKind kind = kind(thread, isPairTaken);
    boolean isDirect = kind == ConversationKind.DIRECT;
    List<Recipient> members =
        thread.recipients().stream()
            .filter(one -> isDirect || one.person().isThere() && !thread.bans().contains(one.id()))
            .toList();
    if (members.stream().noneMatch(one -> one.person().isThere())) {
      return Optional.empty();
    }
    Set<Long> inside = members.stream().map(Recipient::id).collect(Collectors.toSet());
    List<Long> former =
        Stream.concat(
                thread.recipients().stream().map(Recipient::person), thread.senders().stream())
            .filter(person -> person.isThere() && !inside.contains(person.id()))
            .map(Person::id)
            .distinct()
            .toList();
    return Optional.of(new Shape(kind, members, former, owner(thread, members)));
  }

  /// How many would be in a group.
  static long members(SourceThread thread) {
    return of(thread, true).map(shape -> shape.members().size()).orElse(0);
  }

  static boolean isRoom(SourceThread thread) {
    return "chat-room".equals(thread.type());
  }

  private static ConversationKind kind(SourceThread thread, boolean isPairTaken) {
    if (isRoom(thread)) {
      return ConversationKind.ROOM;
    }
    return isOfTwo(thread) && !isPairTaken ? ConversationKind.DIRECT : ConversationKind.GROUP;
  }

  /// A moderator, else who wrote first, else who came first to the site.
  private static long owner(SourceThread thread, List<Recipient> members) {
    List<Long> there =
        members.stream()
            .filter(one -> one.person().isThere())
            .map(Recipient::id)
            .sorted(
                (a, b) -> a > 0 == b > 0 ? Long.compare(Math.abs(a), Math.abs(b)) : a > 0 ? -1 : 1)
            .toList();
    return Stream.of(
            thread.moderators().stream(), thread.senders().stream().map(Person::id), there.stream())
        .flatMap(all -> all)
        .filter(there::contains)
        .findFirst()
        .orElseThrow();
  }
}
