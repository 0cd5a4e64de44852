package dev.millrace.local.cli;

import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.Tokens;
import dev.millrace.local.factory.Factory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gets the value of a token back. */
@Command(
    name = "reveal",
    mixinStandardHelpOptions = true,
    description = "Prints the value that a token (tok:…) stands for. Needs the factory's keys.")
final class PersonalDataRevealCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(
      names = "--tenant",
      paramLabel = "T",
      defaultValue = Factory.Plan.TENANT,
      description = "Whose token it is (default: ${DEFAULT-VALUE}).")
  private String tenant = Factory.Plan.TENANT;

  @Parameters(paramLabel = "TOKEN", description = "As predictions or requests show it.")
  private String token = "";

  PersonalDataRevealCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.answer(
        new Tokens(KeyFile.read(data.folder().personalDataKeys())).original(tenant, token));
    return 0;
  }
}
