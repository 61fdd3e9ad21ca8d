package org.sealmesh.persistence;

import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.CreateGuest;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.ConversationCommand.Create;
import org.sealmesh.origin.persistence.ConversationCommand.Created;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.EventPage;
import org.sealmesh.origin.persistence.EventCommand.EventReading;
import org.sealmesh.origin.persistence.EventCommand.ReadEvents;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.EventCommand.Synced;

/// What people do, in few words.
final class Chat {
  private final TestOrigin origin;

  Chat(TestOrigin origin) {
    this.origin = origin;
  }

  User user(String name) {
    return ((AccountReady) origin.ask(new CreateGuest(name, null))).user();
  }

  static ClientId clientId() {
    return new ClientId(UUID.randomUUID());
  }

  static ConversationId conversationId() {
    return new ConversationId(UUID.randomUUID());
  }

  /// A key that says of itself which it is, as far as the database can tell.
  static WrappedKey key(int number) {
    return new WrappedKey(ByteBuffer.allocate(8).putInt(number).array());
  }

  static Create create(
      ConversationKind kind, User creator, String title, Set<UserId> others, ClientId clientId) {
    return new Create(conversationId(), kind, creator.id(), others, title, key(1), clientId);
  }

  Conversation direct(User a, User b) {
    return created(create(ConversationKind.DIRECT, a, null, Set.of(b.id()), clientId()));
  }

  Conversation group(User owner, User... others) {
    return created(create(ConversationKind.GROUP, owner, "group", ids(others), clientId()));
  }

  Conversation room(User owner, String title) {
    return created(create(ConversationKind.ROOM, owner, title, Set.of(), clientId()));
  }

  private Conversation created(Create create) {
    return ((Created) origin.ask(create)).conversation();
  }

  static Set<UserId> ids(User... users) {
    return Arrays.stream(users).map(User::id).collect(Collectors.toSet());
  }

  static Append append(User actor, Conversation in, ClientId clientId, Change change) {
    return new Append(actor.id(), in.id(), clientId, hash(change), change);
  }

  /// As the gateway makes it: of everything that was asked.
  static byte[] hash(Change change) {
    String text =
        switch (change) {
          case Change.Send s -> "send " + s.body() + s.replyTo();
          case Change.Edit e -> "edit " + e.body() + e.messageId().text();
          case Change.Rename r -> "rename " + r.title();
          case Change.Delete d -> "delete " + d.messageId().text();
          case Change.AddMembers a ->
              "add " + a.users().stream().map(UserId::text).sorted().toList();
          case Change.RemoveMember r -> "remove " + r.member().text() + r.reason();
          case Change.JoinRoom j -> "join";
          case Change.OpenCall o -> "call " + o.media();
          case Change.ErasePerson e -> "erase " + e.messages();
        };
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  Future<Appending> begin(User actor, Conversation in, Change change) {
    return origin.send(append(actor, in, clientId(), change));
  }

  Appending change(User actor, Conversation in, Change change) {
    return origin.ask(append(actor, in, clientId(), change));
  }

  Appending send(User actor, Conversation in, String body) {
    return change(actor, in, new Change.Send(body, null));
  }

  /// @return the message
  MessageId sent(User actor, Conversation in, String body) {
    return ((Appended) send(actor, in, body)).messageId();
  }

  Appending remove(User actor, Conversation in, User member, RemovalReason reason) {
    return change(actor, in, new Change.RemoveMember(member.id(), reason, key(1000)));
  }

  Appending join(User actor, Conversation room) {
    return change(actor, room, new Change.JoinRoom());
  }

  Appending add(User actor, Conversation in, User... users) {
    return change(actor, in, new Change.AddMembers(ids(users)));
  }

  EventReading read(User user, Conversation in) {
    return origin.ask(new ReadEvents(user.id(), in.id(), null, null, 200));
  }

  EventPage page(User user, Conversation in, Long after, Long before, int limit) {
    return (EventPage)
        origin.ask(
            new ReadEvents(
                user.id(),
                in.id(),
                after == null ? null : new Seq(after),
                before == null ? null : new Seq(before),
                limit));
  }

  /// From nothing.
  Synced sync(User user) {
    return origin.ask(new Sync(user.id(), null, Map.of(), 200, 50));
  }
}
