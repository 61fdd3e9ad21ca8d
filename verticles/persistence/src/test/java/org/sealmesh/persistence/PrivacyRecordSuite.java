package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.ErasureCommand;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.persistence.PrivacyRecordCommand.AuditFound;
import org.sealmesh.origin.persistence.PrivacyRecordCommand.ListAudit;
import org.sealmesh.origin.persistence.PrivacyRecordCommand.ListOwnAges;
import org.sealmesh.origin.persistence.PrivacyRecordCommand.ListRequests;
import org.sealmesh.origin.persistence.RetentionCommand;
import org.sealmesh.origin.persistence.RetentionCommand.KeepFor;
import org.sealmesh.origin.persistence.RetentionCommand.LiftHold;
import org.sealmesh.origin.persistence.RetentionCommand.OpenPreview;
import org.sealmesh.origin.persistence.RetentionCommand.SetHold;
import org.sealmesh.origin.privacy.AuditEntry;
import org.sealmesh.origin.privacy.AuditEntry.Act;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.origin.privacy.LegalHold.SubjectId;
import org.sealmesh.origin.privacy.PersonRequest;
import org.sealmesh.origin.privacy.Section;

/// What administrators did is on record, once and whole, for as long as the settings say.
abstract class PrivacyRecordSuite extends Suite {
  private static final Duration MONTH = Duration.ofDays(30);

  @Override
  PersistenceConfig config() {
    return Configs.impatient(database.config(), Duration.ofMinutes(1));
  }

  /// The suite's database is one for all of its tests.
  @BeforeEach
  void nothingIsOnRecord() {
    database.execute("DELETE FROM bm_audit");
    database.execute("DELETE FROM bm_privacy_jobs");
    database.execute("UPDATE bm_conversations SET kept_for = NULL");
  }

  @Test
  void whatChangedSomethingIsOnRecordAndNothingElse() {
    User ruth = chat.user("Ruth");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ruth, bob);
    SubjectId bobs = new SubjectId(bob.id().value());
    act(new SetHold(LegalHold.Kind.PERSON, bobs, ruth.id()), Found.THERE);
    act(new SetHold(LegalHold.Kind.PERSON, bobs, ruth.id()), Found.THERE);
    act(new SetHold(LegalHold.Kind.CONVERSATION, bobs, ruth.id()), Found.NOT_THERE);
    act(new LiftHold(LegalHold.Kind.PERSON, bobs, ruth.id()), Found.THERE);
    act(new LiftHold(LegalHold.Kind.PERSON, bobs, ruth.id()), Found.NOT_THERE);
    act(new KeepFor(group.id(), MONTH, ruth.id()), Found.THERE);
    act(new KeepFor(Chat.conversationId(), MONTH, ruth.id()), Found.NOT_THERE);
    act(new KeepFor(group.id(), null, ruth.id()), Found.THERE);
    origin.ask(new OpenPreview(ruth.id()));
    origin.clock.advance(Duration.ofMillis(1));
    origin.ask(new OpenPreview(ruth.id()));
    List<AuditEntry> entries = audit(null, 100).entries();
    assertThat(entries)
        .extracting(AuditEntry::act)
        .containsExactly(Act.PREVIEWED, Act.AGE_UNSET, Act.AGE_SET, Act.HOLD_LIFTED, Act.HOLD_SET);
    AuditEntry held = entries.getLast();
    assertThat(held.actor()).isEqualTo(ruth.id());
    assertThat(held.actorName()).isEqualTo("Ruth");
    assertThat(held.kind()).isEqualTo(LegalHold.Kind.PERSON);
    assertThat(held.subject()).isEqualTo(bobs);
    assertThat(held.subjectName()).isEqualTo("Bob");
    AuditEntry aged = entries.get(2);
    assertThat(aged.keptFor()).isEqualTo(MONTH);
    assertThat(aged.subject().value()).isEqualTo(group.id().value());
    assertThat(aged.subjectName()).isEqualTo(group.title());
    assertThat(entries.getFirst().subject()).isNull();
    assertThat(entries.get(1).keptFor()).isNull();
  }

  @Test
  void isReadInPagesThatNeverPartWhatIsOfOneTime() {
    User ruth = chat.user("Ruth");
    Conversation group = chat.group(ruth);
    for (int i = 1; i <= 9; i++) {
      origin.ask(new KeepFor(group.id(), Duration.ofHours(i), ruth.id()));
      // Three of each time.
      if (i % 3 == 0) {
        origin.clock.advance(Duration.ofMillis(1));
      }
    }
    List<Long> hours = new ArrayList<>();
    Instant before = null;
    AuditFound page;
    do {
      page = audit(before, 4);
      page.entries().forEach(entry -> hours.add(entry.keptFor().toHours()));
      before = page.entries().getLast().at();
    } while (page.more());
    assertThat(hours).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(hours.subList(0, 3)).containsExactlyInAnyOrder(7L, 8L, 9L);
  }

  @Test
  void herCopyTellsHerWhatSheDid() {
    User ruth = chat.user("Ruth");
    User bob = chat.user("Bob");
    origin.ask(new SetHold(LegalHold.Kind.PERSON, new SubjectId(bob.id().value()), ruth.id()));
    assertThat(told(ruth).entries()).hasSize(1);
    assertThat(told(ruth).entries().getFirst().data())
        .anySatisfy(datum -> assertThat(datum.value()).isEqualTo("a legal hold was set"));
    assertThat(told(bob).entries()).as("whom it concerns").isEmpty();
    database.execute("UPDATE bm_audit SET act = 99");
    assertThat(told(ruth).entries()).as("what a later version did").isEmpty();
    assertThat(audit(null, 10).entries()).isEmpty();
  }

  @Test
  void goesWithItsAgeAndNotBefore() {
    User ruth = chat.user("Ruth");
    origin.ask(new KeepFor(chat.group(ruth).id(), MONTH, ruth.id()));
    origin.clock.advance(Duration.ofDays(1095));
    origin.ask(new KeepFor(chat.group(ruth).id(), MONTH, ruth.id()));
    assertThat(audit(null, 10).entries()).hasSize(2);
    origin.clock.advance(Duration.ofDays(2));
    TestOrigin.eventually(() -> audit(null, 10).entries().size() == 1);
  }

  @Test
  void tellsWhatPeopleHaveAskedForAndWhichConversationsHaveAnAgeOfTheirOwn() {
    User ruth = chat.user("Ruth");
    User bob = chat.user("Bob");
    origin.ask(new JobCommand.OpenExport(bob.id(), 3));
    origin.clock.advance(Duration.ofMillis(5));
    origin.ask(new ErasureCommand.OpenErasure(ruth.id()));
    origin.ask(new RetentionCommand.OpenRun(MONTH));
    List<PersonRequest> requests = origin.ask(new ListRequests(10)).requests();
    assertThat(requests)
        .extracting(PersonRequest::kind)
        .containsExactly(PersonRequest.Kind.ERASURE_ASKED, PersonRequest.Kind.EXPORT);
    assertThat(requests).extracting(PersonRequest::name).containsExactly("Ruth", "Bob");
    assertThat(origin.ask(new ListRequests(1)).requests()).hasSize(1);
    Conversation direct = chat.direct(ruth, bob);
    Conversation group = chat.group(ruth, bob);
    chat.group(ruth);
    origin.ask(new KeepFor(direct.id(), MONTH, ruth.id()));
    origin.ask(new KeepFor(group.id(), Duration.ofDays(1), ruth.id()));
    assertThat(origin.ask(new ListOwnAges(10)).ages())
        .extracting(age -> age.conversation())
        .containsExactly(group.id(), direct.id());
    assertThat(origin.ask(new ListOwnAges(10)).ages().getLast().title()).isNull();
  }

  private void act(SetHold command, Found outcome) {
    assertThat(origin.ask(command)).isEqualTo(outcome);
    origin.clock.advance(Duration.ofMillis(1));
  }

  private void act(LiftHold command, Found outcome) {
    assertThat(origin.ask(command)).isEqualTo(outcome);
    origin.clock.advance(Duration.ofMillis(1));
  }

  private void act(KeepFor command, Found outcome) {
    assertThat(origin.ask(command)).isEqualTo(outcome);
    origin.clock.advance(Duration.ofMillis(1));
  }

  private AuditFound audit(@Nullable Instant before, int limit) {
    return origin.ask(new ListAudit(before, limit));
  }

  private PersonPage told(User user) {
    return origin.ask(new ReadPerson(user.id(), Section.AUDIT, origin.clock.now(), null, 10));
  }
}
