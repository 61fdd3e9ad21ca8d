package org.sealmesh.mesh.media;

import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.PartyId;

/// What a line of an offer is for.
///
/// @param mid of the offer (RFC 8843)
/// @param party whose media it carries; null if it carries nothing any more
/// @param line null with it
public record OfferedLine(String mid, @Nullable PartyId party, @Nullable Line line) {}
