package org.sealmesh.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;

/// What it costs that bodies are sealed in the database: changes accepted a second, and events read
/// a second in pages of 200, by turns at an origin that seals and at one that does not, each on an
/// H2 of its own.
///
/// Arguments: rounds, and appends in each.
final class ContentBenchmark {
  private static final int CONVERSATIONS = 16;
  private static final int PAGES = 100;
  private static final int PAGE = 200;

  /// One of the two.
  private static final class Site implements AutoCloseable {
    private final H2UnderTest database = new H2UnderTest();
    private final TestOrigin origin;
    private final AppendBenchmark benchmark;
    private final Chat chat;
    private final User writer;
    private final List<Conversation> groups;
    private final List<Double> appends = new ArrayList<>();
    private final List<Double> reads = new ArrayList<>();

    Site(Path keys, boolean isEncrypted, int appendsOfRound) {
      PersistenceConfig.Content content =
          new PersistenceConfig.Content(isEncrypted, keys, Duration.ofDays(30), 10_000);
      origin = TestOrigin.start(Configs.with(AppendBenchmark.unlimited(database), content));
      origin.finishInsteadOfRemembering();
      benchmark = new AppendBenchmark(origin, appendsOfRound);
      chat = new Chat(origin);
      writer = chat.user("Ann");
      User other = chat.user("Bob");
      groups = IntStream.range(0, CONVERSATIONS).mapToObj(i -> chat.group(writer, other)).toList();
      benchmark.round(groups, writer);
    }

    void round(int appendsOfRound) {
      long startNs = System.nanoTime();
      benchmark.round(groups, writer);
      appends.add(appendsOfRound * 1e9 / (System.nanoTime() - startNs));
      int read = 0;
      startNs = System.nanoTime();
      for (int i = 0; i < PAGES; i++) {
        Conversation group = groups.get(i % CONVERSATIONS);
        read += chat.page(writer, group, null, null, PAGE).events().size();
      }
      reads.add(read * 1e9 / (System.nanoTime() - startNs));
    }

    @Override
    public void close() {
      origin.close();
      database.close();
    }
  }

  public static void main(String[] arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[0]);
    int appends = Integer.parseInt(arguments[1]);
    Path keys = Files.createTempDirectory("sealmesh-content-");
    try (Site plain = new Site(keys, false, appends);
        Site sealed = new Site(keys, true, appends)) {
      for (int i = 0; i < rounds; i++) {
        plain.round(appends);
        sealed.round(appends);
      }
      print("appends/s", plain.appends, sealed.appends);
      print("events read/s", plain.reads, sealed.reads);
    } finally {
      H2UnderTest.delete(keys);
    }
  }

  private static void print(String what, List<Double> plain, List<Double> sealed) {
    System.out.printf(
        Locale.ROOT,
        "%s: text %.0f of %s, sealed %.0f of %s, sealed : text %.2f%n",
        what,
        median(plain),
        plain.stream().map(Math::round).toList(),
        median(sealed),
        sealed.stream().map(Math::round).toList(),
        median(sealed) / median(plain));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
