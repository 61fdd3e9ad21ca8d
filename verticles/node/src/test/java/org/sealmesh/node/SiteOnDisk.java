package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A site's data folder, on which a test starts one process after the other, and what its visitors
/// ask them with.
abstract class SiteOnDisk {
  @TempDir Path folder;
  HttpClient http;

  @BeforeEach
  void open() {
    http = HttpClient.newHttpClient();
  }

  @AfterEach
  void close() {
    http.close();
  }

  static void await(Duration patience, BooleanSupplier expected) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!expected.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not come so far").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
