package org.sealmesh.launch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.StartFailure;

class TraceConverterTest {
  private final Logger logger = new LoggerContext().getLogger("test");

  @Test
  void showsWhereAForeignExceptionCameFromButNotWhatItQuotes() {
    String text = print(new IllegalStateException("unexpected: hello Bob"));
    assertThat(text)
        .startsWith("java.lang.IllegalStateException\n  ")
        .contains("TraceConverterTest")
        .doesNotContain("Bob");
  }

  @Test
  void showsTheMessagesOfOurOwn() {
    assertThat(print(new StartFailure("port 1 is taken")))
        .isEqualTo("org.sealmesh.bus.StartFailure: port 1 is taken\n");
  }

  @Test
  void showsTheCodesOfADatabaseButNotItsText() {
    String text = print(new RuntimeException(new SQLException("Duplicate 'Bob'", "23505", 1062)));
    assertThat(text)
        .contains("caused by java.sql.SQLException (state 23505, code 1062)\n")
        .doesNotContain("Bob");
  }

  @Test
  void endsWhereCausesGoInCircles() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);
    assertThat(print(a).lines().count()).isLessThan(1_000);
  }

  @Test
  void printsNothingWithoutAnException() {
    assertThat(new TraceConverter().convert(new LoggingEvent())).isEmpty();
  }

  private String print(Throwable thrown) {
    return new TraceConverter()
        .convert(new LoggingEvent("test", logger, Level.ERROR, "failed", thrown, null));
  }
}
