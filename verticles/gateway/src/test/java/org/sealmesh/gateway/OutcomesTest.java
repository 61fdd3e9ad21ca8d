package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.gateway.fixture.AnswerCheck;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.fixture.Samples;
import org.sealmesh.gateway.fixture.Samples.Sample;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.gateway.http.OperationCheck;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.BlockCommand;
import org.sealmesh.origin.persistence.CallCommand;
import org.sealmesh.origin.persistence.ConversationCommand;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.KeyCommand;
import org.sealmesh.origin.persistence.LobbyCommand;
import org.sealmesh.origin.privacy.PrivacyMessage;
import org.slf4j.LoggerFactory;

/// Whatever the rest of the origin says, a browser hears it as the contract has it.
class OutcomesTest {
  /// What is taken back from the relays may wait.
  private static final Set<String> REVOKING =
      Set.of(
          "removeMember",
          "signOut",
          "endSession",
          "endOtherSessions",
          "blockUser",
          "confirmErasure");

  private static RunningGateway gateway;
  private static Map<String, OperationCheck> operations;
  private static AnswerCheck answers;

  /// @param outcome what the command is answered with
  record Case(String operationId, Class<?> command, Object outcome, int status, String problem) {
    @Override
    public String toString() {
      return operationId + ": " + outcome.getClass().getSimpleName() + " → " + status;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    creation(cases, "createAccount", AccountCommand.CreateLocal.class);
    for (String id : List.of("createAccount", "signIn")) {
      cases.add(
          new Case(
              id,
              AccountCommand.OpenSession.class,
              new AccountCommand.TooManySessions(20),
              422,
              "limit-reached"));
      cases.add(
          new Case(
              id,
              AccountCommand.OpenSession.class,
              new AccountCommand.NoSuchAccount(),
              401,
              "wrong-credentials"));
    }
    conversations(cases);
    for (String id :
        List.of(
            "renameConversation",
            "addMembers",
            "removeMember",
            "sendMessage",
            "editMessage",
            "deleteMessage")) {
      appending(cases, id);
    }
    calls(cases);
    blocks(cases);
    return cases.stream();
  }

  private static void creation(List<Case> cases, String id, Class<?> command) {
    cases.add(new Case(id, command, new AccountCommand.LoginTaken(), 409, "login-taken"));
    cases.add(new Case(id, command, new AccountCommand.TokenReused(), 409, "token-reused"));
  }

  private static void conversations(List<Case> cases) {
    Class<?> create = ConversationCommand.Create.class;
    String id = "createConversation";
    cases.add(new Case(id, create, new ConversationCommand.Exists(Origin.talk()), 200, null));
    cases.add(
        new Case(
            id,
            create,
            new ConversationCommand.UnknownUsers(Set.of(Origin.BEN.id())),
            404,
            "not-found"));
    cases.add(
        new Case(id, create, new ConversationCommand.TooManyMembers(256), 422, "limit-reached"));
    cases.add(
        new Case(
            id, create, new ConversationCommand.TooManyConversations(9), 422, "limit-reached"));
    cases.add(
        new Case(id, create, new ConversationCommand.CreateConflict(), 409, "client-id-reused"));
    cases.add(new Case(id, create, new ConversationCommand.NotWanted(), 403, "forbidden"));
    cases.add(
        new Case(
            "getConversation",
            ConversationCommand.Find.class,
            new ConversationCommand.NotFound(),
            404,
            "not-found"));
    cases.add(
        new Case(
            "listMembers",
            ConversationCommand.ListMembers.class,
            new ConversationCommand.NotMember(),
            404,
            "not-found"));
    cases.add(
        new Case(
            "listNames",
            ConversationCommand.ListNames.class,
            new ConversationCommand.NotMember(),
            404,
            "not-found"));
    cases.add(
        new Case(
            "readEvents",
            EventCommand.ReadEvents.class,
            new EventCommand.NotReadable(),
            404,
            "not-found"));
    cases.add(
        new Case(
            "getKeys",
            KeyCommand.KeysForMember.class,
            new KeyCommand.NoMember(),
            404,
            "not-found"));
    cases.add(
        new Case(
            "getKeys", KeyCommand.KeysForMember.class, new KeyCommand.Keys(List.of()), 200, null));
  }

  private static void appending(List<Case> cases, String id) {
    Class<?> append = EventCommand.Append.class;
    if (id.endsWith("Message")) {
      cases.add(new Case(id, append, new EventCommand.Unchanged(), 500, "internal"));
    } else {
      cases.add(new Case(id, append, new EventCommand.Unchanged(), 204, null));
    }
    cases.add(new Case(id, append, new EventCommand.NoSuchConversation(), 404, "not-found"));
    cases.add(new Case(id, append, new EventCommand.NoSuchMessage(), 404, "not-found"));
    cases.add(new Case(id, append, new EventCommand.NoSuchUser(), 404, "not-found"));
    cases.add(new Case(id, append, new EventCommand.Forbidden(), 403, "forbidden"));
    cases.add(new Case(id, append, new EventCommand.GroupFull(256), 422, "limit-reached"));
    cases.add(new Case(id, append, new EventCommand.ClientIdReused(), 409, "client-id-reused"));
    cases.add(new Case(id, append, new EventCommand.CallIsOpen(Origin.CALL), 500, "internal"));
    cases.add(new Case(id, append, new EventCommand.NoMediaServer(), 500, "internal"));
    cases.add(new Case(id, append, new EventCommand.CallFull(25), 500, "internal"));
  }

  private static void blocks(List<Case> cases) {
    Class<?> block = BlockCommand.Block.class;
    String id = "blockUser";
    cases.add(new Case(id, block, new BlockCommand.Blocked(null), 204, null));
    cases.add(new Case(id, block, new BlockCommand.NoSuchPerson(), 404, "not-found"));
    cases.add(new Case(id, block, new BlockCommand.TooManyBlocks(9), 422, "limit-reached"));
  }

  private static void calls(List<Case> cases) {
    Class<?> append = EventCommand.Append.class;
    String id = "openCall";
    cases.add(new Case(id, append, new EventCommand.CallIsOpen(Origin.CALL), 200, null));
    cases.add(new Case(id, append, new EventCommand.NoSuchConversation(), 404, "not-found"));
    cases.add(new Case(id, append, new EventCommand.Forbidden(), 403, "forbidden"));
    cases.add(new Case(id, append, new EventCommand.NoMediaServer(), 501, "no-media-server"));
    cases.add(new Case(id, append, new EventCommand.ClientIdReused(), 409, "client-id-reused"));
    for (Appending none :
        List.of(
            Origin.APPENDED,
            new EventCommand.Unchanged(),
            new EventCommand.NoSuchMessage(),
            new EventCommand.NoSuchUser(),
            new EventCommand.GroupFull(2),
            new EventCommand.CallFull(2))) {
      cases.add(new Case(id, append, none, 500, "internal"));
    }
    Class<?> find = CallCommand.FindCall.class;
    for (String operation : List.of("openCall", "renewCallGrant", "getCall")) {
      cases.add(new Case(operation, find, new CallCommand.NoSuchCall(), 404, "not-found"));
    }
    for (String operation : List.of("openCall", "renewCallGrant")) {
      cases.add(new Case(operation, find, Origin.found(Origin.endedCall()), 409, "call-over"));
    }
    CallCommand.CallFound unwanted =
        new CallCommand.CallFound(
            Origin.openCall(),
            Origin.TALK_RID,
            CallRole.CALLER,
            Origin.BEN.rid(),
            CallCommand.Standing.BLOCKED);
    cases.add(new Case("renewCallGrant", find, unwanted, 403, "forbidden"));
    cases.add(new Case("getCall", find, unwanted, 200, null));
    cases.add(new Case("getCall", find, Origin.found(Origin.endedCall()), 200, null));
    CallCommand.CallFound inGroup = Origin.found(Origin.groupCall(), CallRole.PARTICIPANT);
    cases.add(new Case("getCall", find, inGroup, 200, null));
    cases.add(new Case("renewCallGrant", find, inGroup, 501, "no-media-server"));
    CallCommand.CallFound sentAway = inGroup(CallCommand.Standing.TURNED_AWAY);
    cases.add(new Case("renewCallGrant", find, sentAway, 403, "turned-away"));
    cases.add(new Case("openCall", find, sentAway, 403, "turned-away"));
    confirmations(cases);
    lobbies(cases);
    exports(cases);
    erasures(cases);
  }

  private static CallCommand.CallFound inGroup(CallCommand.Standing standing) {
    return new CallCommand.CallFound(
        Origin.groupCall(), Origin.TALK_RID, CallRole.PARTICIPANT, null, standing);
  }

  private static void lobbies(List<Case> cases) {
    for (var operation :
        Map.of(
                "getLobby", LobbyCommand.FindLobby.class,
                "setLobby", LobbyCommand.SetLobby.class,
                "answerKnock", LobbyCommand.AnswerKnock.class)
            .entrySet()) {
      String id = operation.getKey();
      Class<?> asked = operation.getValue();
      cases.add(new Case(id, asked, new CallCommand.NoSuchCall(), 404, "not-found"));
      cases.add(new Case(id, asked, new LobbyCommand.NoSuchMember(), 404, "not-found"));
      cases.add(new Case(id, asked, new LobbyCommand.HostsOnly(), 403, "forbidden"));
      cases.add(new Case(id, asked, new LobbyCommand.GroupsOnly(), 403, "forbidden"));
      cases.add(new Case(id, asked, new LobbyCommand.CallIsOver(), 409, "call-over"));
    }
  }

  private static void erasures(List<Case> cases) {
    Class<?> confirm = PrivacyMessage.ConfirmErasure.class;
    PrivacyMessage.NoErasure none = new PrivacyMessage.NoErasure();
    cases.add(new Case("getErasure", PrivacyMessage.GetErasure.class, none, 200, null));
    cases.add(
        new Case("cancelErasure", PrivacyMessage.CancelErasure.class, none, 404, "not-found"));
    cases.add(new Case("confirmErasure", confirm, none, 404, "not-found"));
    cases.add(
        new Case(
            "confirmErasure", confirm, new PrivacyMessage.NotCounted(), 409, "erasure-not-ready"));
    cases.add(new Case("confirmErasure", confirm, new PrivacyMessage.OnHold(), 409, "on-hold"));
    PrivacyMessage.NotFound nothing = new PrivacyMessage.NotFound();
    cases.add(new Case("setRetention", PrivacyMessage.KeepFor.class, nothing, 404, "not-found"));
    cases.add(new Case("unsetRetention", PrivacyMessage.KeepFor.class, nothing, 404, "not-found"));
    cases.add(new Case("setHold", PrivacyMessage.SetHold.class, nothing, 404, "not-found"));
    cases.add(new Case("liftHold", PrivacyMessage.LiftHold.class, nothing, 404, "not-found"));
    cases.add(
        new Case(
            "confirmErasure",
            CryptoMessage.VerifyPassword.class,
            CryptoMessage.PasswordVerdict.DIFFERS,
            403,
            "wrong-password"));
  }

  private static void exports(List<Case> cases) {
    Class<?> link = PrivacyMessage.LinkExport.class;
    PrivacyMessage.NoSuchExport none = new PrivacyMessage.NoSuchExport();
    cases.add(new Case("linkExport", link, none, 404, "not-found"));
    cases.add(new Case("linkExport", link, new PrivacyMessage.NotReady(), 409, "export-not-ready"));
    cases.add(new Case("deleteExport", PrivacyMessage.DeleteExport.class, none, 404, "not-found"));
    cases.add(
        new Case(
            "requestExport",
            PrivacyMessage.RequestExport.class,
            new PrivacyMessage.TooManyExports(3),
            422,
            "limit-reached"));
    cases.add(
        new Case(
            "getArchive",
            PrivacyMessage.FindArchive.class,
            new PrivacyMessage.NoSuchArchive(),
            404,
            "not-found"));
  }

  private static void confirmations(List<Case> cases) {
    Class<?> confirm = CallCommand.ConfirmCall.class;
    String id = "confirmCall";
    cases.add(new Case(id, confirm, new CallCommand.NoSuchCall(), 404, "not-found"));
    cases.add(new Case(id, confirm, new CallCommand.HostsOnly(), 403, "forbidden"));
    cases.add(new Case(id, confirm, new CallCommand.NotAdmitted(), 403, "forbidden"));
    cases.add(new Case(id, confirm, new CallCommand.GroupsOnly(), 400, "bad-request"));
    cases.add(new Case(id, confirm, new CallCommand.TooManyPresent(25), 409, "call-full"));
  }

  @BeforeAll
  static void start() {
    gateway = new RunningGateway(RunningGateway.generous());
    operations =
        gateway.contract.operations().stream()
            .collect(Collectors.toMap(OperationCheck::id, o -> o));
    answers = new AnswerCheck(gateway.contract.openApi());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void restore() {
    Origin.script(gateway.bus, gateway.clock.now(), gateway.signer);
    gateway.bus.forget();
  }

  @Test
  void knowsEveryOutcomeThatIsNoSuccess() {
    Set<Class<?>> outcomes = new HashSet<>();
    for (Class<?> sealed :
        List.of(
            AccountCommand.AccountCreation.class,
            AccountCommand.SessionOpening.class,
            ConversationCommand.Creation.class,
            ConversationCommand.Search.class,
            ConversationCommand.MemberListing.class,
            BlockCommand.Blocking.class,
            CallCommand.CallSearch.class,
            CallCommand.Confirming.class,
            LobbyCommand.LobbySearch.class,
            EventCommand.Appending.class,
            EventCommand.EventReading.class,
            KeyCommand.MemberKeys.class,
            PrivacyMessage.Requesting.class,
            PrivacyMessage.Deleting.class,
            PrivacyMessage.Linking.class,
            PrivacyMessage.ArchiveSearch.class,
            PrivacyMessage.ErasureSearch.class,
            PrivacyMessage.Cancelling.class,
            PrivacyMessage.Confirming.class,
            PrivacyMessage.Finding.class)) {
      outcomes.addAll(Set.of(sealed.getPermittedSubclasses()));
    }
    // What ContractTest sees: the successes.
    outcomes.removeAll(
        Set.of(
            AccountCommand.AccountReady.class,
            AccountCommand.SessionOpened.class,
            ConversationCommand.Created.class,
            ConversationCommand.Found.class,
            ConversationCommand.MemberPage.class,
            ConversationCommand.Names.class,
            LobbyCommand.LobbyFound.class,
            EventCommand.Appended.class,
            EventCommand.EventPage.class,
            PrivacyMessage.Requested.class,
            PrivacyMessage.Deleted.class,
            PrivacyMessage.Linked.class,
            PrivacyMessage.ArchiveFound.class,
            PrivacyMessage.ErasureShown.class,
            PrivacyMessage.Cancelled.class,
            PrivacyMessage.Confirmed.class,
            PrivacyMessage.Found.class));
    // As a failure too: a call that is over, an event that is no call, and a password that differs.
    outcomes.addAll(
        Set.of(
            CallCommand.CallFound.class,
            EventCommand.Appended.class,
            CryptoMessage.PasswordVerdict.class));
    assertThat(cases().map(c -> c.outcome().getClass()).collect(Collectors.toSet()))
        .isEqualTo(outcomes);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answers(Case outcome) {
    reply(outcome.command(), outcome.outcome());
    Reply reply = send(sample(outcome.operationId()));
    assertThat(reply.status()).as(reply.http().bodyAsString()).isEqualTo(outcome.status());
    if (outcome.problem() == null) {
      answers.check(operations.get(outcome.operationId()), reply);
    } else {
      assertThat(reply.problem()).isEqualTo(outcome.problem());
      answers.checkProblem(operations.get(outcome.operationId()), reply);
    }
  }

  @Test
  void saysHowManyThereMayBe() {
    reply(EventCommand.Append.class, new EventCommand.GroupFull(256));
    assertThat(send(sample("addMembers")).json().getInteger("limit")).isEqualTo(256);
  }

  static Stream<Sample> samples() {
    return Samples.all(new TestSigner(1)).stream();
  }

  /// Every message that an operation needs, one at a time, is lost, refused by a full mailbox, not
  /// heard or failed upon.
  @ParameterizedTest
  @MethodSource("samples")
  void isUnavailableWhileAPartIsAway(Sample sample) {
    send(sample);
    Set<Class<?>> needed =
        gateway.bus.said(Ask.class).stream().map(Object::getClass).collect(Collectors.toSet());
    // Revoking goes on in the background.
    needed.remove(org.sealmesh.mesh.RouterMessage.Revoke.class);
    if (REVOKING.contains(sample.operationId())) {
      needed.remove(CryptoMessage.Sign.class);
      needed.remove(org.sealmesh.origin.persistence.SiteCommand.GetSite.class);
    }
    if (sample.operationId().equals("getOverview")) {
      // Shows the rest, see OverviewTest.
      needed.removeIf(command -> command.getSimpleName().equals("GetVitals"));
    }
    gateway.clock.turn(java.time.Duration.ofMinutes(1));
    for (Class<?> command : needed) {
      for (Throwable failure :
          List.of(
              new Bus.Unanswered(Bus.Reason.TIMED_OUT, "x"),
              new Bus.Unanswered(Bus.Reason.MAILBOX_FULL, "x"),
              new Bus.Unanswered(Bus.Reason.NOBODY_LISTENS, "x"),
              new Bus.HandlerFailed("x"))) {
        restore();
        gateway.bus.fail(command, failure);
        gateway.clock.turn(java.time.Duration.ofMinutes(1));
        Reply reply = send(sample);
        assertThat(reply.problem()).as("%s without %s", sample, command).isEqualTo("unavailable");
        assertThat(reply.http().getHeader("Retry-After")).isEqualTo("3");
      }
    }
  }

  @Test
  void hidesAFaultBehindARandomName() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger root = (Logger) LoggerFactory.getLogger("org.sealmesh");
    root.addAppender(log);
    gateway.bus.fail(ConversationCommand.Find.class, new IllegalStateException("secret detail"));
    Reply reply = send(sample("getConversation"));
    root.detachAppender(log);
    String instance = reply.json().getString("instance");
    assertThat(reply.problem()).isEqualTo("internal");
    assertThat(instance).matches("[A-Za-z0-9_-]{12}");
    assertThat(reply.http().bodyAsString()).doesNotContain("secret", "IllegalState");
    assertThat(log.list)
        .as("the name, the route and the class, and nothing else")
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.getFormattedMessage())
              .isEqualTo(
                  instance
                      + " at /api/v1/conversations/:conversation: "
                      + IllegalStateException.class.getName());
          assertThat(entry.getThrowableProxy()).isNull();
        });
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void reply(Class<?> command, Object outcome) {
    gateway.bus.answer((Class) command, asked -> outcome);
  }

  private static Sample sample(String operationId) {
    return samples().filter(s -> s.operationId().equals(operationId)).findFirst().orElseThrow();
  }

  private static Reply send(Sample sample) {
    var method = operations.get(sample.operationId()).method();
    return sample.body() == null
        ? gateway.send(method, "/api/v1" + sample.path(), RunningGateway.session(), null)
        : gateway.withBody(method, sample.path(), sample.body());
  }
}
