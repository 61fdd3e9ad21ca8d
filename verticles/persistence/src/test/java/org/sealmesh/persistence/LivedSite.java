package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.PointerCommand.MovePointers;
import org.sealmesh.origin.persistence.PointerCommand.Target;

/// A few people who have talked, joined, left and come back.
record LivedSite(List<User> users, List<Conversation> conversations) {

  static LivedSite of(Chat chat, TestOrigin origin, Random random) {
    LivedSite site = new LivedSite(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 12; i++) {
      site.users.add(chat.user("User " + i));
    }
    // One is in no conversation.
    List<User> talking = site.users.subList(1, 12);
    for (int i = 0; i < 5; i++) {
      site.conversations.add(chat.direct(talking.get(i), talking.get(i + 1 + random.nextInt(5))));
      site.conversations.add(chat.room(talking.get(i), "Room " + random.nextInt()));
      User[] others = talking.subList(i + 1, i + 5).toArray(User[]::new);
      site.conversations.add(chat.group(talking.get(i), others));
    }
    List<MessageId> sent = new ArrayList<>();
    for (int step = 0; step < 250; step++) {
      site.step(chat, origin, random, sent);
    }
    return site;
  }

  User user(Random random) {
    return users.get(random.nextInt(users.size()));
  }

  private Conversation conversation(Random random) {
    return conversations.get(random.nextInt(conversations.size()));
  }

  /// Much of it is refused: whoever acts need not be in there.
  private void step(Chat chat, TestOrigin origin, Random random, List<MessageId> sent) {
    User actor = user(random);
    Conversation in = conversation(random);
    User other = user(random);
    MessageId message = sent.isEmpty() ? null : sent.get(random.nextInt(sent.size()));
    switch (random.nextInt(10)) {
      case 0 -> chat.join(actor, in);
      case 1 -> chat.add(actor, in, other);
      case 2 -> chat.remove(actor, in, actor, RemovalReason.LEFT);
      case 3 -> chat.remove(actor, in, other, RemovalReason.REMOVED);
      case 4 -> chat.change(actor, in, new Change.Rename("Title " + random.nextInt(100)));
      case 5 -> move(origin, actor, in, random);
      case 6 -> {
        if (message != null) {
          chat.change(actor, in, new Change.Edit(message, "edited"));
          chat.change(other, in, new Change.Delete(message));
        }
      }
      default -> {
        if (chat.send(actor, in, "words " + random.nextInt()) instanceof Appended appended) {
          sent.add(appended.messageId());
        }
      }
    }
  }

  private static void move(TestOrigin origin, User actor, Conversation in, Random random) {
    Seq delivered = new Seq(1 + random.nextInt(20));
    Seq read = new Seq(1 + random.nextInt(20));
    origin.ask(new MovePointers(actor.id(), List.of(new Target(in.id(), delivered, read))));
  }

  Sync sync(Random random, Timeline timeline) {
    Map<String, Seq> heads = new HashMap<>();
    for (Conversation c : conversations) {
      switch (random.nextInt(4)) {
        case 0 -> {}
        case 1 -> heads.put(c.id().text(), Seq.NONE);
        default -> heads.put(c.id().text(), new Seq(random.nextInt(40)));
      }
    }
    Timeline hers = random.nextInt(6) == 0 ? null : timeline;
    return new Sync(user(random).id(), hers, heads, 1 + random.nextInt(60), random.nextInt(12));
  }
}
