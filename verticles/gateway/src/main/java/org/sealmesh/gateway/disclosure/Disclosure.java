package org.sealmesh.gateway.disclosure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.disclosure.Stored.Place;
import org.sealmesh.gateway.disclosure.Stored.What;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.privacy.Retention.Ages;

/// What anybody is told of the site, as this process was started.
///
/// @param name of the site
/// @param operator who answers for it; null if nobody has said so, as below
/// @param contact where to ask
/// @param policy the URL of the site's own privacy policy
/// @param places where its parts stand
/// @param database what kind of database it has
/// @param messages how their text stands in it
/// @param stored all kinds of what is kept
/// @param connections all whom a browser talks to
/// @param contentSecurityPolicy by which browsers enforce that list
/// @param calls which ones there are
/// @param erased what becomes of what an erased person wrote
public record Disclosure(
    String name,
    @Nullable String operator,
    @Nullable String contact,
    @Nullable String policy,
    Places places,
    DatabaseKind database,
    Messages messages,
    List<Stored> stored,
    List<Connection> connections,
    String contentSecurityPolicy,
    Calls calls,
    ErasedMessages erased) {
  public Disclosure {
    stored = List.copyOf(stored);
    connections = List.copyOf(connections);
  }

  /// In the operator's words; null where there are none.
  public record Places(
      @Nullable String origin, @Nullable String database, @Nullable String relays) {}

  public enum DatabaseKind {
    @JsonProperty("embedded")
    EMBEDDED,
    @JsonProperty("server")
    SERVER
  }

  public enum Messages {
    /// As they were written.
    @JsonProperty("text")
    TEXT,
    /// Under keys that the database does not have: nothing there can search them.
    @JsonProperty("encrypted")
    ENCRYPTED
  }

  public enum Calls {
    /// Of two.
    @JsonProperty("two")
    TWO,
    /// Of two, and of groups.
    @JsonProperty("groups")
    GROUPS
  }

  public static Disclosure of(GatewayConfig config, Storage storage) {
    DisclosureConfig said = config.disclosure();
    Connections connections = Connections.of(config);
    return new Disclosure(
        config.siteName(),
        said.operator().orElse(null),
        said.contact().orElse(null),
        said.policy().orElse(null),
        new Places(
            said.originPlace().orElse(null),
            said.databasePlace().orElse(null),
            said.relaysPlace().orElse(null)),
        storage.embedded() ? DatabaseKind.EMBEDDED : DatabaseKind.SERVER,
        storage.encrypted() ? Messages.ENCRYPTED : Messages.TEXT,
        stored(config, storage),
        connections.all(),
        connections.policy(),
        config.calls().media().tokenSecret().isPresent() ? Calls.GROUPS : Calls.TWO,
        storage.erased());
  }

  private static List<Stored> stored(GatewayConfig config, Storage storage) {
    Ages ages = storage.ages();
    Duration tried = config.signIn().forgetAfter();
    List<Stored> always =
        List.of(
            new Stored(What.ACCOUNTS, Place.DATABASE, null),
            new Stored(What.GUESTS, Place.DATABASE, ages.guests()),
            new Stored(What.SESSIONS, Place.DATABASE, config.sessions().lifetime()),
            new Stored(What.DIRECT, Place.DATABASE, ages.direct()),
            new Stored(What.GROUPS, Place.DATABASE, ages.groups()),
            new Stored(What.ROOMS, Place.DATABASE, ages.rooms()),
            new Stored(What.MEMBERSHIPS, Place.DATABASE, null),
            new Stored(What.BLOCKS, Place.DATABASE, null),
            new Stored(What.CALL_RECORDS, Place.DATABASE, ages.callRecords()),
            new Stored(What.REQUESTS, Place.DATABASE, storage.requests()),
            new Stored(What.KEYS, Place.DATABASE, null),
            new Stored(What.HOLDS, Place.DATABASE, null),
            new Stored(What.COPIES, Place.DISK, storage.copies()),
            new Stored(What.RECORDS, Place.DATABASE, storage.records()),
            new Stored(What.ADDRESSES, Place.MEMORY, tried),
            new Stored(What.IN_TRANSIT, Place.RELAYS, null),
            new Stored(What.BROWSER, Place.BROWSER, null));
    return storage.encrypted()
        ? Stream.concat(always.stream(), Stream.of(new Stored(What.CONTENT_KEYS, Place.DISK, null)))
            .toList()
        : always;
  }
}
