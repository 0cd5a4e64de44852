package dev.millrace.local.cli;

import dev.millrace.local.client.BudgetBoard;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.pricing.Dollars;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetHolders;
import dev.millrace.record.BudgetPeriod;
import dev.millrace.schemas.PeriodText;
import dev.millrace.schemas.json.RecordJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a budget beside those of the specs. */
@Command(
    name = "set",
    mixinStandardHelpOptions = true,
    description = {
      "Sets a budget, in place of that of the same name. It counts within a second.",
      "Without --tenant and --each-tenant, all tenants have the limit together."
    })
final class BudgetsSetCommand implements Callable<Integer> {

  private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /** Digits after the point of every amount, as in the records. */
  private static final int SCALE = 12;

  private static final int ALL_OF_IT = 100;

  /** What {@code docs/budgets.md} says of counts, for whoever has spent already. */
  private static final String BEFORE =
      "what was spent in the present window before is not counted, unless another budget has"
          + " counted the same calls already: with it, more than the limit may be spent until the"
          + " window ends";

  private final Output output;
  private final InstantSource clock;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "NAME", description = "Its name.")
  private String name = "";

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant has it.")
  private @Nullable String tenant;

  @Option(names = "--each-tenant", description = "Every tenant has it for itself.")
  private boolean eachTenant;

  @Option(names = "--pipeline", paramLabel = "PIPELINE", description = "Only its calls count.")
  private @Nullable String pipeline;

  @Option(names = "--model", paramLabel = "MODEL", description = "Only calls to it count.")
  private @Nullable String model;

  @Option(
      names = "--window",
      paramLabel = "WINDOW",
      required = true,
      description =
          "Hours (1h, 2h, 3h, 4h, 6h, 8h, 12h), days (1d to 31d) or a calendar month (1mo).")
  private String window = "";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Time zone in which windows begin; UTC unless given.")
  private String zone = "UTC";

  @Option(
      names = "--limit",
      paramLabel = "USD",
      required = true,
      description =
          "Most that may be spent in a window, in US dollars, the only currency: a number above 0"
              + " with at most 12 digits after the point and no sign, such as 5.00.")
  private String limit = "";

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      required = true,
      description = {
        "What happens at the limit, one of:",
        "alert: nothing is stopped",
        "degrade: the cheaper model of --degrade-to is asked from --degrade-from on",
        "defer: requests go on in the bulk lane",
        "refuse: no call is made any more"
      })
  private String action = "";

  @Option(
      names = "--alerts",
      paramLabel = "PERCENT",
      split = ",",
      description = "Percentages of the limit that are told of; 50,80,100 unless given.")
  private List<Integer> alerts = List.of(50, 80, 100);

  @Option(
      names = "--degrade-to",
      paramLabel = "MODEL",
      description = "With --action degrade: the cheaper model.")
  private @Nullable String degradeTo;

  @Option(
      names = "--degrade-from",
      paramLabel = "PERCENT",
      description =
          "With --degrade-to, from which percentage of the limit on that model answers; 80 unless"
              + " given.")
  private int degradeFrom = 80;

  @Option(
      names = "--dry-run",
      description = "Stops nothing: predictions tell what would have been stopped.")
  private boolean dryRun;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  BudgetsSetCommand(Output output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    BudgetDefinition budget = definition();
    boolean isNew = new BudgetBoard(data.factory(), clock).set(budget).isEmpty();
    if (json) {
      output.answer(RecordJson.of(budget));
    } else {
      output.answer(answer(budget, isNew));
    }
    return 0;
  }

  String answer(BudgetDefinition budget, boolean isNew) {
    return (isNew ? "set: " : "changed: ")
        + name
        + ", "
        + Dollars.exact(budget.getLimit())
        + " USD in "
        + window
        + (dryRun ? ", in a dry run" : "")
        + System.lineSeparator()
        + BEFORE;
  }

  /**
   * What the options say.
   *
   * @throws CommandException where that is no budget
   */
  BudgetDefinition definition() {
    require(
        name.matches(NAME),
        "NAME takes at most 63 lower-case letters, digits and hyphens, no hyphen at either end");
    require(tenant == null || !eachTenant, "choose one of --tenant and --each-tenant");
    require(
        alerts.stream().allMatch(percent -> percent >= 1 && percent <= ALL_OF_IT),
        "--alerts takes percentages from 1 to 100");
    require(
        degradeFrom >= 0 && degradeFrom <= ALL_OF_IT,
        "--degrade-from takes a percentage from 0 to 100");
    BudgetPeriod period =
        PeriodText.read(window, zone)
            .orElseThrow(() -> new CommandException("--window takes " + PeriodText.SHAPE));
    BudgetDefinition budget =
        new BudgetDefinition(
            name,
            holders(),
            tenant,
            pipeline,
            model,
            period,
            dollars(),
            action(),
            alerts,
            degradeTo,
            degradeFrom,
            dryRun,
            System.getProperty("user.name", "unknown"),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    try {
      Budget unused = Budget.of(budget);
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
    return budget;
  }

  private BudgetHolders holders() {
    if (tenant != null) {
      return BudgetHolders.ONE;
    }
    return eachTenant ? BudgetHolders.EACH : BudgetHolders.TOGETHER;
  }

  private BigDecimal dollars() {
    try {
      BigDecimal dollars = new BigDecimal(limit);
      require(
          dollars.signum() > 0 && dollars.scale() <= SCALE, "--limit takes a sum above 0, as 5.00");
      return dollars.setScale(SCALE);
    } catch (NumberFormatException e) {
      throw new CommandException("--limit takes a sum above 0, as 5.00");
    }
  }

  private BudgetAction action() {
    try {
      return BudgetAction.valueOf(action.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new CommandException("--action takes alert, degrade, defer or refuse");
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new CommandException(message);
    }
  }
}
