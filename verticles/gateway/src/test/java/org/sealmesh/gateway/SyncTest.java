package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.EventCommand;

class SyncTest {
  private static final String NOTHING_KNOWN = "{\"heads\":[]}";
  private final RunningGateway gateway = new RunningGateway(RunningGateway.generous());

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void asksForTheTagBeforeTheContent() {
    sync(NOTHING_KNOWN, null);
    var said = gateway.bus.said(EventCommand.class);
    assertThat(said).hasSize(2);
    assertThat(said.getFirst()).isInstanceOf(EventCommand.GetSyncTag.class);
  }

  @Test
  void saysThatNothingHasChanged() {
    String etag = sync(NOTHING_KNOWN, null).http().getHeader("ETag");
    gateway.bus.forget();
    for (String header : List.of(etag, "W/" + etag, "\"other\", " + etag)) {
      Reply reply = sync(NOTHING_KNOWN, header);
      assertThat(reply.status()).isEqualTo(304);
      assertThat(reply.http().body()).isNull();
    }
    assertThat(gateway.bus.said(EventCommand.Sync.class)).isEmpty();
    assertThat(sync(NOTHING_KNOWN, "\"other\"").status()).isEqualTo(200);
    assertThat(sync(NOTHING_KNOWN, "*").status()).isEqualTo(200);
  }

  @Test
  void theTagChangesWithTheEventsAndWithTheSigners() {
    String before = sync(NOTHING_KNOWN, null).http().getHeader("ETag");
    gateway.bus.answer(EventCommand.GetSyncTag.class, asked -> new EventCommand.SyncTag("tag-2"));
    String after = sync(NOTHING_KNOWN, before).http().getHeader("ETag");
    assertThat(after).isNotNull().isNotEqualTo(before);
    gateway.bus.answer(
        CryptoMessage.GetSigners.class,
        asked -> new CryptoMessage.Signers(List.of(new TestSigner(2).signer())));
    assertThat(sync(NOTHING_KNOWN, after).status()).isEqualTo(200);
  }

  @Test
  void aPartOfTheEventsHasNoTag() {
    gateway.bus.answer(
        EventCommand.Sync.class,
        asked ->
            new EventCommand.Synced(
                Origin.TIMELINE,
                List.of(
                    new EventCommand.SyncedConversation(
                        Origin.talk(), List.of(), true, List.of()))));
    Reply part = sync(NOTHING_KNOWN, null);
    assertThat(part.status()).isEqualTo(200);
    assertThat(part.http().getHeader("ETag")).isNull();
  }

  @Test
  void handsOnTheHeadsAndItsBounds() {
    sync(
        "{\"timeline\":\""
            + Origin.TIMELINE.text()
            + "\",\"heads\":[{\"conversation\":\""
            + Origin.TALK.text()
            + "\",\"head\":9007199254740991}]}",
        null);
    EventCommand.Sync asked = gateway.bus.said(EventCommand.Sync.class).getFirst();
    assertThat(asked.heads()).isEqualTo(Map.of(Origin.TALK.text(), new Seq(Seq.MAX)));
    assertThat(asked.timeline()).isEqualTo(Origin.TIMELINE);
    assertThat(asked.user()).isEqualTo(Origin.ADA.id());
    assertThat(asked.eventsMax()).isEqualTo(500);
    assertThat(asked.eventsOfUnknownMax()).isEqualTo(30);
  }

  @Test
  void refusesTwoHeadsOfOneConversation() {
    String head = "{\"conversation\":\"" + Origin.TALK.text() + "\",\"head\":1}";
    Reply reply = sync("{\"heads\":[" + head + "," + head + "]}", null);
    assertThat(reply.problem()).isEqualTo("bad-request");
    assertThat(reply.json().getString("detail")).isEqualTo("body/heads");
  }

  @Test
  void namesThePlaceOfAMistakeInTheContractsWords() {
    Reply reply = sync("{\"heads\":[{\"conversation\":\"x\",\"head\":1}]}", null);
    assertThat(reply.json().getString("detail")).isEqualTo("body/heads/0/conversation");
  }

  @Test
  void takesAsManyHeadsAsTheContractAllows() {
    assertThat(sync(heads(5_000), null).status()).isEqualTo(200);
    assertThat(gateway.bus.said(EventCommand.Sync.class).getFirst().heads()).hasSize(5_000);
    assertThat(sync(heads(5_001), null).problem()).isEqualTo("bad-request");
  }

  private static String heads(int count) {
    StringBuilder heads = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String id = new org.sealmesh.origin.ConversationId(new java.util.UUID(5, i)).text();
      heads.append(i == 0 ? "" : ",").append("{\"conversation\":\"").append(id);
      heads.append("\",\"head\":9007199254740991}");
    }
    return "{\"heads\":[" + heads + "]}";
  }

  private Reply sync(String body, String ifNoneMatch) {
    Map<String, String> headers = new HashMap<>(RunningGateway.session());
    headers.put("Content-Type", "application/json");
    if (ifNoneMatch != null) {
      headers.put("If-None-Match", ifNoneMatch);
    }
    return gateway.send(HttpMethod.POST, "/api/v1/sync", headers, Buffer.buffer(body));
  }
}
