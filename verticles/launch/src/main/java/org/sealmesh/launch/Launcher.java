package org.sealmesh.launch;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.launch.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The body of a `main`: reads settings, starts roles, and tells the operator in one line what came
/// of it.
///
/// A start that an operator can mend fails with one line on stderr and exit code 1, a wrong command
/// line with exit code 2. What goes wrong later is logged.
public final class Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);
  private static final int REFUSED = 1;
  private static final int STOP_FAILED = 1;
  private static final int USAGE = 2;

  /// How long after its time the stop itself may take to say that it was late.
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /// A shell's way to say which signal ended a process.
  private static final int SIGNALLED = 128;

  private final Roles roles;
  private final PrintStream out;
  private final PrintStream err;

  private Launcher(Roles roles) {
    this.roles = roles;
    this.out = System.out;
    this.err = System.err;
  }

  /// Starts the roles, prints where they are reached, and returns: they serve until SIGTERM or
  /// SIGINT, then send off whoever they serve, stop in the reverse order and end the process with
  /// exit code 0, or 1 if something did not stop. A second signal ends it at once. Ends the process
  /// if it cannot start.
  ///
  /// @param arguments nothing, or `--config FILE`
  public static void serve(String[] arguments, Roles roles) {
    int code = new Launcher(roles).serve(arguments);
    if (code != 0) {
      end(code);
    }
  }

  /// Starts the roles, prints what they completed with, stops them and ends the process.
  ///
  /// @param arguments nothing, or `--config FILE`
  public static void once(String[] arguments, Roles roles) {
    end(new Launcher(roles).once(arguments));
  }

  private int serve(String[] arguments) {
    return guarded(
        arguments,
        process -> {
          StopSignals.handle(() -> leave(process), signal -> end(SIGNALLED + signal));
          // For what ends the process from within: nobody would gain from waiting then.
          Runtime.getRuntime()
              .addShutdownHook(Thread.ofPlatform().name("sealmesh-stop").unstarted(process::stop));
          say("Sealmesh is ready: " + process.start());
        });
  }

  private int once(String[] arguments) {
    return guarded(
        arguments,
        process -> {
          String outcome = process.start();
          process.stop();
          say(outcome);
        });
  }

  private int guarded(String[] arguments, Work work) {
    if (arguments.length != 0 && !(arguments.length == 2 && arguments[0].equals("--config"))) {
      err.println("usage: [--config FILE]; everything else is in the file or the environment");
      return USAGE;
    }
    Map<String, String> environment = System.getenv();
    String file = arguments.length == 2 ? arguments[1] : environment.get(Settings.FILE_VARIABLE);
    RunningProcess process = null;
    try {
      process =
          RunningProcess.prepare(
              Settings.load(Optional.ofNullable(file).map(Path::of), environment), roles);
      work.on(process);
      return 0;
    } catch (Exception failure) {
      if (process != null && process.stop() == RunningProcess.Stop.ALREADY_BEGUN) {
        // Told to stop while it started: what broke off is no failure.
        return 0;
      }
      if (failure instanceof StartFailure reason) {
        err.println("sealmesh cannot start: " + reason.getMessage());
      } else {
        LOG.error("the start failed", failure);
        err.println("sealmesh cannot start: an unexpected failure, logged above");
      }
      return REFUSED;
    }
  }

  private static void leave(RunningProcess process) {
    // What has no bound of its own, as the leaving of a cluster, must not keep the process.
    long latestMs = process.stopTimeout().plus(LAST_WORDS).toMillis();
    CompletableFuture.delayedExecutor(latestMs, TimeUnit.MILLISECONDS)
        .execute(() -> end(STOP_FAILED));
    switch (process.leave()) {
      case DONE -> end(0);
      case FAILED -> end(STOP_FAILED);
      // Whoever began to stop it ends it, with a code of its own.
      case ALREADY_BEGUN -> {}
    }
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private static void end(int code) {
    // Not exit: threads of a half-started process must not keep it alive, nor hooks stop it twice.
    Runtime.getRuntime().halt(code);
  }

  @FunctionalInterface
  private interface Work {
    void on(RunningProcess process) throws Exception;
  }
}
