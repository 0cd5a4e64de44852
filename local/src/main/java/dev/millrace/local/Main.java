package dev.millrace.local;

import dev.millrace.local.cli.MillraceCommand;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Runs the command line. */
public final class Main {

  private static final List<String> SERVERS = List.of("up");

  private Main() {}

  /** Exits with 0, 1 (failed) or 2 (not understood). */
  public static void main(String[] words) {
    String[] arguments = spelledOut(words);
    prepareLog(arguments);
    System.exit(MillraceCommand.commandLine().execute(arguments));
  }

  /** Says how this process logs; before anything does. */
  static void prepareLog(String... arguments) {
    String command = arguments.length > 0 ? arguments[0] : "";
    if (!SERVERS.contains(command) && System.getenv("MILLRACE_LOG_LEVEL") == null) {
      System.setProperty("millrace.log.level", "WARN");
    }
    if (command.equals("demo") && !isLogConfigured()) {
      System.setProperty("log4j2.configurationFile", "log4j2-demo.xml");
    }
  }

  /** By whoever started the process, in one of the ways that log4j knows. */
  private static boolean isLogConfigured() {
    return System.getProperty("log4j2.configurationFile") != null
        || System.getProperty("log4j.configurationFile") != null
        || System.getenv("LOG4J_CONFIGURATION_FILE") != null;
  }

  /**
   * {@code help COMMAND} is {@code COMMAND --help}, however deep the command lies: picocli's own
   * command of this name knows those of one level.
   */
  static String[] spelledOut(String... words) {
    return words.length > 0 && words[0].equals("help")
        ? Stream.concat(Arrays.stream(words).skip(1), Stream.of("--help")).toArray(String[]::new)
        : words;
  }
}
