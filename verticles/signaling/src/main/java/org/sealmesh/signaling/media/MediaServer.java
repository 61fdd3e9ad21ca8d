package org.sealmesh.signaling.media;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Feed;
import org.sealmesh.mesh.media.MediaAnswer;

/// One media server, as a node uses it for the parties of group calls.
///
/// Belongs to one event loop: it is called there, and calls back there. What goes wrong is an
/// answer, [NotIn] or [MediaAnswer.Refused]; a future fails for bugs alone.
public interface MediaServer {

  /// What nodes call it, the same at each.
  String name();

  State state();

  /// Takes up work: connects, and again whenever it has lost the connection.
  void open(Listener listener);

  /// Enters the room of a call, which is made if it is not there.
  ///
  /// Whoever is in the room by the name of the party is put out first; but with a valid `resume`,
  /// the party stays as it is, and what others had of it ([MediaParty#abandon]) is this node's now.
  Future<Admission> join(Entry entry, MediaParty.Listener listener);

  /// Gives back what it has; the parties stay in their rooms for a while, for another node to take
  /// them over.
  void close();

  /// Whether it can be asked.
  enum State {
    UP,
    /// Just begun or just lost; decided within moments. What is asked now is `unavailable`.
    RECOVERING,
    DOWN
  }

  /// Who comes in.
  ///
  /// @param token from the origin
  /// @param resume from [In#resume], at this node or another one
  record Entry(CallId call, PartyId party, RoutingId user, String token, @Nullable String resume) {}

  /// The outcome of [#join].
  sealed interface Admission {}

  /// @param feeds of all others
  record In(MediaParty party, Resumed resumed, List<Feed> feeds, String resume)
      implements Admission {
    public In {
      feeds = List.copyOf(feeds);
    }
  }

  record NotIn(MediaAnswer.Why why) implements Admission {}

  /// Whether a party has been in the room all along.
  enum Resumed {
    YES,
    NO
  }

  /// Hears about the media server itself.
  interface Listener {
    /// All parties that were there are there no more, by this node's knowledge.
    void onLost(MediaServer server);
  }
}
