package org.sealmesh.node;

import java.util.Arrays;
import org.sealmesh.launch.Launcher;

/// Starts a process with all roles, or does one of an operator's jobs on the site's state and ends.
public final class Main {
  /// @param arguments nothing to serve, or the name of a job ([Job]); then `--config FILE`, or
  ///   nothing
  public static void main(String[] arguments) {
    Job job = arguments.length == 0 ? null : Job.named(arguments[0]);
    if (job == null) {
      Launcher.serve(arguments, new AllRoles());
    } else {
      Launcher.once(Arrays.copyOfRange(arguments, 1, arguments.length), new JobRoles(job));
    }
  }

  private Main() {}
}
