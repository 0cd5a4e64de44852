package dev.millrace.local.cli;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.local.client.FactoryTopics;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.TenantErasure;
import dev.millrace.local.client.TenantKeys;
import dev.millrace.local.client.TenantStanding;
import dev.millrace.local.client.TenantTraces;
import dev.millrace.local.client.TenantTraces.Fate;
import dev.millrace.local.client.TopicTimes;
import dev.millrace.local.factory.Factory;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
          + " dead letters cannot be opened by anybody. There is no way back.",
      "Of the factory on this machine, or with --deployed of one that settings name."
    })
final class TenantsEraseCommand implements Callable<Integer> {

  /** What Java calls a user that the system has no name for, as in a container. */
  private static final String NOBODY = "?";

  private final Output output;
  private final InstantSource clock;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private DeployedOptions deployed = new DeployedOptions();

  @Parameters(paramLabel = "TENANT", description = "Its name, which is used up with it.")
  private String tenant = "";

  @Option(names = "--yes", description = "Do it.")
  private boolean yes;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who does it, for the audit log (default: the user of this machine).")
  private @Nullable String by;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  TenantsEraseCommand(Output output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    Identity.problem("TENANT", tenant).ifPresent(TenantsEraseCommand::refuse);
    if (deployed.isMeant()) {
      var factory = deployed.factory();
      return factory.withKeys(keys -> erase(factory, keys));
    }
    if (tenant.equals(Factory.Plan.TENANT)) {
      refuse(
          "the tenant "
              + tenant
              + " is the one that this command line acts for: to get rid of it, stop the factory"
              + " and delete its folder");
    }
    RunningFactory factory = data.factory();
    return erase(factory, TenantKeys.in(factory.folder().personalDataKeys()));
  }

  private int erase(FactoryTopics factory, TenantKeys keys) throws IOException {
    TenantErasure erasure = new TenantErasure(factory, keys, clock);
    // Before anything is done: who may not ask for it must not hear of a failure afterwards.
    Map<String, Duration> longest = longest(factory);
    TenantStanding standing = yes ? erasure.erase(tenant, actor()) : erasure.standing(tenant);
    ErasureText text =
        new ErasureText(standing, standing.erasedAt().orElseGet(clock::instant), longest);
    if (json) {
      output.answer(text.json(yes));
    } else {
      text.lines(yes).forEach(output::stream);
      output.flush();
    }
    if (yes) {
      keys.afterwards().ifPresent(output::tell);
    }
    return 0;
  }

  private static Map<String, Duration> longest(FactoryTopics factory) throws IOException {
    return new TopicTimes(factory)
        .longest(
            Topics.all().stream()
                .filter(
                    topic ->
                        TenantTraces.fate(topic)
                            .filter(fate -> fate != Fate.TAKEN_BACK)
                            .isPresent())
                .toList());
  }

  private String actor() {
    String user = System.getProperty("user.name", NOBODY);
    if (by == null && user.equals(NOBODY)) {
      refuse("this machine does not know who you are: say it for the audit log, with --by NAME");
    }
    return by == null ? user : by;
  }

  private static void refuse(String problem) {
    throw new CommandException(problem);
  }
}
