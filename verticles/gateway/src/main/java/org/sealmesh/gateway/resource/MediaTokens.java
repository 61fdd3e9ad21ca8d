package org.sealmesh.gateway.resource;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Optional;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.MediaConfig;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.persistence.Change.MediaServer;

/// By which the media server lets the parties of a group's call into its room, and into no other:
/// signed tokens as Janus has them (`token_auth_secret`), each `<data>:<its HMAC>`, where the data
/// begin with the second in which it ends.
///
/// There are two, parted by a space. The first opens a session with the plug-in of rooms; the
/// second names the room, which is named like the call. Neither says who has it, and nothing is
/// kept of them.
final class MediaTokens {
  private static final String PLUGIN = "janus.plugin.videoroom";

  private final MediaConfig config;

  MediaTokens(MediaConfig config) {
    this.config = config;
  }

  /// Whether there is a media server to let anybody into.
  MediaServer server() {
    return config.tokenSecret().isPresent() ? MediaServer.THERE : MediaServer.NONE;
  }

  /// @param now it lasts for its lifetime from then on
  /// @return none without a media server
  Optional<MediaToken> issue(CallId call, Instant now) {
    long end = now.plus(config.tokenLifetime()).getEpochSecond();
    return config
        .tokenSecret()
        .map(secret ->
            new MediaToken(
                signed(secret, end + ",janus," + PLUGIN)
                    + " "
                    + signed(secret, end + "," + PLUGIN + ",room=" + call.text())));
  }

  private static String signed(Secret secret, String data) {
    return data + ":" + SharedSecretMac.of(secret, data);
  }

  /// Does not print itself.
  record MediaToken(@JsonValue String text) {
    @Override
    public String toString() {
      return "MediaToken[…]";
    }
  }
}
