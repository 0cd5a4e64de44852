package dev.millrace.local.cli;

import dev.millrace.lifecycle.domain.run.Order;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What operators do to models. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Lists models and the runs that train better ones, promotes and rolls back, and shows requests"
            + " to one more of them. To stop all calls of a model, see kill model.")
final class ModelsCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private ModelsCommand() {}

  /** The command with its own commands. */
  static CommandLine line(Output output) {
    return new CommandLine(new ModelsCommand())
        .addSubcommand(new ModelsListCommand(output))
        .addSubcommand(new ModelsShadowCommand(output))
        .addSubcommand(new ModelsUnshadowCommand(output))
        .addSubcommand(new ModelsRunsCommand(output))
        .addSubcommand(new ModelsDiffCommand(output))
        .addSubcommand(
            "pause",
            Described.line(
                new ModelsOrderCommand(output, new Order.Pause()),
                "Stops a pipeline's retraining run where it is; a paused canary keeps its share."))
        .addSubcommand(
            "resume",
            Described.line(
                new ModelsOrderCommand(output, new Order.Resume()),
                "Lets a paused retraining run go on."))
        .addSubcommand(
            "abort",
            Described.line(
                new ModelsOrderCommand(output, new Order.Abort()),
                "Ends a pipeline's retraining run; the champion stays."))
        .addSubcommand(
            "approve",
            Described.line(
                new ModelsOrderCommand(output, new Order.Approve()),
                "Lets a candidate go on that waits for somebody to approve it."))
        .addSubcommand(
            "promote",
            Described.line(
                new ModelsChampionCommand(output, Order.Promote::new),
                "Makes a version the champion, whatever the figures say: the candidate of the run,"
                    + " or the version that is named."))
        .addSubcommand(
            "rollback",
            Described.line(
                new ModelsChampionCommand(output, to -> new Order.RollBack(Optional.empty(), to)),
                "Takes a canary's share from it; where there is none, the champion gives way to the"
                    + " version that is named, or to the one before."));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
