package org.sealmesh.persistence;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.EventCommand.GetSyncTag;
import org.sealmesh.origin.persistence.EventCommand.SyncTag;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Line;

/// Reads the tags of syncs, with one statement for all that are asked for together.
///
/// Everything that sync shows has a number here that changes with it: the head with every event,
/// `shown_version` with pointers and names, the floor with each new membership.
final class TagReader implements Rounds.Reading<GetSyncTag, SyncTag> {
  private static final List<String> NUMBERS =
      List.of("head", "kept_from", "epoch", "shown_version", "floor_seq");

  private final Database database;
  private final Timeline timeline;
  private final int rowsMax;

  TagReader(Database database, Timeline timeline, int rowsMax) {
    this.database = database;
    this.timeline = timeline;
    this.rowsMax = rowsMax;
  }

  @Override
  public Optional<List<SyncTag>> read(List<GetSyncTag> asked) {
    List<UserId> users = asked.stream().map(GetSyncTag::user).distinct().toList();
    String columns = "c.id, c.head, c.kept_from, c.epoch, c.shown_version, p.floor_seq";
    return database
        .read(session -> Memberships.read(session, columns, users, rowsMax))
        .map(lines ->
            asked.stream().map(one -> tag(lines.getOrDefault(one.user(), List.of()))).toList());
  }

  private SyncTag tag(List<Line> lines) {
    MessageDigest digest = sha256();
    digest.update(timeline.bytes());
    for (Line line : lines) {
      digest.update(line.bytes("id"));
      ByteBuffer numbers = ByteBuffer.allocate(NUMBERS.size() * Long.BYTES);
      NUMBERS.forEach(column -> numbers.putLong(line.number(column)));
      digest.update(numbers.array());
    }
    byte[] half = Arrays.copyOf(digest.digest(), 16);
    return new SyncTag(Base64.getUrlEncoder().withoutPadding().encodeToString(half));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
