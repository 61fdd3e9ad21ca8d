package org.sealmesh.origin.privacy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;

/// A conversation that an administrator has given an age of its own.
///
/// @param title of a group or room
public record OwnAge(
    ConversationId conversation, ConversationKind kind, @Nullable String title, Duration keptFor) {}
