package dev.millrace.local.cli;

import dev.millrace.cost.domain.Window;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.domain.CostDimension;
import dev.millrace.local.domain.CostReport;
import dev.millrace.local.domain.CostSelection;
import dev.millrace.schemas.Topics;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what each tenant is charged for a month. */
@Command(
    name = "chargeback",
    mixinStandardHelpOptions = true,
    description =
        "Shows what each tenant used in a calendar month (UTC), by pipeline, model and service"
            + " tier.")
final class CostChargebackCommand implements Callable<Integer> {

  private static final List<CostDimension> BY =
      List.of(
          CostDimension.TENANT, CostDimension.PIPELINE, CostDimension.MODEL, CostDimension.TIER);

  private final Output output;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(
      names = "--month",
      required = true,
      paramLabel = "YYYY-MM",
      description = "Which month, such as 2026-11.")
  private String month = "";

  @Option(names = "--tenant", paramLabel = "T", description = "Only one tenant.")
  private @Nullable String tenant;

  @ArgGroup private CostForm form = new CostForm();

  CostChargebackCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    CostReport report = new CostReport(selection(month(), Optional.ofNullable(tenant)));
    new RecordStream(data.factory(), output::tell).read(Topics.COST_METRICS, report::take);
    form.show(BY, report, output);
    return 0;
  }

  /** Days are whole in UTC, and so are months. */
  static CostSelection selection(YearMonth month, Optional<String> tenant) {
    return new CostSelection(
        Window.DAY,
        start(month.atDay(1)),
        start(month.plusMonths(1).atDay(1)),
        tenant,
        Optional.empty());
  }

  private YearMonth month() {
    try {
      return YearMonth.parse(month);
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(), "--month " + month + ": expected a month such as 2026-11");
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
