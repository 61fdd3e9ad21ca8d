package org.sealmesh.mesh.media;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.sealmesh.mesh.call.PartyId;

/// What the media server tells a party of a group's call unasked. It may be lost with the socket:
/// who comes back joins again, and is told of everybody.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MediaEvent.Feeds.class, name = "feeds"),
  @JsonSubTypes.Type(value = MediaEvent.Gone.class, name = "gone"),
  @JsonSubTypes.Type(value = MediaEvent.Offered.class, name = "offered"),
  @JsonSubTypes.Type(value = MediaEvent.Muted.class, name = "muted"),
  @JsonSubTypes.Type(value = MediaEvent.Moved.class, name = "moved"),
  @JsonSubTypes.Type(value = MediaEvent.Ended.class, name = "ended")
})
public sealed interface MediaEvent {

  /// These have come, or send other lines than before.
  record Feeds(List<Feed> feeds) implements MediaEvent {
    public Feeds {
      feeds = List.copyOf(feeds);
    }
  }

  /// A party is in the room no more.
  record Gone(PartyId party) implements MediaEvent {}

  /// What the party receives has changed by itself, since another one sends other lines or is gone.
  record Offered(String sdp, List<OfferedLine> lines) implements MediaEvent {
    public Offered {
      lines = List.copyOf(lines);
    }
  }

  /// A host has muted a line of a party, this one's or another's, or lets it be heard again.
  record Muted(PartyId party, Line line, boolean muted) implements MediaEvent {}

  /// The media server is gone: join again, with this generation, and publish and subscribe anew.
  record Moved(int generation) implements MediaEvent {}

  /// The party is in the room no more.
  record Ended(Why why) implements MediaEvent {}

  /// Why somebody is in no room any more.
  enum Why {
    /// A host has put it out, or the origin has taken its right back.
    @JsonProperty("kicked")
    KICKED,
    /// The room has ended for all.
    @JsonProperty("ended")
    ENDED
  }
}
