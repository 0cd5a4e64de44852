package dev.millrace.local.cli;

import dev.millrace.record.KillScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The kill switches. */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Stops all model calls for a pipeline, a tenant or of a model, within a second."
            + " Lifted by unkill.")
final class KillCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private KillCommand() {}

  /** The command with its own commands. */
  static CommandLine line(Output output) {
    return new CommandLine(new KillCommand())
        .addSubcommand(
            "pipeline",
            Described.line(
                new KillOnCommand(output, KillScope.PIPELINE),
                "Stops a pipeline within a second: calls under way end, and requests that wait are"
                    + " told."))
        .addSubcommand(
            "model",
            Described.line(
                new KillOnCommand(output, KillScope.MODEL),
                "Stops a model within a second: calls under way end, and requests that wait are"
                    + " told."))
        .addSubcommand(
            "tenant",
            Described.line(
                new KillOnCommand(output, KillScope.TENANT),
                "Stops a tenant within a second: calls under way end, and requests that wait are"
                    + " told."))
        .addSubcommand(new KillListCommand(output));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
