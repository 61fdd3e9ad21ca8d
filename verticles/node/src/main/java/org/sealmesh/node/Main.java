package org.sealmesh.node;

import java.nio.file.Path;
import java.util.Arrays;
import org.sealmesh.launch.Launcher;

/// Starts a process with all roles, or does one of an operator's jobs on the site's state and ends.
public final class Main {
  /// @param arguments nothing to serve, or the name of a job ([Job]), with what it needs besides;
  ///   then `--config FILE`, or nothing
  public static void main(String[] arguments) {
    Job job = arguments.length == 0 ? null : Job.named(arguments[0]);
    if (job == null) {
      Launcher.serve(arguments, new AllRoles());
    } else if (job.needs() == null) {
      Launcher.once(rest(arguments, 1), new JobRoles(job));
    } else {
      boolean isNamed = arguments.length > 1 && !arguments[1].startsWith("--");
      Path named = isNamed ? Path.of(arguments[1]) : null;
      Launcher.once(
          rest(arguments, isNamed ? 2 : 1),
          job == Job.IMPORT ? new ImportRoles(named) : new CopyRoles(job, named));
    }
  }

  private static String[] rest(String[] arguments, int from) {
    return Arrays.copyOfRange(arguments, from, arguments.length);
  }

  private Main() {}
}
