package org.sealmesh.origin.privacy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.UserId;

/// What the privacy verticle is asked: copies of everything that the site keeps of a person, that
/// she is erased, and what is deleted by age.
///
/// Jobs stand in the database, so every process of the origin gives the same answers, and any of
/// them may do the work. The same request again changes nothing more. While the database is away
/// all of them fail.
public sealed interface PrivacyMessage {

  /// Begins a copy for a person, as of now. While one of hers is waiting or running, that is it.
  record RequestExport(UserId user) implements PrivacyMessage, Ask<Requesting> {}

  /// Those that are kept for a person, newest first.
  record ListExports(UserId user) implements PrivacyMessage, Ask<Exports> {}

  /// Stops it if it runs, and deletes all that there is of it.
  record DeleteExport(UserId user, JobId export) implements PrivacyMessage, Ask<Deleting> {}

  /// Lets whoever has the secret fetch the archive for a few minutes; an earlier secret is worth
  /// nothing any more.
  ///
  /// @param secretHash SHA-256 of a secret that nobody can guess
  record LinkExport(UserId user, JobId export, byte[] secretHash)
      implements PrivacyMessage, Ask<Linking> {}

  /// @param secretHash as of the last [LinkExport]
  record FindArchive(byte[] secretHash) implements PrivacyMessage, Ask<ArchiveSearch> {}

  /// Begins to count what would be erased. While there is a wish of hers, that is it.
  record RequestErasure(UserId user) implements PrivacyMessage, Ask<ErasureShown> {}

  record GetErasure(UserId user) implements PrivacyMessage, Ask<ErasureSearch> {}

  /// Forgets the wish; what was confirmed is not taken back.
  record CancelErasure(UserId user) implements PrivacyMessage, Ask<Cancelling> {}

  /// Nobody can take it back. Her sessions are over when it is answered; her tickets are the
  /// asker's to revoke; everything else goes by and by, whatever becomes of any process.
  record ConfirmErasure(UserId user, JobId erasure) implements PrivacyMessage, Ask<Confirming> {}

  record GetRetention() implements PrivacyMessage, Ask<Retention> {}

  /// Begins to count what the next run would delete; while somebody counts, that is it.
  ///
  /// @param by the administrator, as in all that is written down of one
  record PreviewRetention(UserId by) implements PrivacyMessage, Ask<Retention> {}

  /// Gives a conversation an age of its own.
  ///
  /// @param keptFor from [#KEPT_FOR_MIN] on; null takes it away
  record KeepFor(ConversationId conversation, @Nullable Duration keptFor, UserId by)
      implements PrivacyMessage, Ask<Finding> {}

  record SetHold(LegalHold.Kind kind, LegalHold.SubjectId subject, UserId by)
      implements PrivacyMessage, Ask<Finding> {}

  record LiftHold(LegalHold.Kind kind, LegalHold.SubjectId subject, UserId by)
      implements PrivacyMessage, Ask<Finding> {}

  /// The oldest first, 1,000 at most.
  record ListHolds() implements PrivacyMessage, Ask<Holds> {}

  /// What people have asked for, newest first, 1,000 at most.
  record ListRequests() implements PrivacyMessage, Ask<Requests> {}

  record Requests(List<PersonRequest> requests) {
    public Requests {
      requests = List.copyOf(requests);
    }
  }

  /// What administrators have done, newest first, in pages of some hundred.
  ///
  /// @param before those of earlier times alone; null begins with the newest
  record ListAudit(@Nullable Instant before) implements PrivacyMessage, Ask<Audit> {}

  /// @param more whether there are earlier ones
  record Audit(List<AuditEntry> entries, boolean more) {
    public Audit {
      entries = List.copyOf(entries);
    }
  }

  /// Conversations with an age of their own, the shortest first, 1,000 at most.
  record ListOwnAges() implements PrivacyMessage, Ask<OwnAges> {}

  record OwnAges(List<OwnAge> conversations) {
    public OwnAges {
      conversations = List.copyOf(conversations);
    }
  }

  /// The shortest time for which anything is kept: far longer than an event is on its way, and than
  /// a browser that repeats a request.
  Duration KEPT_FOR_MIN = Duration.ofHours(1);

  /// The outcome of [KeepFor], [SetHold] and [LiftHold].
  sealed interface Finding permits Found, NotFound {}

  record Found() implements Finding {}

  /// There is nothing that it could be about.
  record NotFound() implements Finding {}

  record Holds(List<LegalHold> holds) {
    public Holds {
      holds = List.copyOf(holds);
    }
  }

  /// The outcome of [RequestExport].
  sealed interface Requesting permits Requested, TooManyExports {}

  record Requested(Export export) implements Requesting {}

  /// She has as many as are kept; deleting one makes room.
  record TooManyExports(int max) implements Requesting {}

  record Exports(List<Export> exports) {
    public Exports {
      exports = List.copyOf(exports);
    }
  }

  /// The outcome of [DeleteExport].
  sealed interface Deleting permits Deleted, NoSuchExport {}

  record Deleted() implements Deleting {}

  /// The outcome of [LinkExport].
  sealed interface Linking permits Linked, NotReady, NoSuchExport {}

  /// @param expires from when on the secret opens nothing
  record Linked(Instant expires) implements Linking {}

  /// There is no archive of it, or not yet.
  record NotReady() implements Linking {}

  /// She has no such export.
  record NoSuchExport() implements Deleting, Linking {}

  /// The outcome of [GetErasure].
  sealed interface ErasureSearch permits ErasureShown, NoErasure {}

  record ErasureShown(Erasure erasure) implements ErasureSearch {}

  /// There is no such wish, or it was confirmed.
  record NoErasure() implements ErasureSearch, Cancelling, Confirming {}

  /// The outcome of [CancelErasure].
  sealed interface Cancelling permits Cancelled, NoErasure {}

  record Cancelled() implements Cancelling {}

  /// The outcome of [ConfirmErasure].
  sealed interface Confirming permits Confirmed, NotCounted, OnHold, NoErasure {}

  /// @param rid what she was called in the mesh
  record Confirmed(RoutingId rid) implements Confirming {}

  /// It still counts, or failed to.
  record NotCounted() implements Confirming {}

  /// The site must keep something of hers for now.
  record OnHold() implements Confirming {}

  /// The outcome of [FindArchive].
  sealed interface ArchiveSearch permits ArchiveFound, NoSuchArchive {}

  /// @param file as this process sees it
  /// @param at when it was asked for, as its name for people
  record ArchiveFound(Path file, Instant at) implements ArchiveSearch {}

  /// The secret opens nothing, or the file is not within this process's reach.
  record NoSuchArchive() implements ArchiveSearch {}
}
