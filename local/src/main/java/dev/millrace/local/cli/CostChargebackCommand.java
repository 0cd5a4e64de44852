package dev.millrace.local.cli;

import dev.millrace.local.client.RecordStream;
import dev.millrace.local.domain.CostDimension;
import dev.millrace.local.domain.CostReport;
import dev.millrace.local.domain.CostSelection;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    description = {
      "Shows what each tenant used in a calendar month (UTC), by pipeline, model and service tier.",
      "Months of which a part is kept no more are refused; a month that is not over is provisional,"
          + " and the report says so."
    })
final class CostChargebackCommand implements Callable<Integer> {

  /** How much of a month there is. */
  enum Standing {
    /** It is over: only what comes late can change it. */
    WHOLE,
    /** It runs. */
    PROVISIONAL,
    /** It has not begun. */
    FUTURE
  }

  private static final List<CostDimension> BY =
      List.of(
          CostDimension.TENANT, CostDimension.PIPELINE, CostDimension.MODEL, CostDimension.TIER);

  private final Output output;
  private final InstantSource clock;

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
    this(output, InstantSource.system());
  }

  CostChargebackCommand(Output output, InstantSource clock) {
    this.output = output;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    YearMonth asked = month();
    Instant now = clock.instant();
    missing(asked, now)
        .ifPresent(
            why -> {
              throw new ParameterException(spec.commandLine(), why);
            });
    Standing standing = standing(asked, now);
    if (standing == Standing.FUTURE) {
      throw new ParameterException(
          spec.commandLine(), "--month " + asked + " has not begun: nothing was spent in it");
    }
    CostReport report = new CostReport(selection(asked, Optional.ofNullable(tenant)));
    new RecordStream(data.factory(), output::tell).read(Topics.COST_METRICS, report::take);
    if (standing == Standing.PROVISIONAL) {
      output.tell(
          "provisional: "
              + asked
              + " is not over before "
              + start(asked.plusMonths(1).atDay(1))
              + "; this is what was spent up to now");
    }
    form.show(BY, about(asked, standing), report, output);
    return 0;
  }

  /** How a month stands at an instant. */
  static Standing standing(YearMonth month, Instant now) {
    YearMonth running = YearMonth.from(now.atZone(ZoneOffset.UTC));
    if (month.isAfter(running)) {
      return Standing.FUTURE;
    }
    return month.isBefore(running) ? Standing.WHOLE : Standing.PROVISIONAL;
  }

  /** What machines are told with each row. */
  static Map<String, String> about(YearMonth month, Standing standing) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("month", month.toString());
    about.put("standing", standing.name().toLowerCase(Locale.ROOT));
    return about;
  }

  /** Days are whole in UTC, and so are months. */
  static CostSelection selection(YearMonth month, Optional<String> tenant) {
    return new CostSelection(
        CostWindow.DAY,
        start(month.atDay(1)),
        start(month.plusMonths(1).atDay(1)),
        tenant,
        Optional.empty());
  }

  /** Why nobody knows any more what a month cost; absent where it is known. */
  static Optional<String> missing(YearMonth month, Instant now) {
    if (!(Topics.COST_METRICS.retention() instanceof Topic.Retention.Delete delete)) {
      return Optional.empty();
    }
    // A window is written when it changes, so the oldest that is there may lack what came before.
    Instant oldest = now.minus(delete.after());
    YearMonth first = YearMonth.from(oldest.atZone(ZoneOffset.UTC)).plusMonths(1);
    return month.isBefore(first)
        ? Optional.of(
            "--month "
                + month
                + ": "
                + Topics.COST_METRICS.name()
                + " keeps its records for "
                + delete.after().toDays()
                + " days, so a part of that month would be missing; the first whole month is "
                + first
                + " (keep reports of months with --csv or --json)")
        : Optional.empty();
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
