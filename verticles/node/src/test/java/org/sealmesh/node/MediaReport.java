package org.sealmesh.node;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.Map;
import java.util.stream.Stream;

/// What a connection says of what has come (W3C WebRTC Statistics).
record MediaReport(RTCStatsReport report) {
  /// Half a second of sound, at twenty milliseconds a packet.
  private static final long PACKETS_MIN = 25;

  /// Whether sound has come, and packets over the pair of candidates in use, whose local one is of
  /// this generation.
  boolean soundOver(String ufrag) {
    return all(RTCStatsType.INBOUND_RTP).anyMatch(line -> count(line) >= PACKETS_MIN)
        && all(RTCStatsType.TRANSPORT)
            .map(transport -> named(transport, "selectedCandidatePairId"))
            .anyMatch(pair ->
                count(pair) >= PACKETS_MIN
                    && ufrag.equals(named(pair, "localCandidateId").get("usernameFragment")));
  }

  private Stream<Map<String, Object>> all(RTCStatsType type) {
    return report.getStats().values().stream()
        .filter(stats -> stats.getType() == type)
        .map(RTCStats::getAttributes);
  }

  /// The attributes of what an attribute names; none if it names nothing.
  private Map<String, Object> named(Map<String, Object> attributes, String by) {
    RTCStats stats = report.getStats().get(String.valueOf(attributes.get(by)));
    return stats == null ? Map.of() : stats.getAttributes();
  }

  private static long count(Map<String, Object> attributes) {
    return attributes.get("packetsReceived") instanceof Number number ? number.longValue() : 0;
  }
}
