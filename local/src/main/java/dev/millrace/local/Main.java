package dev.millrace.local;

import dev.millrace.local.cli.MillraceCommand;
import java.util.List;

/** Runs the command line. */
public final class Main {

  private static final List<String> SERVERS = List.of("up");

  private Main() {}

  /** Exits with 0, 1 (failed) or 2 (not understood). */
  public static void main(String[] arguments) {
    boolean keepsALog = arguments.length > 0 && SERVERS.contains(arguments[0]);
    if (!keepsALog && System.getenv("MILLRACE_LOG_LEVEL") == null) {
      System.setProperty("millrace.log.level", "WARN");
    }
    System.exit(MillraceCommand.commandLine().execute(arguments));
  }
}
