package org.sealmesh.mesh.media;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.PartyId;

/// What a party of a group's call wants of the media server. Each has one [MediaAnswer]. Requests
/// of one party are obeyed in the order in which they arrive.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "want")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MediaRequest.Join.class, name = "join"),
  @JsonSubTypes.Type(value = MediaRequest.Renew.class, name = "renew"),
  @JsonSubTypes.Type(value = MediaRequest.Publish.class, name = "publish"),
  @JsonSubTypes.Type(value = MediaRequest.Subscribe.class, name = "subscribe"),
  @JsonSubTypes.Type(value = MediaRequest.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = MediaRequest.Candidates.class, name = "candidates"),
  @JsonSubTypes.Type(value = MediaRequest.Layers.class, name = "layers"),
  @JsonSubTypes.Type(value = MediaRequest.Restart.class, name = "restart"),
  @JsonSubTypes.Type(value = MediaRequest.Mute.class, name = "mute"),
  @JsonSubTypes.Type(value = MediaRequest.Kick.class, name = "kick"),
  @JsonSubTypes.Type(value = MediaRequest.EndForAll.class, name = "endForAll"),
  @JsonSubTypes.Type(value = MediaRequest.Leave.class, name = "leave")
})
public sealed interface MediaRequest {
  /// More than anybody subscribes to, or finds candidates, at once.
  int ITEMS_MAX = 128;

  /// A session description of both directions fits a frame.
  int SDP_CHARS_MAX = 48 * 1024;

  private static void checkSdp(String sdp) {
    if (sdp.isEmpty() || sdp.length() > SDP_CHARS_MAX) {
      throw new IllegalArgumentException("a description has 1 to 49,152 characters");
    }
  }

  private static <T> List<T> bounded(List<T> items) {
    if (items.size() > ITEMS_MAX) {
      throw new IllegalArgumentException("at most 128 at once");
    }
    return List.copyOf(items);
  }

  /// Enters the room of the call: the first request, and again after [MediaEvent.Moved], with the
  /// generation that it names.
  ///
  /// @param token from the origin's answer, for the media server
  /// @param generation 0, or what was told since: it says at which media server the call is
  /// @param resume from [MediaAnswer.Joined], of a party that comes by another node: it stays in
  ///   the room as it is, if the media server still knows it
  record Join(String token, int generation, @Nullable String resume) implements MediaRequest {
    private static final int TEXT_CHARS_MAX = 2_048;

    public Join {
      checkText(token);
      if (resume != null) {
        checkText(resume);
      }
      if (generation < 0) {
        throw new IllegalArgumentException("a generation is at least 0");
      }
    }

    private static void checkText(String text) {
      if (text.isEmpty() || text.length() > TEXT_CHARS_MAX) {
        throw new IllegalArgumentException("token and resume have 1 to 2,048 characters");
      }
    }
  }

  /// Shows a newer token: the one before ends soon.
  record Renew(String token) implements MediaRequest {}

  /// Offers what the party sends from now on, for the first time or again.
  ///
  /// @param lines what each line of the offer is of
  record Publish(String sdp, List<Feed.FeedLine> lines) implements MediaRequest {
    public Publish {
      checkSdp(sdp);
      lines = bounded(lines);
    }
  }

  /// Asks for lines of others, and gives lines back. Answered by an offer, if anything changed.
  ///
  /// @param drop mids of an offer
  record Subscribe(List<Wanted> add, List<String> drop) implements MediaRequest {
    public Subscribe {
      add = bounded(add);
      drop = bounded(drop);
    }

    /// @param mid among the lines of the party's feed
    public record Wanted(PartyId party, String mid) {}
  }

  /// The party's answer to the last offer.
  record Answer(String sdp) implements MediaRequest {
    public Answer {
      checkSdp(sdp);
    }
  }

  /// @param end these are the last
  record Candidates(Leg leg, List<IceCandidate> candidates, boolean end) implements MediaRequest {
    public Candidates {
      candidates = bounded(candidates);
    }
  }

  /// Which size of which line is wanted.
  record Layers(List<Wanted> layers) implements MediaRequest {
    public Layers {
      layers = bounded(layers);
    }

    /// @param mid of the offer
    public record Wanted(String mid, Layer layer) {}
  }

  /// Restarts ICE where the media server offers: answered by an offer.
  record Restart() implements MediaRequest {}

  /// A host's: nobody hears or sees that line any more, until it is unmuted.
  record Mute(PartyId party, Line line, boolean muted) implements MediaRequest {}

  /// A host's: puts a party out of the room.
  record Kick(PartyId party) implements MediaRequest {}

  /// A host's: ends the room. The record is the origin's.
  record EndForAll() implements MediaRequest {}

  record Leave() implements MediaRequest {}
}
