package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.domain.Identity;
import dev.millrace.local.client.KeyRing;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.TenantBook;
import dev.millrace.platform.settings.Durations;
import dev.millrace.record.Role;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Issues an API key, and shows it once. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Issues a key. It is shown once and kept nowhere: only its digest is.")
final class KeysCreateCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--tenant", paramLabel = "T", required = true, description = "Whom it is for.")
  private String tenant = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE,...",
      hideParamSyntax = true,
      required = true,
      split = ",",
      description = "What its holder may do, with commas: ${COMPLETION-CANDIDATES}.")
  private List<Role> roles = List.of();

  @Option(
      names = "--name",
      paramLabel = "N",
      defaultValue = "",
      description = "What lists call it.")
  private String name = "";

  @Option(
      names = "--expires",
      paramLabel = "90d",
      description = "How long it can be used (default: until it is revoked).")
  private @Nullable String expires;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  KeysCreateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    Identity.problem("--tenant", tenant).ifPresent(KeysCreateCommand::refuse);
    if (!name.isEmpty()) {
      Identity.problem("--name", name).ifPresent(KeysCreateCommand::refuse);
    }
    Optional<Duration> lifetime = Optional.ofNullable(expires).map(KeysCreateCommand::duration);
    RunningFactory factory = data.factory();
    new TenantBook(factory, InstantSource.system()).requireInUse(tenant);
    KeyRing.Issued issued =
        new KeyRing(factory, InstantSource.system(), new SecureRandom())
            .issue(
                new KeyRing.Wish(
                    tenant,
                    Set.copyOf(roles),
                    name,
                    lifetime,
                    System.getProperty("user.name", "unknown")));
    if (json) {
      ObjectNode answer = KeyText.json(issued.key());
      output.answer(answer.put("key", issued.secret()));
    } else {
      output.tell("Keep it well: it is not shown again. " + KeyText.line(issued.key()));
      output.answer(issued.secret());
    }
    return 0;
  }

  private static Duration duration(String text) {
    return Durations.parse(text)
        .filter(time -> !time.isZero())
        .orElseThrow(() -> new CommandException("--expires is not a duration such as 12h or 90d"));
  }

  private static void refuse(String problem) {
    throw new CommandException(problem);
  }
}
