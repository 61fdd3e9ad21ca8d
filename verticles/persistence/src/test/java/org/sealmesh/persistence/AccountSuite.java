package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.crypto.CryptoMessage.PasswordHash;
import org.sealmesh.origin.persistence.AccountCommand.AccountCreation;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.CloseSession;
import org.sealmesh.origin.persistence.AccountCommand.CreateLocal;
import org.sealmesh.origin.persistence.AccountCommand.EndOtherSessions;
import org.sealmesh.origin.persistence.AccountCommand.EndSession;
import org.sealmesh.origin.persistence.AccountCommand.EnterSso;
import org.sealmesh.origin.persistence.AccountCommand.FindLogin;
import org.sealmesh.origin.persistence.AccountCommand.FindSession;
import org.sealmesh.origin.persistence.AccountCommand.ListSessions;
import org.sealmesh.origin.persistence.AccountCommand.LoginFound;
import org.sealmesh.origin.persistence.AccountCommand.LoginSearch;
import org.sealmesh.origin.persistence.AccountCommand.LoginTaken;
import org.sealmesh.origin.persistence.AccountCommand.NoSession;
import org.sealmesh.origin.persistence.AccountCommand.NoSuchLogin;
import org.sealmesh.origin.persistence.AccountCommand.OpenSession;
import org.sealmesh.origin.persistence.AccountCommand.SearchUsers;
import org.sealmesh.origin.persistence.AccountCommand.SessionFound;
import org.sealmesh.origin.persistence.AccountCommand.SessionOpened;
import org.sealmesh.origin.persistence.AccountCommand.SessionOpening;
import org.sealmesh.origin.persistence.AccountCommand.SessionSearch;
import org.sealmesh.origin.persistence.AccountCommand.SignedInDevice;
import org.sealmesh.origin.persistence.AccountCommand.TokenReused;
import org.sealmesh.origin.persistence.AccountCommand.TooManySessions;

/// Users and their sessions.
abstract class AccountSuite extends Suite {
  private static final PasswordHash HASH = new PasswordHash("$argon2id$v=19$x$y");

  @Override
  PersistenceConfig config() {
    return Configs.with(
        database.config(), new PersistenceConfig.Limits(256, 1000, 1000, 3, 1000, 1000, 100));
  }

  private AccountCreation local(String login, String name) {
    return origin.ask(new CreateLocal(login, name, HASH));
  }

  @Test
  void loginsAreUniqueWithoutRegardToCase() {
    User ann = ((AccountReady) local("Ann.Lee", "Ann")).user();
    assertThat(ann.kind()).isEqualTo(User.Kind.LOCAL);
    assertThat(local("ann.lee", "Other")).isEqualTo(new LoginTaken());
    assertThat(origin.<LoginSearch, FindLogin>ask(new FindLogin("ANN.LEE")))
        .isEqualTo(new LoginFound(ann, HASH));
    assertThat(origin.<LoginSearch, FindLogin>ask(new FindLogin("ann.le")))
        .isEqualTo(new NoSuchLogin());
    assertThat(origin.<LoginSearch, FindLogin>ask(new FindLogin("ann.lee ")))
        .isEqualTo(new NoSuchLogin());
  }

  @Test
  void ofManyAtOnceOneGetsTheLogin() {
    var pending =
        IntStream.range(0, 20)
            .mapToObj(i ->
                origin.<AccountCreation, CreateLocal>send(
                    new CreateLocal(i % 2 == 0 ? "race" : "RACE", "n" + i, HASH)))
            .toList();
    assertThat(pending.stream().map(TestOrigin::done).filter(AccountReady.class::isInstance))
        .hasSize(1);
  }

  @Test
  void theSitesTokenIsGoodForOneSignIn() {
    Instant expires = origin.clock.now().plus(Duration.ofMinutes(5));
    EnterSso enter = new EnterSso("sub-1", "Ann", "jti-1", expires);
    User ann = ((AccountReady) origin.<AccountCreation, EnterSso>ask(enter)).user();
    assertThat(origin.<AccountCreation, EnterSso>ask(enter)).isEqualTo(new TokenReused());
    AccountCreation again = origin.ask(new EnterSso("sub-1", "Anna", "jti-2", expires));
    User anna = ((AccountReady) again).user();
    assertThat(anna.id()).isEqualTo(ann.id());
    assertThat(anna.name()).isEqualTo("Anna");
    AccountCreation other = origin.ask(new EnterSso("SUB-1", "Ann", "jti-3", expires));
    assertThat(((AccountReady) other).user().id()).isNotEqualTo(ann.id());
  }

  @Test
  void sessionsAreFoundUntilTheyEnd() {
    User ann = chat.user("Ann");
    byte[] token = token();
    Instant expires = origin.clock.now().plus(Duration.ofHours(1));
    SessionOpened opened = (SessionOpened) open(token, ann, expires);
    assertThat(opened.session().user()).isEqualTo(ann);
    assertThat(find(token)).isEqualTo(new SessionFound(opened.session()));
    assertThat(open(token, ann, expires)).isEqualTo(opened);
    origin.clock.advance(Duration.ofMinutes(59));
    assertThat(find(token)).isEqualTo(new SessionFound(opened.session()));
    origin.clock.advance(Duration.ofMinutes(1));
    assertThat(find(token)).isEqualTo(new NoSession());
  }

  @Test
  void manyWhoAreLookedUpAtOnceAreToldApart() {
    Instant expires = origin.clock.now().plusSeconds(60);
    List<byte[]> tokens = new ArrayList<>();
    List<SessionSearch> wanted = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] token = token();
      boolean known = i % 3 != 0;
      wanted.add(
          known
              ? new SessionFound(
                  ((SessionOpened) open(token, chat.user("User " + i), expires)).session())
              : new NoSession());
      tokens.add(token);
    }
    // The same one several times, and all in rounds of any size.
    tokens.add(tokens.get(1));
    wanted.add(wanted.get(1));
    List<Future<SessionSearch>> found =
        tokens.stream()
            .map(token -> origin.<SessionSearch, FindSession>send(new FindSession(token)))
            .toList();
    assertThat(found.stream().map(TestOrigin::done).toList()).isEqualTo(wanted);
  }

  @Test
  void aClosedSessionIsGone() {
    User ann = chat.user("Ann");
    byte[] token = token();
    open(token, ann, origin.clock.now().plus(Duration.ofHours(1)));
    origin.ask(new CloseSession(token));
    origin.ask(new CloseSession(token));
    assertThat(find(token)).isEqualTo(new NoSession());
  }

  @Test
  void aPersonSeesWhereSheIsSignedInAndEndsItThereAlone() {
    User ann = chat.user("Ann");
    User ben = chat.user("Ben");
    Instant expires = origin.clock.now().plus(Duration.ofHours(1));
    byte[] phone = token();
    byte[] desk = token();
    byte[] bens = token();
    Instant first = origin.clock.now();
    DeviceId onPhone = ((SessionOpened) open(phone, ann, expires)).session().device();
    origin.clock.advance(Duration.ofMinutes(5));
    DeviceId onDesk =
        ((SessionOpened) open(desk, ann, expires.plusSeconds(300))).session().device();
    DeviceId onBens = ((SessionOpened) open(bens, ben, expires)).session().device();
    assertThat(origin.ask(new ListSessions(ann.id())).sessions())
        .containsExactly(
            new SignedInDevice(onDesk, first.plusSeconds(300), expires.plusSeconds(300)),
            new SignedInDevice(onPhone, first, expires));
    assertThat(origin.ask(new EndSession(ann.id(), onBens)).devices())
        .as("somebody else's")
        .isEmpty();
    assertThat(find(bens)).isInstanceOf(SessionFound.class);
    assertThat(origin.ask(new EndSession(ann.id(), onPhone)).devices()).containsExactly(onPhone);
    assertThat(origin.ask(new EndSession(ann.id(), onPhone)).devices()).as("again").isEmpty();
    assertThat(find(phone)).isEqualTo(new NoSession());
    assertThat(find(desk)).isInstanceOf(SessionFound.class);
    origin.clock.advance(Duration.ofHours(1));
    assertThat(origin.ask(new ListSessions(ann.id())).sessions())
        .extracting(SignedInDevice::device)
        .as("what has expired is no session")
        .isEmpty();
  }

  @Test
  void allOtherSessionsEndAtOnce() {
    User ann = chat.user("Ann");
    Instant expires = origin.clock.now().plus(Duration.ofHours(1));
    List<byte[]> tokens = List.of(token(), token(), token());
    List<DeviceId> devices =
        tokens.stream()
            .map(token -> ((SessionOpened) open(token, ann, expires)).session().device())
            .toList();
    assertThat(origin.ask(new EndOtherSessions(ann.id(), devices.get(1))).devices())
        .containsExactlyInAnyOrder(devices.get(0), devices.get(2));
    assertThat(tokens.stream().map(this::find))
        .extracting(found -> found instanceof SessionFound)
        .containsExactly(false, true, false);
    assertThat(origin.ask(new EndOtherSessions(ann.id(), devices.get(1))).devices()).isEmpty();
  }

  @Test
  void aUserHasOnlySoManySessionsAtATime() {
    User ann = chat.user("Ann");
    Instant expires = origin.clock.now().plus(Duration.ofHours(1));
    var pending =
        IntStream.range(0, 9)
            .mapToObj(i ->
                origin.<SessionOpening, OpenSession>send(
                    new OpenSession(token(), ann.id(), expires)))
            .toList();
    List<SessionOpening> outcomes = pending.stream().map(TestOrigin::done).toList();
    assertThat(outcomes.stream().filter(SessionOpened.class::isInstance)).hasSize(3);
    assertThat(outcomes).contains(new TooManySessions(3));
    origin.clock.advance(Duration.ofHours(2));
    assertThat(open(token(), ann, origin.clock.now().plus(Duration.ofHours(1))))
        .isInstanceOf(SessionOpened.class);
  }

  @Test
  void findsUsersByTheBeginningOfNameOrLogin() {
    User zoe = ((AccountReady) local("qx-zoe", "Zoë")).user();
    User adam = ((AccountReady) local("adam-1", "QX Adam")).user();
    User cat = chat.user("qx_cat");
    chat.user("Q");
    assertThat(search("QX", 50)).containsExactly(adam, cat, zoe);
    assertThat(search("qx", 2)).containsExactly(adam, cat);
    assertThat(search("qx_", 50)).containsExactly(cat);
    assertThat(search("q%", 50)).isEmpty();
    assertThat(search("ZOË", 50)).containsExactly(zoe);
  }

  private List<User> search(String prefix, int limit) {
    return origin.ask(new SearchUsers(prefix, limit)).users();
  }

  private SessionOpening open(byte[] token, User user, Instant expires) {
    return origin.ask(new OpenSession(token, user.id(), expires));
  }

  private SessionSearch find(byte[] token) {
    return origin.ask(new FindSession(token));
  }

  private static byte[] token() {
    UUID a = UUID.randomUUID();
    return ByteBuffer.allocate(32)
        .putLong(a.getMostSignificantBits())
        .putLong(a.getLeastSignificantBits())
        .array();
  }
}
