package org.sealmesh.mesh;

/// What the relay of one node says of itself, for an operator's eyes: counts alone, with no id, no
/// address and no routing id among them.
///
/// It carries no authority. Any member of the cluster, and any relay at the far end of an uplink,
/// can make these numbers up; nothing may be decided by them. Each is 0 … 2^53 − 1.
///
/// @param node the name the node gives itself
/// @param sockets open now, those without a hello included
/// @param socketsMax beyond which newcomers are sent elsewhere
/// @param routingIds that have a socket here: users, and conversations that are open
/// @param members of its cluster, as it sees it, itself included
/// @param deliveries envelopes and signals written, one per socket, since it started
/// @param resyncs sockets told to `resync` since it started
/// @param slowCloses sockets closed with 4008 since it started
/// @param heapBytes in use now, what the next collection frees included
/// @param heapBytesMax that it may use
/// @param upSeconds since it started
public record NodeVitals(
    NodeId node,
    long sockets,
    long socketsMax,
    long routingIds,
    long members,
    long deliveries,
    long resyncs,
    long slowCloses,
    long heapBytes,
    long heapBytesMax,
    long upSeconds) {
  /// The largest whole number that every reader of JSON keeps as it is.
  public static final long NUMBER_MAX = (1L << 53) - 1;

  public NodeVitals {
    for (long number :
        new long[] {
          sockets,
          socketsMax,
          routingIds,
          members,
          deliveries,
          resyncs,
          slowCloses,
          heapBytes,
          heapBytesMax,
          upSeconds
        }) {
      if (number < 0 || number > NUMBER_MAX) {
        throw new IllegalArgumentException("a vital number is between 0 and 2^53 - 1");
      }
    }
  }
}
