package dev.millrace.local.cli;

import dev.millrace.local.client.RecordStream;
import dev.millrace.local.domain.CostDimension;
import dev.millrace.local.domain.CostReport;
import dev.millrace.local.domain.CostSelection;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.schemas.Topics;
import java.time.Instant;
import java.time.LocalDate;
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

/** Shows what calls cost, by any dimensions. */
@Command(
    name = "cost",
    mixinStandardHelpOptions = true,
    description =
        "Shows what calls cost, to the last digit, out of cost-metrics; it is a second or two"
            + " behind.")
final class CostCommand implements Callable<Integer> {

  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  private final Output output;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(
      names = "--by",
      paramLabel = "DIMENSION,...",
      hideParamSyntax = true,
      split = ",",
      description =
          "What sums are told apart by, one or more with commas between: tenant, pipeline, model,"
              + " version, tier, lane, time. Without it: tenant, pipeline and model.")
  private List<CostDimension> by =
      List.of(CostDimension.TENANT, CostDimension.PIPELINE, CostDimension.MODEL);

  @Option(
      names = "--window",
      paramLabel = "LENGTH",
      defaultValue = "1d",
      description =
          "Length of the windows that are summed: 1m, 1h or 1d (default: ${DEFAULT-VALUE}).")
  private String window = CostWindow.DAY.label();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Only windows that begin then or later: a day (UTC) such as 2026-11-26, or an instant such"
              + " as 2026-11-26T10:00:00Z.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Only windows that begin before then: a day or an instant.")
  private @Nullable String to;

  @Option(names = "--tenant", paramLabel = "T", description = "Only those of one tenant.")
  private @Nullable String tenant;

  @Option(names = "--pipeline", paramLabel = "P", description = "Only those of one pipeline.")
  private @Nullable String pipeline;

  @ArgGroup private CostForm form = new CostForm();

  CostCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    CostSelection selection =
        new CostSelection(
            CostWindow.labelled(window)
                .orElseThrow(() -> misunderstood("--window " + window + ": one of 1m, 1h and 1d")),
            instant("--from", from).orElse(Instant.EPOCH),
            instant("--to", to).orElse(END_OF_TIME),
            Optional.ofNullable(tenant),
            Optional.ofNullable(pipeline));
    CostReport report = new CostReport(selection);
    new RecordStream(data.factory(), output::tell).read(Topics.COST_METRICS, report::take);
    form.show(by, report, output);
    return 0;
  }

  private Optional<Instant> instant(String option, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      throw misunderstood(
          option + " " + text + ": a day such as 2026-11-26, or 2026-11-26T10:00:00Z");
    }
  }

  private ParameterException misunderstood(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
