package org.sealmesh.signaling.media;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.sealmesh.bus.Secret;

/// Which media servers group calls of this mesh have. [#DEFAULTS] says why each value is what it
/// is.
///
/// @param servers `name=ws://host:port` or `name=wss://host:port` for each, the same at all nodes;
///   none: there are no group calls
/// @param adminKey by which rooms are made; the only secret of media that the mesh has
/// @param participantsMax parties in one call
/// @param requestsMax requests of one party that wait for their turn; beyond it they are refused
/// @param outstandingMax requests to one media server without an answer; beyond it they are refused
/// @param answerWithin after which a request counts as unanswered
/// @param lostAfter how long a connection may be gone, or silent, before parties are told to move
/// @param pingEvery how often a media server is asked whether it is there
/// @param keepAliveEvery how often it is told that a party is
/// @param backOffMax the longest wait between two attempts to reach it
public record MediaConfig(
    List<String> servers,
    Optional<Secret> adminKey,
    int participantsMax,
    int requestsMax,
    int outstandingMax,
    Duration answerWithin,
    Duration lostAfter,
    Duration pingEvery,
    Duration keepAliveEvery,
    Duration backOffMax) {
  private static final int SERVERS_MAX = 32;
  private static final int KEY_CHARS_MIN = 16;

  public static final MediaConfig DEFAULTS =
      new MediaConfig(
          List.of(),
          Optional.empty(),
          // As many faces as a screen has room for; each costs all others.
          25,
          // A burst of candidates, and a few changes of layout.
          32,
          // Some hundred parties that come at once, each in a handful of steps.
          4_096,
          // A busy media server answers in tenths of a second; a browser asks again.
          Duration.ofSeconds(5),
          // A restart of a switch is over by then; nobody wants to wait longer for a picture.
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          // A third of what the media server waits for it.
          Duration.ofSeconds(8),
          // One that comes back is in use again within moments.
          Duration.ofSeconds(5));

  public MediaConfig {
    servers = List.copyOf(servers);
    List<Server> read = servers.stream().map(Server::parse).toList();
    require(
        servers.size() <= SERVERS_MAX
            && new HashSet<>(read.stream().map(Server::name).toList()).size() == read.size(),
        "media.servers must be at most 32, each with a name of its own");
    require(
        servers.isEmpty() || adminKey.isPresent(),
        "media.servers need the key by which rooms are made: media.adminKeyFile");
    require(
        adminKey.filter(key -> key.value().length() < KEY_CHARS_MIN).isEmpty(),
        "media.adminKeyFile must hold at least 16 characters");
    require(
        participantsMax >= 2 && participantsMax <= 250, "media.participantsMax must be 2 … 250");
    require(
        requestsMax >= 1 && outstandingMax >= 1,
        "media.requestsMax and media.outstandingMax must be at least 1");
    for (Duration d : List.of(answerWithin, lostAfter, pingEvery, keepAliveEvery, backOffMax)) {
      require(
          d.isPositive() && d.toSeconds() <= 60,
          "each duration of media must be longer than 0 and at most 60 s");
    }
  }

  /// In the order of the configuration.
  public List<Server> read() {
    return servers.stream().map(Server::parse).toList();
  }

  /// @param name 1 … 64 characters of `[A-Za-z0-9._-]`
  public record Server(String name, URI url) {
    static Server parse(String text) {
      int at = text.indexOf('=');
      if (at < 1 || !text.substring(0, at).matches("[A-Za-z0-9._-]{1,64}")) {
        throw wrong();
      }
      try {
        URI url = URI.create(text.substring(at + 1));
        boolean isUsable =
            ("ws".equals(url.getScheme()) || "wss".equals(url.getScheme()))
                && url.getHost() != null
                && url.getUserInfo() == null;
        if (isUsable) {
          return new Server(text.substring(0, at), url);
        }
      } catch (IllegalArgumentException malformed) {
        throw wrong();
      }
      throw wrong();
    }

    private static IllegalArgumentException wrong() {
      return new IllegalArgumentException(
          "media.servers must be like media-1=ws://10.0.0.5:8188 or media-1=wss://…");
    }
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
