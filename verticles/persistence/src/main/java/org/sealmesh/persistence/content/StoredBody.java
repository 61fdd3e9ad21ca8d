package org.sealmesh.persistence.content;

import org.jspecify.annotations.Nullable;

/// What stands in the database.
///
/// @param bytes the text in UTF-8, or sealed; null if there is nothing
/// @param key the number of the key that it is sealed with; null if it is not
public record StoredBody(byte @Nullable [] bytes, @Nullable Long key) {}
