package org.sealmesh.mesh.media;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What became of a [MediaRequest].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MediaAnswer.Joined.class, name = "joined"),
  @JsonSubTypes.Type(value = MediaAnswer.MovedTo.class, name = "moved"),
  @JsonSubTypes.Type(value = MediaAnswer.Published.class, name = "published"),
  @JsonSubTypes.Type(value = MediaAnswer.Offer.class, name = "offered"),
  @JsonSubTypes.Type(value = MediaAnswer.Done.class, name = "done"),
  @JsonSubTypes.Type(value = MediaAnswer.Refused.class, name = "refused")
})
public sealed interface MediaAnswer {

  /// The party is in the room.
  ///
  /// @param resumed it has been all along: what it sends and receives goes on
  /// @param feeds of all others in the room
  /// @param resume opaque: with it, another node takes the party over
  record Joined(int generation, boolean resumed, List<Feed> feeds, String resume)
      implements MediaAnswer {
    public Joined {
      feeds = List.copyOf(feeds);
    }
  }

  /// To a join: the call is not at this generation's media server. Join with this one.
  ///
  /// @param afterMs not before, since no media server has been reached for a while
  record MovedTo(int generation, int afterMs) implements MediaAnswer {}

  /// The media server's answer to what the party offered.
  record Published(String sdp) implements MediaAnswer {}

  /// What the party receives from now on, once it has answered.
  record Offer(String sdp, List<OfferedLine> lines) implements MediaAnswer {
    public Offer {
      lines = List.copyOf(lines);
    }
  }

  record Done() implements MediaAnswer {}

  /// Nothing changed.
  record Refused(Why why) implements MediaAnswer {}

  /// Why a request was refused.
  enum Why {
    /// This node knows none.
    @JsonProperty("no-media-server")
    NO_MEDIA_SERVER,
    /// The party does not attend the call here, or the call is not a group's.
    @JsonProperty("not-attending")
    NOT_ATTENDING,
    /// It has not joined, or is in no room any more.
    @JsonProperty("not-joined")
    NOT_JOINED,
    @JsonProperty("not-host")
    NOT_HOST,
    /// As many are in the call as there may be.
    @JsonProperty("full")
    FULL,
    @JsonProperty("no-such-party")
    NO_SUCH_PARTY,
    /// The media server does not take it: it has expired, or is another call's.
    @JsonProperty("bad-token")
    BAD_TOKEN,
    /// The media server does not take the description, or it has no place now.
    @JsonProperty("bad-description")
    BAD_DESCRIPTION,
    /// The media server did not answer in time; the same may be asked again.
    @JsonProperty("unavailable")
    UNAVAILABLE
  }
}
