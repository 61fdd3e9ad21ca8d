package org.sealmesh.mesh.media;

import java.nio.charset.StandardCharsets;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.Limits;

/// Media requests, answers and events as the text that a frame carries: what they are made of is
/// nested, which frames are not.
public final class MediaCodec {

  /// @throws Wire.Malformed if it is not exactly one request
  public static MediaRequest readRequest(String text) throws Wire.Malformed {
    if (text.length() > Limits.MEDIA_CHARS_MAX) {
      throw new Wire.Malformed("a media request has at most 61,440 characters");
    }
    return Wire.json().read(text.getBytes(StandardCharsets.UTF_8), MediaRequest.class);
  }

  public static String write(MediaAnswer answer) {
    return text(answer);
  }

  public static String write(MediaEvent event) {
    return text(event);
  }

  private static String text(Object json) {
    return new String(Wire.json().write(json), StandardCharsets.UTF_8);
  }

  private MediaCodec() {}
}
