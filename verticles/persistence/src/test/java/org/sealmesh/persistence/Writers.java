package org.sealmesh.persistence;

import java.util.UUID;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.EnterSso;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.ConversationCommand.Create;
import org.sealmesh.origin.persistence.ConversationCommand.Created;
import org.sealmesh.origin.persistence.ConversationCommand.Creation;
import org.sealmesh.origin.persistence.ConversationCommand.Exists;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.KeyCommand.Reservation;
import org.sealmesh.origin.persistence.KeyCommand.ReserveSeals;
import org.sealmesh.origin.persistence.KeyCommand.Reserved;

/// Several who write into one conversation without a pause, each her next message as soon as the
/// last one is answered, until the database or the process ends.
final class Writers {
  static final int COUNT = 8;
  private static final String SUBJECT = "writer";

  private final TestOrigin origin;
  private final Record record;
  private final User user;
  private final Conversation notes;

  /// Hears of every answer, from the origin's own threads.
  interface Record {
    void appended(Seq seq, ClientId clientId);

    void reserved(long total);

    void failed();
  }

  /// Finds the user and her conversation of an earlier run, or makes them.
  Writers(TestOrigin origin, Record record) {
    this.origin = origin;
    this.record = record;
    EnterSso enter =
        new EnterSso(
            SUBJECT, "Writer", UUID.randomUUID().toString(), origin.clock.now().plusSeconds(60));
    this.user = ((AccountReady) origin.ask(enter)).user();
    Create create =
        Chat.create(
            org.sealmesh.origin.ConversationKind.DIRECT,
            user,
            null,
            Chat.ids(user),
            Chat.clientId());
    Creation creation = origin.ask(create);
    this.notes =
        switch (creation) {
          case Created created -> created.conversation();
          case Exists exists -> exists.conversation();
          default -> throw new IllegalStateException(String.valueOf(creation));
        };
  }

  void begin() {
    for (int i = 0; i < COUNT; i++) {
      write();
    }
    reserve();
  }

  private void write() {
    ClientId clientId = Chat.clientId();
    Append append = Chat.append(user, notes, clientId, new Change.Send(clientId.text(), null));
    origin
        .<Appending, Append>send(append)
        .onSuccess(outcome -> {
          record.appended(((Appended) outcome).seq(), clientId);
          write();
        })
        .onFailure(away -> record.failed());
  }

  private void reserve() {
    origin
        .<Reservation, ReserveSeals>send(new ReserveSeals(notes.id(), Epoch.FIRST, 1))
        .onSuccess(reservation -> {
          record.reserved(((Reserved) reservation).reservedTotal());
          reserve();
        })
        .onFailure(away -> record.failed());
  }
}
