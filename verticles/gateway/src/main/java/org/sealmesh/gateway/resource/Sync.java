package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.GatewayConfig.SyncConfig;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.signin.Sha256;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.EventCommand.Synced;
import org.sealmesh.origin.persistence.EventCommand.SyncedConversation;

/// All conversations of a user and what she has missed (docs/PROTOCOL.md §7).
public final class Sync {
  private static final int TAG_BYTES = 16;

  private final Origin origin;
  private final SyncConfig config;

  Sync(Origin origin, SyncConfig config) {
    this.origin = origin;
    this.config = config;
  }

  List<Route> routes() {
    return List.of(Route.of("sync", Budget.READ, this::sync));
  }

  private Future<Answer> sync(Call call) {
    SyncRequest asked = call.body(SyncRequest.class);
    EventCommand.Sync command =
        new EventCommand.Sync(
            call.user(),
            asked.timeline,
            heads(asked.heads),
            config.eventsMax(),
            config.eventsOfUnknownMax());
    // The tag comes first: what changes between the two look-ups makes a tag that is too old, and
    // costs a needless answer. The other way round it would hide the change.
    Future<EventCommand.SyncTag> tag = origin.store(new EventCommand.GetSyncTag(call.user()));
    return Future.all(tag, origin.signers())
        .compose(both -> {
          List<Signer> signers = both.resultAt(1);
          String etag = etag(tag.result().value(), signers);
          if (call.ifNoneMatch().filter(seen -> matches(seen, etag)).isPresent()) {
            return Future.succeededFuture(new Answer.Empty(304));
          }
          return origin.store(command).map(synced -> answer(synced, signers, etag));
        });
  }

  private static Answer answer(Synced synced, List<Signer> signers, String etag) {
    boolean whole = synced.conversations().stream().noneMatch(SyncedConversation::more);
    return new Answer.Content(
        200,
        new SyncBody(synced.timeline(), signers, synced.conversations()),
        // With a tag on a part, the browser would hear "nothing new" when it asks for the rest.
        whole ? Map.of("ETag", etag) : Map.of());
  }

  private static Map<String, Seq> heads(List<Head> heads) {
    Map<String, Seq> found = new HashMap<>();
    for (Head head : heads) {
      if (found.put(head.conversation.text(), head.head) != null) {
        throw new Refused(Problems.badRequest("body/heads"));
      }
    }
    return found;
  }

  /// The signers are part of the answer, so a rotation of the key must change the tag.
  private static String etag(String syncTag, List<Signer> signers) {
    MessageDigest digest = Sha256.digest();
    digest.update(syncTag.getBytes(StandardCharsets.UTF_8));
    signers.forEach(signer -> digest.update(signer.key()));
    byte[] tag = Arrays.copyOf(digest.digest(), TAG_BYTES);
    return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(tag) + '"';
  }

  /// As RFC 9110 §13.1.2 compares for `If-None-Match`: weakly, and any of a list. A star is none:
  /// the browser has nothing that it could keep.
  private static boolean matches(String ifNoneMatch, String etag) {
    return Arrays.stream(ifNoneMatch.split(",", -1))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(etag::equals);
  }

  record SyncRequest(@Nullable Timeline timeline, List<Head> heads) {
    SyncRequest {
      heads = List.copyOf(heads);
    }
  }

  record Head(ConversationId conversation, Seq head) {}

  record SyncBody(
      Timeline timeline, List<Signer> signers, List<SyncedConversation> conversations) {}
}
