package org.sealmesh.gateway.disclosure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One kind of what is kept, where and for how long.
///
/// @param keptFor the longest time, by the settings; null if nothing but a person's own deeds ends
///   it (she deletes it, signs out, or is erased)
public record Stored(What what, Place place, @Nullable Duration keptFor) {

  public enum What {
    /// Name, login, e-mail, hash of the password, or whom the site's sign-in calls her.
    @JsonProperty("accounts")
    ACCOUNTS,
    /// Guests who cannot come back.
    @JsonProperty("guests")
    GUESTS,
    /// Which devices are signed in, until when.
    @JsonProperty("sessions")
    SESSIONS,
    /// Messages and all else that happened in direct conversations.
    @JsonProperty("direct")
    DIRECT,
    @JsonProperty("groups")
    GROUPS,
    @JsonProperty("rooms")
    ROOMS,
    /// Who is or was in which conversation, and how far she has read.
    @JsonProperty("memberships")
    MEMBERSHIPS,
    /// Whom she has blocked, and who may not come back to a conversation.
    @JsonProperty("blocks")
    BLOCKS,
    /// What conversations are sealed with on their way, wrapped by a key outside of the database.
    @JsonProperty("keys")
    KEYS,
    /// What messages are sealed with in the database, if they are.
    @JsonProperty("content-keys")
    CONTENT_KEYS,
    /// What must not be deleted for now, because the site has to keep it.
    @JsonProperty("holds")
    HOLDS,
    /// Who was in which call; never what was said in it.
    @JsonProperty("call-records")
    CALL_RECORDS,
    /// By what repeated requests are known.
    @JsonProperty("requests")
    REQUESTS,
    /// Copies of her data that a person has asked for.
    @JsonProperty("copies")
    COPIES,
    /// That somebody was erased, and what was deleted by age: numbers alone.
    @JsonProperty("records")
    RECORDS,
    /// Addresses from which strangers called or passwords were tried, to slow down guessing.
    @JsonProperty("addresses")
    ADDRESSES,
    /// Sealed events on their way, who is connected and from where.
    @JsonProperty("in-transit")
    IN_TRANSIT,
    /// That one is signed in, the look of the page, which camera was chosen.
    @JsonProperty("browser")
    BROWSER
  }

  public enum Place {
    @JsonProperty("database")
    DATABASE,
    /// A folder of the site's own machine.
    @JsonProperty("disk")
    DISK,
    /// Of the site's own processes; nothing is left when they end.
    @JsonProperty("memory")
    MEMORY,
    /// The memory of the relays, which cannot read what they carry.
    @JsonProperty("relays")
    RELAYS,
    /// The visitor's own.
    @JsonProperty("browser")
    BROWSER
  }
}
