/// The parties of group calls in the rooms of media servers: what a node wants of a media server,
/// and no word of any in particular.
@NullMarked
package org.sealmesh.signaling.media;

import org.jspecify.annotations.NullMarked;
