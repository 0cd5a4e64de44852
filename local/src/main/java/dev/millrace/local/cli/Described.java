package dev.millrace.local.cli;

import picocli.CommandLine;

/** Commands of one class that do different things, each with what it says of itself. */
final class Described {

  private Described() {}

  /** The command with its description. */
  static CommandLine line(Object command, String description) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }
}
