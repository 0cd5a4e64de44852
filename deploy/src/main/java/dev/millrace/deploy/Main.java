package dev.millrace.deploy;

import java.io.PrintStream;
import java.time.InstantSource;
import picocli.CommandLine;

/** Runs {@code millrace deploy}. */
final class Main {

  private Main() {}

  /** Exits with 0, 1 (failed) or 2 (not understood). */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.out, System.err).execute(arguments));
  }

  static CommandLine commandLine(PrintStream answers, PrintStream trouble) {
    return new CommandLine(new DeployCommand())
        .addSubcommand(new PlanCommand(answers, trouble, InstantSource.system()));
  }
}
