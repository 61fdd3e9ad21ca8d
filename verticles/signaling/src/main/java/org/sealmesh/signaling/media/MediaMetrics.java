package org.sealmesh.signaling.media;

import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Every metric of media servers. None says who calls whom, or where.
public final class MediaMetrics {
  private static final String PREFIX = "sealmesh_signaling_media_";

  public final Meter.Counter joined;
  public final Meter.Counter resumed;
  public final Meter.Counter moved;
  public final Meter.Counter refused;
  public final Meter.Counter putOut;
  public final Meter.Counter forgotten;
  public final Meter.Counter lost;
  public final Meter.Counter dialFailures;
  public final Meter.Counter unanswered;
  public final Meter.Counter malformed;
  public final Meter.Counter slowLinks;
  public final Meter.Counter hangups;
  private final Meter meter;

  public MediaMetrics(Meter meter) {
    this.meter = meter;
    joined = counter("joined", "Parties that came into a room");
    resumed =
        counter("resumed", "Parties that were taken over, from another node or a lost socket");
    moved = counter("moved", "Parties that were told to go to the next media server");
    refused = counter("refused", "Requests that were refused");
    putOut = counter("put_out", "Parties put out since the origin took their right back");
    forgotten = counter("forgotten", "Parties that a media server knew no more");
    lost = counter("lost", "Times that a media server was given up");
    dialFailures = counter("dial_failures", "Attempts to reach a media server that failed");
    unanswered = counter("unanswered", "Requests that a media server did not answer in time");
    malformed = counter("malformed", "What a media server said that has no meaning here");
    slowLinks = counter("slow_links", "Reports of many lost packets");
    hangups = counter("hangups", "Connections of browsers to a media server that ended");
  }

  private Meter.Counter counter(String name, String help) {
    return meter.counter(PREFIX + name, help);
  }

  void parties(LongSupplier count) {
    meter.gauge(PREFIX + "parties", "Parties that this node holds in rooms", count);
  }

  void serversUp(LongSupplier count) {
    meter.gauge(PREFIX + "servers_up", "Media servers that can be asked", count);
  }

  void servers(LongSupplier count) {
    meter.gauge(PREFIX + "servers", "Media servers of the configuration", count);
  }
}
