package org.sealmesh.signaling.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.sealmesh.mesh.call.CallId;

/// Which media server a generation of a call means (docs/PROTOCOL.md §10, "Where a call is").
///
/// The same at every node that knows the same names, in whatever order; calls are spread evenly,
/// and a media server more or less moves only the calls that begin at it.
public final class MediaServerOrder {
  private static final byte[] DOMAIN =
      "sealmesh/1/media-server\0".getBytes(StandardCharsets.US_ASCII);

  private final List<String> names;

  /// @param names at least one, each once
  public MediaServerOrder(List<String> names) {
    if (names.isEmpty() || new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("media servers have names, each its own");
    }
    this.names = List.copyOf(names);
  }

  /// All names, the one of generation 0 first.
  public List<String> of(CallId call) {
    record Placed(String name, long weight) {}
    return names.stream()
        .map(name -> new Placed(name, weight(call, name)))
        .sorted(
            Comparator.comparing(Placed::weight, Long::compareUnsigned)
                .reversed()
                // Never told apart by their weights in practice, but always in the same way.
                .thenComparing(Placed::name))
        .map(Placed::name)
        .toList();
  }

  /// Where the call is in that generation.
  public String at(CallId call, int generation) {
    return of(call).get(generation % names.size());
  }

  private static long weight(CallId call, String name) {
    MessageDigest digest = sha256();
    digest.update(DOMAIN);
    digest.update(call.bytes());
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException bug) {
      throw new IllegalStateException("every JDK has SHA-256", bug);
    }
  }
}
