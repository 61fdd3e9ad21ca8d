package org.sealmesh.mesh;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.token.SignedToken;

/// What the router of one node tells the router of another: which routing ids its node holds, and
/// which rights the origin has taken back.
///
/// A router speaks for its own node alone. Nothing on the bus proves who sent a message, so the
/// receiver bounds what it takes, and the owner compares what is kept of it with what it said.
/// Every message fits [Limits#FRAME_BYTES_MAX].
public sealed interface PeerMessage {
  /// Routing ids in one message. Each takes 17 bytes: 34 KiB, and room to spare for the rest.
  int RIDS_MAX = 2_048;

  /// Revocations in one message. None has more than 1,024 characters: 49 KiB at most.
  int TOKENS_MAX = 48;

  /// Whose router this claims to be.
  NodeId node();

  /// What the node holds. Its members name the answer once more, since codecs look for it there.
  sealed interface Statement extends PeerMessage, Ask<Heard> {}

  /// What has changed since the last time. Asked again it changes nothing.
  ///
  /// @param stream the number of the [Snapshot] that this goes on from
  /// @param from the version that the receiver is taken to have
  /// @param to the version it has afterwards; the same as `from` if nothing has changed and the
  ///   owner only asks what is kept of it
  /// @param salt if present, the answer has a digest made with it
  record Delta(
      NodeId node,
      long stream,
      long from,
      long to,
      List<RoutingId> added,
      List<RoutingId> removed,
      @Nullable Long salt)
      implements Statement, Ask<Heard> {
    public Delta {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
      if (from > to) {
        throw new IllegalArgumentException("versions grow");
      }
      if (added.size() + removed.size() > RIDS_MAX) {
        throw new IllegalArgumentException("a delta has at most 2,048 routing ids");
      }
    }
  }

  /// A part of all that the node holds. The last one replaces whatever was known before.
  ///
  /// @param stream the number that the receiver gave with its last [Obeyed]: what was sent before
  ///   that, by this process or by one that had its name, is not taken for news
  /// @param version what the receiver has once it has all parts
  /// @param part 0 … `parts` − 1, sent in order
  record Snapshot(NodeId node, long stream, long version, int part, int parts, List<RoutingId> held)
      implements Statement, Ask<Heard> {
    public Snapshot {
      held = List.copyOf(held);
      if (part < 0 || part >= parts) {
        throw new IllegalArgumentException("parts are numbered from 0");
      }
      if (held.size() > RIDS_MAX) {
        throw new IllegalArgumentException("a part has at most 2,048 routing ids");
      }
    }
  }

  /// How a router took what another one told.
  sealed interface Heard {}

  /// It stands here as it was told.
  ///
  /// @param version the version that is known here now
  /// @param count how many routing ids are known here now
  /// @param hasRouted whether this router has brought any fan-out on its way since it started: if
  ///   not, nothing can have been missed because of what it did not know
  /// @param digest of what is known here now, if a salt was sent
  record Applied(long version, int count, boolean hasRouted, @Nullable Long digest)
      implements Heard {}

  /// It does not follow from what is known here: begin with a snapshot.
  record SnapshotWanted() implements Heard {}

  /// The node is no member here, or not yet: none of its holdings were taken.
  record NotAMember() implements Heard, Introduced {}

  /// The node claims more than one node may: nothing was taken.
  record Refused() implements Heard {}

  /// Revocations that are in force, for a router that may not know them.
  ///
  /// @param last whether these are the last ones for now
  record Recalled(NodeId node, List<SignedToken> revocations, Completeness last)
      implements PeerMessage, Ask<Introduced> {
    public Recalled {
      revocations = List.copyOf(revocations);
      if (revocations.size() > TOKENS_MAX) {
        throw new IllegalArgumentException("at most 48 revocations at once");
      }
    }
  }

  /// Whether more of the same follows.
  enum Completeness {
    MORE_FOLLOW,
    LAST
  }

  /// The relay of this node obeys those that the origin signed, and the router hears the other one
  /// if it is a member here.
  sealed interface Introduced {}

  /// A snapshot may follow.
  ///
  /// @param stream what it must be numbered with; drawn at random by the receiver
  record Obeyed(long stream) implements Introduced {}
}
