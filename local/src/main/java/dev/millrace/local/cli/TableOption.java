package dev.millrace.local.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The parameter that says which reference table is meant. */
final class TableOption {

  /** As a spec's {@code enrich} takes it. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "TABLE", description = "Name of the table.")
  private String table = "";

  String name() {
    if (!NAME.matcher(table).matches()) {
      throw new ParameterException(
          command.commandLine(),
          "the table's name "
              + table
              + " is none of at most 63 lower-case letters, digits, hyphens and underscores");
    }
    return table;
  }
}
