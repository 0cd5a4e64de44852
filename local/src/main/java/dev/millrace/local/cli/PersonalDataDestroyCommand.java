package dev.millrace.local.cli;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.privacy.KeyLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Destroys the keys of a tenant in a file that no local factory has. */
@Command(
    name = "destroy",
    mixinStandardHelpOptions = true,
    description =
        "Destroys a tenant's part of all keys in a file alone: a copy of it, say. To erase a tenant,"
            + " see tenants erase. There is no way back.")
final class PersonalDataDestroyCommand implements Callable<Integer> {

  private final Output output;

  @Option(
      names = "--keys-file",
      paramLabel = "FILE",
      required = true,
      description = "The file, which is replaced.")
  private Path file = Path.of("");

  @Parameters(paramLabel = "TENANT", description = "Whose keys.")
  private String tenant = "";

  PersonalDataDestroyCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    Identity.problem("TENANT", tenant)
        .ifPresent(
            problem -> {
              throw new CommandException(problem);
            });
    long held = KeyLines.destroy(file, tenant);
    output.answer(
        held == 0
            ? "no key in " + file + " had a part for tenant " + tenant + " any more"
            : "tenant "
                + tenant
                + " has no part in the "
                + Counted.of(held, "key")
                + " of "
                + file
                + " any more");
    return 0;
  }
}
