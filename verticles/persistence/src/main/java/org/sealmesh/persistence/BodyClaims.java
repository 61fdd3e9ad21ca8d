package org.sealmesh.persistence;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;

/// Which folder of content keys this database was written with: in the site's row.
final class BodyClaims implements Bodies.Claims {
  private final Database database;

  BodyClaims(Database database) {
    this.database = database;
  }

  @Override
  public Optional<UUID> claimed() {
    return database.glance(session ->
        session.line("SELECT content_keys FROM bm_site WHERE id = 1").flatMap(BodyClaims::id));
  }

  @Override
  public UUID claim(UUID site) {
    return database.write(
        Durability.KEPT,
        session -> {
          Optional<UUID> kept =
              session
                  .line("SELECT content_keys FROM bm_site WHERE id = 1 FOR UPDATE")
                  .flatMap(BodyClaims::id);
          if (kept.isPresent()) {
            return kept.get();
          }
          ByteBuffer id = ByteBuffer.allocate(2 * Long.BYTES);
          id.putLong(site.getMostSignificantBits()).putLong(site.getLeastSignificantBits());
          session.write("UPDATE bm_site SET content_keys = ? WHERE id = 1", id.array());
          return site;
        });
  }

  private static Optional<UUID> id(Line line) {
    return Optional.ofNullable(line.bytesOrNull("content_keys"))
        .map(ByteBuffer::wrap)
        .map(bytes -> new UUID(bytes.getLong(), bytes.getLong()));
  }
}
