package org.sealmesh.origin.persistence;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.origin.privacy.AuditEntry;
import org.sealmesh.origin.privacy.OwnAge;
import org.sealmesh.origin.privacy.PersonRequest;

/// What was asked for and done about people's data, for administrators. Reads alone.
public sealed interface PrivacyRecordCommand extends PersistenceMessage {

  /// Newest first.
  ///
  /// @param limit 1 … 1,000
  record ListRequests(int limit) implements PrivacyRecordCommand, Ask<RequestsFound> {}

  record RequestsFound(List<PersonRequest> requests) {
    public RequestsFound {
      requests = List.copyOf(requests);
    }
  }

  /// Newest first. A page never ends between two entries of the same time.
  ///
  /// @param before those of earlier times alone; null begins with the newest
  /// @param limit 1 … 1,000
  record ListAudit(@Nullable Instant before, int limit)
      implements PrivacyRecordCommand, Ask<AuditFound> {}

  /// @param more whether there are earlier ones
  record AuditFound(List<AuditEntry> entries, boolean more) {
    public AuditFound {
      entries = List.copyOf(entries);
    }
  }

  /// Conversations with an age of their own, the shortest first.
  ///
  /// @param limit 1 … 1,000
  record ListOwnAges(int limit) implements PrivacyRecordCommand, Ask<OwnAgesFound> {}

  record OwnAgesFound(List<OwnAge> ages) {
    public OwnAgesFound {
      ages = List.copyOf(ages);
    }
  }
}
