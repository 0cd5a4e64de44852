package dev.millrace.local.cli;

import dev.millrace.record.KillScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The way back from {@link KillCommand}. */
@Command(
    name = "unkill",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lets go on what kill has stopped.")
final class UnkillCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private UnkillCommand() {}

  /** The command with its own commands. */
  static CommandLine line(Output output) {
    return new CommandLine(new UnkillCommand())
        .addSubcommand(
            "pipeline",
            Described.line(
                new KillOffCommand(output, KillScope.PIPELINE),
                "Lets a pipeline go on. What was refused meanwhile stays refused."))
        .addSubcommand(
            "model",
            Described.line(
                new KillOffCommand(output, KillScope.MODEL),
                "Lets a model go on. What was refused meanwhile stays refused."))
        .addSubcommand(
            "tenant",
            Described.line(
                new KillOffCommand(output, KillScope.TENANT),
                "Lets a tenant go on. What was refused meanwhile stays refused."));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
