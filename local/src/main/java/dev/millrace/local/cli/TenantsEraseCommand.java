package dev.millrace.local.cli;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.TenantErasure;
import dev.millrace.local.client.TenantStanding;
import dev.millrace.local.client.TenantTraces;
import dev.millrace.local.client.TenantTraces.Fate;
import dev.millrace.local.client.TopicTimes;
import dev.millrace.local.factory.Factory;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Erases a tenant, or says what that would mean. */
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    description = {
      "Says what erasing a tenant takes away at once, what goes by retention and until when, and"
          + " what stays.",
      "With --yes it is done: keys of the tenant open nothing any more, and its tokens and sealed"
          + " dead letters cannot be opened by anybody. There is no way back."
    })
final class TenantsEraseCommand implements Callable<Integer> {

  private final Output output;
  private final InstantSource clock;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "TENANT", description = "Its name, which is used up with it.")
  private String tenant = "";

  @Option(names = "--yes", description = "Do it.")
  private boolean yes;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  TenantsEraseCommand(Output output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    Identity.problem("TENANT", tenant).ifPresent(TenantsEraseCommand::refuse);
    if (tenant.equals(Factory.Plan.TENANT)) {
      refuse(
          "the tenant "
              + tenant
              + " is the one that this command line acts for: to get rid of it, stop the factory"
              + " and delete its folder");
    }
    RunningFactory factory = data.factory();
    TenantErasure erasure = new TenantErasure(factory, clock);
    TenantStanding standing =
        yes
            ? erasure.erase(tenant, System.getProperty("user.name", "unknown"))
            : erasure.standing(tenant);
    ErasureText text =
        new ErasureText(
            standing,
            standing.erasedAt().orElseGet(clock::instant),
            new TopicTimes(factory)
                .longest(
                    Topics.all().stream()
                        .filter(
                            topic ->
                                TenantTraces.fate(topic)
                                    .filter(fate -> fate != Fate.TAKEN_BACK)
                                    .isPresent())
                        .toList()));
    if (json) {
      output.answer(text.json(yes));
    } else {
      text.lines(yes).forEach(output::stream);
      output.flush();
    }
    return 0;
  }

  private static void refuse(String problem) {
    throw new CommandException(problem);
  }
}
