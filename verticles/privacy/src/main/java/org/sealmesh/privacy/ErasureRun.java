package org.sealmesh.privacy;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ErasureCommand;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.ErasureCommand.MemberAgain;
import org.sealmesh.origin.persistence.ErasureCommand.Presence;
import org.sealmesh.origin.persistence.ErasureCommand.Tenure;
import org.sealmesh.origin.persistence.ErasureCommand.Tenures;
import org.sealmesh.origin.persistence.ErasureCommand.Walked;
import org.sealmesh.origin.persistence.ErasureCommand.Walking;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Keeping;
import org.sealmesh.origin.persistence.JobCommand.Progress;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.PersonCommand;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.Trace;

/// Counts what would be erased of a person, or erases it: the same way through the same traces, so
/// that what she was shown is what goes.
///
/// Whatever is done here can be done again, by this process or another one, and changes nothing
/// more: a kill costs a page.
final class ErasureRun implements Run {
  private final JobCommand.Taken job;
  private final Act act;
  private final ErasedMessages messages;
  private final PrivacyConfig config;
  private final Bus bus;
  private final Clock clock;

  ErasureRun(JobCommand.Taken job, PrivacyConfig config, Bus bus, Clock clock) {
    this.job = job;
    this.act = job.kind() == JobCommand.Kind.ERASE ? Act.ERASE : Act.COUNT;
    this.messages = chosen(job, config);
    this.config = config;
    this.bus = bus;
    this.clock = clock;
  }

  /// What she was shown, whatever the setting is now.
  private static ErasedMessages chosen(JobCommand.Taken job, PrivacyConfig config) {
    @Nullable String counted = job.result();
    return counted == null ? config.erasures().messages() : ErasureResult.parse(counted).messages();
  }

  @Override
  public End run(BooleanSupplier isStopping) throws IOException {
    ErasurePlace at = begin();
    while (at.trace() != null) {
      if (isStopping.getAsBoolean()) {
        return End.LEFT;
      }
      at = step(at);
      if (save(at) == Keeping.LOST) {
        return End.LOST;
      }
    }
    Duration kept =
        switch (act) {
          case COUNT -> config.erasures().offered();
          case ERASE -> config.erasures().recordKept();
        };
    String result = new ErasureResult(messages, at.counts()).text();
    Keeping finished = ask(new JobCommand.RecordJob(job.hold(), result, clock.now().plus(kept)));
    return finished == Keeping.KEPT ? End.READY : End.LOST;
  }

  private ErasurePlace begin() {
    Progress saved = job.progress();
    return (saved == null ? Optional.<ErasurePlace>empty() : ErasurePlace.parse(saved.checkpoint()))
        .orElseGet(() ->
            ErasurePlace.beginning(ask(new PersonCommand.EstimatePerson(job.user())).entries()));
  }

  private ErasurePlace step(ErasurePlace at) throws IOException {
    if (at.walking() == Trace.CONVERSATIONS) {
      return at.past(conversations(at));
    }
    if (at.walking() == Trace.COPIES && act == Act.ERASE) {
      deleteArchives();
    }
    Walking walking =
        ask(
            new ErasureCommand.WalkTrace(
                job.user(), at.walking(), act, messages, at.after(), config.pageEntries()));
    return switch (walking) {
      case Walked page -> at.past(page);
      case MemberAgain again -> at.backTo(Trace.CONVERSATIONS);
    };
  }

  private Walked conversations(ErasurePlace at) {
    Tenures page =
        ask(new ErasureCommand.ListTenures(job.user(), at.after(), config.pageEntries()));
    if (act == Act.ERASE) {
      page.tenures().forEach(tenure -> tell(tenure.conversation()));
    }
    long left = page.tenures().stream().filter(ErasureRun::isMember).count();
    return new Walked(left, 0, page.next());
  }

  private static boolean isMember(Tenure tenure) {
    return tenure.presence() == Presence.MEMBER;
  }

  /// All who are in it hear that she is gone; said again, they hear nothing more.
  private void tell(ConversationId conversation) {
    Future<CryptoMessage.Minted> minted =
        bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.MintKey(conversation));
    WrappedKey nextKey = minted.await().key();
    byte[] request = request(conversation);
    Appending outcome =
        ask(
            new EventCommand.Append(
                job.user(),
                conversation,
                ClientId.of(Arrays.copyOf(request, 16)),
                request,
                new Change.ErasePerson(messages, nextKey)));
    boolean isTold = outcome instanceof Appended || outcome instanceof NoSuchConversation;
    if (!isTold) {
      throw new IllegalStateException(
          "a conversation was not told: " + outcome.getClass().getSimpleName());
    }
  }

  /// The same for the same job and conversation, whoever says it.
  private byte[] request(ConversationId conversation) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(
              ByteBuffer.allocate(32)
                  .put(job.hold().job().bytes())
                  .put(conversation.bytes())
                  .array());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /// Those that are not in this process's reach the sweep of another one deletes.
  private void deleteArchives() throws IOException {
    for (Export export : ask(new JobCommand.ListExports(job.user())).exports()) {
      Workspace.of(config.folder(), export.id()).delete();
    }
  }

  private Keeping save(ErasurePlace at) {
    Progress progress = new Progress(at.text(), at.done(), Math.max(at.done(), at.total()));
    return ask(new JobCommand.SaveJob(job.hold(), progress, config.lease()));
  }

  @Override
  public void fail(Export.Failure failure) {
    ask(new JobCommand.FailJob(job.hold(), failure, clock.now().plus(config.erasures().offered())));
  }

  private <R, Q extends PersistenceMessage & Ask<R>> R ask(Q message) {
    Future<R> answer = bus.ask(OriginAddresses.PERSISTENCE, message);
    return answer.await();
  }
}
