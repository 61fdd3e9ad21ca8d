package org.sealmesh.signaling.media;

import io.vertx.core.Future;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;

/// A party in the room of its call, by the connection of this node to a media server.
public interface MediaParty {

  /// Does what it wants: anything but to join. Whether it may is the caller's to know. One request
  /// at a time.
  Future<MediaAnswer> obey(MediaRequest request);

  /// Nobody has been heard of it for a while: unless it [#wake]s or is resumed, the media server
  /// forgets it, within some 30 s.
  void rest();

  /// It is here again.
  void wake();

  /// Leaves the room. Its listener hears nothing more.
  void leave();

  /// Is put out of the room, whichever node's connection it is there by now. Its listener hears
  /// nothing more.
  void putOut();

  /// This node has nothing to do with it any more, and it may stay: somebody resumes it. Its
  /// listener hears nothing more.
  void abandon();

  /// Hears what the media server tells the party.
  interface Listener {
    /// After [MediaEvent.Ended] there is nothing more.
    void onEvent(MediaEvent event);

    /// The media server has forgotten the party, which may join again at once.
    void onForgotten();
  }
}
