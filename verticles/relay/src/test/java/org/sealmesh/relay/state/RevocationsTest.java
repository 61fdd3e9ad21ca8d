package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.relay.TestOrigin;

class RevocationsTest {
  private static final int MAX = 3;

  private final FakeClock clock = new FakeClock();
  private final TestOrigin origin = new TestOrigin(1, clock::now);
  private final Revocations revocations = new Revocations(MAX);
  private final RoutingId anna = origin.rid();
  private final Claims.Ticket ticket = origin.ticket(anna);

  @Test
  void voidsWhatWasSignedBeforeAndNothingLater() {
    add(origin.revocation(ticket));
    assertThat(revocations.voids(ticket, now())).isTrue();
    assertThat(revocations.voids(origin.refreshed(ticket), now())).isFalse();
  }

  @Test
  void tellsDevicesUsersAndConversationsApart() {
    RoutingId room = origin.rid();
    Claims.Ticket phone = origin.ticket(anna);
    Claims.Ticket ben = origin.ticket(origin.rid());
    Claims.Pass pass = origin.pass(ticket, room);
    Claims.Pass elsewhere = origin.pass(ticket, origin.rid());

    add(origin.revocation(anna, ticket.device(), room));
    assertThat(revocations.voids(pass, now())).isTrue();
    assertThat(revocations.voids(elsewhere, now())).isFalse();
    assertThat(revocations.voids(ticket, now())).isFalse();
    assertThat(revocations.voids(origin.pass(phone, room), now())).isFalse();

    add(origin.revocation(anna, null, null));
    assertThat(revocations.voids(ticket, now())).isTrue();
    assertThat(revocations.voids(phone, now())).isTrue();
    assertThat(revocations.voids(ben, now())).isFalse();
  }

  @Test
  void voidsThePassesOfAllDevicesIfItNamesNone() {
    RoutingId room = origin.rid();
    Claims.Pass pass = origin.pass(origin.ticket(anna), room);
    add(origin.revocation(anna, null, room));
    assertThat(revocations.voids(pass, now())).isTrue();
  }

  @Test
  void isNotWeakenedByAnOlderOne() {
    Claims.Revocation older = origin.revocation(ticket);
    Claims.Ticket between = origin.refreshed(ticket);
    add(origin.revocation(ticket));
    add(older);
    assertThat(revocations.voids(between, now())).isTrue();
  }

  @Test
  void forgetsWhenItExpires() {
    add(origin.revocation(ticket));
    clock.advance(TestOrigin.TICKET_LIFE.multipliedBy(2));
    assertThat(revocations.voids(ticket, now())).isFalse();
    revocations.expire(now());
    assertThat(revocations.size()).isZero();
  }

  @Test
  void refusesEverythingOlderOnceItIsFullAndNeverAdmitsMore() {
    Claims.Ticket bystander = origin.ticket(origin.rid());
    Claims.Ticket[] revoked = new Claims.Ticket[MAX + 2];
    for (int i = 0; i < revoked.length; i++) {
      revoked[i] = origin.ticket(origin.rid());
      add(origin.revocation(revoked[i]));
    }
    assertThat(revocations.size()).isEqualTo(MAX);
    for (Claims.Ticket t : revoked) {
      assertThat(revocations.voids(t, now())).isTrue();
    }
    assertThat(revocations.voids(bystander, now())).isTrue();
    assertThat(revocations.voids(origin.refreshed(bystander), now())).isFalse();
    clock.advance(TestOrigin.TICKET_LIFE.multipliedBy(2));
    assertThat(revocations.voids(bystander, now())).isFalse();
  }

  @Test
  void makesRoomFromWhatHasExpired() {
    for (int i = 0; i < MAX; i++) {
      add(origin.revocation(origin.ticket(origin.rid())));
    }
    clock.advance(TestOrigin.TICKET_LIFE.multipliedBy(2));
    Claims.Ticket bystander = origin.ticket(origin.rid());
    add(origin.revocation(origin.ticket(origin.rid())));
    assertThat(revocations.size()).isEqualTo(1);
    assertThat(revocations.voids(bystander, now())).isFalse();
  }

  private void add(Claims.Revocation revocation) {
    revocations.add(revocation, now());
  }

  private Instant now() {
    return clock.now();
  }
}
