package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.Tokens;
import dev.millrace.local.factory.Factory;
import dev.millrace.platform.audit.AuditChain;
import dev.millrace.platform.audit.AuditEntry;
import java.io.IOException;
import java.util.Optional;
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
  public Integer call() throws IOException {
    String original =
        new Tokens(KeyFile.read(data.folder().personalDataKeys())).original(tenant, token);
    // First the trace: what cannot be told is not shown.
    new PersonalDataTrace(data.folder(), output)
        .leave(
            AuditEntry.of(
                    PersonalDataTrace.actor(),
                    "personal-data.reveal",
                    AuditChain.digest(token.getBytes(UTF_8)))
                .of(Optional.of(tenant)));
    output.answer(original);
    return 0;
  }
}
