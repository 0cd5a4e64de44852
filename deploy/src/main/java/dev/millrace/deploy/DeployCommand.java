package dev.millrace.deploy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What there is to do with the factory on AWS, without an account. */
@Command(
    name = "millrace deploy",
    mixinStandardHelpOptions = true,
    description = "The factory on AWS; docs/deploy.md says how it is deployed.",
    synopsisSubcommandLabel = "COMMAND")
final class DeployCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
