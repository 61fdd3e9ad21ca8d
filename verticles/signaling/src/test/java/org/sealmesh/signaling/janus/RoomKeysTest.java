package org.sealmesh.signaling.janus;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;

class RoomKeysTest {
  private static final Secret KEY = new Secret("an admin key that nodes share");
  private static final CallId CALL = new CallId(new UUID(1, 1));
  private static final CallId OTHER_CALL = new CallId(new UUID(1, 2));
  private static final PartyId PARTY = new PartyId(new UUID(7, 1));
  private static final PartyId OTHER_PARTY = new PartyId(new UUID(7, 2));
  private static final RoomKeys.Place PLACE = new RoomKeys.Place(1, 2, (1L << 53) - 1);

  private final RoomKeys here = keys(KEY, "media-1");
  private final RoomKeys there = keys(KEY, "media-1");

  private static RoomKeys keys(Secret adminKey, String server) {
    return new RoomKeys(adminKey, server, new SecureRandom());
  }

  @Test
  void areTheSameAtEachNode() {
    assertThat(here.roomSecret(CALL)).isEqualTo(there.roomSecret(CALL)).hasSize(43);
    assertThat(here.roomSecret(OTHER_CALL)).isNotEqualTo(here.roomSecret(CALL));
    assertThat(keys(new Secret("another admin key"), "media-1").roomSecret(CALL))
        .isNotEqualTo(here.roomSecret(CALL));
  }

  @Test
  void openAResumeAtAnotherNodeForThatPartyAlone() {
    String resume = here.seal(PLACE, CALL, PARTY);
    assertThat(there.open(resume, CALL, PARTY)).contains(PLACE);
    assertThat(there.open(resume, CALL, OTHER_PARTY)).isEmpty();
    assertThat(there.open(resume, OTHER_CALL, PARTY)).isEmpty();
    assertThat(keys(KEY, "media-2").open(resume, CALL, PARTY)).isEmpty();
    assertThat(keys(new Secret("another admin key"), "media-1").open(resume, CALL, PARTY))
        .isEmpty();
    assertThat(here.seal(PLACE, CALL, PARTY)).as("sealed anew").isNotEqualTo(resume);
  }

  @Test
  void openNothingElse() {
    String resume = here.seal(PLACE, CALL, PARTY);
    for (String bad :
        List.of("", "A", "AAAA", "not base64 !", resume.substring(1), resume + "AAAA")) {
      assertThat(here.open(bad, CALL, PARTY)).as(bad).isEmpty();
    }
  }

  @Test
  void showNothing() {
    assertThat(new Tokens("core", "room").toString()).doesNotContain("core", "room");
  }
}
