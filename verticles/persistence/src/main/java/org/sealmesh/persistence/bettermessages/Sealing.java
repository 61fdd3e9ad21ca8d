package org.sealmesh.persistence.bettermessages;

import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.WrappedKey;

/// What the site's key file does for an import. The keys themselves are not seen here.
public interface Sealing {
  /// What binds the database to the key file.
  String fingerprint();

  /// A new key of the conversation, wrapped.
  WrappedKey mint(ConversationId conversation);
}
