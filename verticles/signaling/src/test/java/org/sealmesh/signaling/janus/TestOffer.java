package org.sealmesh.signaling.janus;

import java.util.List;
import org.sealmesh.mesh.media.Feed;
import org.sealmesh.mesh.media.Line;

/// The least that is an offer of a microphone and a camera in three sizes. Janus answers it; no
/// media will ever come.
final class TestOffer {
  static final List<Feed.FeedLine> LINES =
      List.of(new Feed.FeedLine("0", Line.MICROPHONE), new Feed.FeedLine("1", Line.CAMERA));

  private static final String TRANSPORT =
      """
      c=IN IP4 0.0.0.0
      a=ice-ufrag:none
      a=ice-pwd:nobodywillevercheckthis0
      a=fingerprint:sha-256 %s
      a=setup:actpass
      a=sendonly
      a=rtcp-mux
      """
          .formatted("00:".repeat(31) + "00");

  static String sdp() {
    String text =
        """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        a=mid:0
        %sa=rtpmap:111 opus/48000/2
        m=video 9 UDP/TLS/RTP/SAVPF 96
        a=mid:1
        %sa=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:2 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 nack pli
        a=rid:h send
        a=rid:m send
        a=rid:l send
        a=simulcast:send h;m;l
        """
            .formatted(TRANSPORT, TRANSPORT);
    return text.replace("\n", "\r\n");
  }

  private TestOffer() {}
}
