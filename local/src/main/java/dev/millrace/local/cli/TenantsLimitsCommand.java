package dev.millrace.local.cli;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.gateway.Gateway;
import dev.millrace.local.client.TenantBook;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.json.RecordJson;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets what a tenant may send. */
@Command(
    name = "limits",
    mixinStandardHelpOptions = true,
    description = "Sets what a tenant may send through each gateway; what is not named stays.")
final class TenantsLimitsCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--tenant", paramLabel = "T", required = true, description = "The tenant.")
  private String tenant = "";

  @Option(
      names = "--events-per-second",
      paramLabel = "N",
      description = "Most events a second, on average.")
  private @Nullable Double events;

  @Option(
      names = "--bytes-per-second",
      paramLabel = "N",
      description = "Most bytes a second, on average.")
  private @Nullable Long bytes;

  @Option(names = "--max-body", paramLabel = "BYTES", description = "Largest body of a request.")
  private @Nullable Integer body;

  @Option(names = "--clear", description = "Back to the defaults of the gateway.")
  private boolean clear;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  TenantsLimitsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    check();
    TenantBook book = new TenantBook(data.factory(), InstantSource.system());
    if (clear) {
      book.clear(tenant, System.getProperty("user.name", "unknown"));
      if (json) {
        output.answer("{}");
      } else {
        output.answer("tenant " + tenant + " has the default limits");
      }
      return 0;
    }
    TenantLimits limits =
        book.set(
            new TenantBook.Change(
                tenant, events, bytes, body, System.getProperty("user.name", "unknown")));
    if (json) {
      output.answer(RecordJson.of(limits));
    } else {
      output.answer(TenantsListCommand.line(limits));
    }
    return 0;
  }

  private void check() {
    Identity.problem("--tenant", tenant).ifPresent(TenantsLimitsCommand::refuse);
    boolean isSet = events != null || bytes != null || body != null;
    if (isSet == clear) {
      refuse("give limits to set, or --clear: see millrace tenants limits --help");
    }
    if ((events != null && !(events > 0 && Double.isFinite(events)))
        || (bytes != null && bytes < 1)
        || (body != null && (body < 1 || body > Gateway.LARGEST_BODY_BYTES))) {
      refuse("limits are above zero, and --max-body is at most " + Gateway.LARGEST_BODY_BYTES);
    }
  }

  private static void refuse(String problem) {
    throw new CommandException(problem);
  }
}
