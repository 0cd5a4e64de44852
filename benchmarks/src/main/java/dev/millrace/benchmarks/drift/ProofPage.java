package dev.millrace.benchmarks.drift;

import dev.millrace.benchmarks.drift.Contestant.Origin;
import dev.millrace.benchmarks.drift.Race.Result;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.schemas.testing.SharedData;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes docs/drift-proof.md: what alarms of drift are worth, beside what others do. All of it is
 * drawn from seeds, so it is the same on every machine but for the time of a value.
 *
 * @param size how much is drawn
 * @param progress is told what is being done
 */
public record ProofPage(Size size, PrintStream progress) {

  private static final long SEED = 7_001;

  /** Those of ServeGen's whose tokens are recorded for all of the time. */
  private static final List<String> TENANTS = List.of("14", "23", "30", "60", "66", "101");

  /**
   * How much is drawn.
   *
   * @param seeds how many
   * @param windows without a change, of each seed and size
   * @param tries of each shift and seed
   * @param stationary values of each error rate at which nothing changes
   * @param shifts streams of errors of each shift
   */
  public record Size(int seeds, int windows, int tries, int stationary, int shifts) {

    /** As the page in docs has it. */
    public static final Size FULL = new Size(3, 1_000, 20, 1_000_000, 100);
  }

  /** The page. */
  public String write() {
    StringBuilder page =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
                # What drift alarms are worth

                This page is generated: do not edit it, write it with `./millrace bench --drift-proof docs/drift-proof.md`. Seeds are
                %d to %d; none was used to choose a setting. How it is done: [drift-statistics.md](drift-statistics.md).

                """,
                SEED,
                SEED + size.seeds() - 1));
    windows(page);
    detectors(page);
    traces(page);
    return page.toString();
  }

  private void windows(StringBuilder page) {
    Map<Long, Map<WindowRule, List<String>>> each = new LinkedHashMap<>();
    Map<Double, Map<WindowRule, Double>> delays = new LinkedHashMap<>();
    for (long seed = SEED; seed < SEED + size.seeds(); seed++) {
      progress.println("windows of fifty features, seed " + seed);
      WindowTrial trial = new WindowTrial(seed, size.windows(), size.tries());
      trial
          .falseAlarms()
          .forEach(
              (records, alarms) ->
                  alarms.forEach(
                      (rule, number) ->
                          each.computeIfAbsent(records, key -> new EnumMap<>(WindowRule.class))
                              .computeIfAbsent(rule, key -> new ArrayList<>())
                              .add(String.valueOf(number))));
      trial
          .delays()
          .forEach(
              (shift, byRule) ->
                  byRule.forEach(
                      (rule, records) ->
                          delays
                              .computeIfAbsent(shift, key -> new EnumMap<>(WindowRule.class))
                              .merge(rule, records / size.seeds(), Double::sum)));
    }
    page.append(
        String.format(
            Locale.ROOT,
            """
            ## Windows of fifty features

            Normal and rounded numbers and categories of 2 to 100 values; references of 5000 records, a new one every 50 windows; declared: %s of the windows.

            | windows with an alarm, of %d in which nothing changed, one number a seed | n = 200 | n = 200,000 |
            |---|---|---|
            | declared | %.0f | %.0f |
            """,
            WindowRule.ALPHA,
            size.windows(),
            WindowRule.ALPHA * size.windows(),
            WindowRule.ALPHA * size.windows()));
    for (WindowRule rule : WindowRule.values()) {
      page.append("| ").append(rule.title());
      each.values()
          .forEach(
              alarms ->
                  page.append(" | ")
                      .append(String.join(", ", alarms.getOrDefault(rule, List.of()))));
      page.append(" |\n");
    }
    page.append(
        String.format(
            Locale.ROOT,
            "| an alarm every 1000 rows | %d each | %d each |%n%n",
            size.windows() / 5,
            size.windows()));
    page.append(
        "| mean rows until an alarm, windows of 200, after a shift of one number and one"
            + " category by");
    delays.keySet().forEach(shift -> page.append(" | ").append(shift).append(" σ"));
    page.append(" |\n|---").append("|---".repeat(delays.size())).append("|\n");
    for (WindowRule rule : WindowRule.values()) {
      page.append("| ").append(rule.title());
      delays
          .values()
          .forEach(byRule -> page.append(String.format(Locale.ROOT, " | %.0f", byRule.get(rule))));
      page.append(" |\n");
    }
    page.append(
        "\nWho waited 20,000 rows in vain is counted with these. That the naive rules come"
            + " sooner says nothing: they come as soon where nothing changed.\n\n");
  }

  private void detectors(StringBuilder page) {
    progress.println("detectors of rising errors, seed " + SEED);
    List<Result> results =
        new Race(SEED, size.stationary(), size.shifts()).of(DetectorBench.contestants());
    boolean moa = results.stream().anyMatch(result -> result.contestant().origin() == Origin.MOA);
    page.append(
        String.format(
            Locale.ROOT,
            """
            ## Errors, one by one

            The same streams for all: %s values at each of three error rates at which nothing changes, and %d changes of each kind after %d values. A change without an alarm
            within %d values is missed; in the mean delay it counts as so many. %s
            Sorted by false alarms at the worst rate, then by delay. *Ahead*: nobody else is as quick with as few false alarms at its worst rate, and better in one of them.

            | detector | false alarms in 10^6 at 0.05 / 0.2 / 0.5 |%s mean delay | ns | ahead |
            |---|---|%s---|---|---|
            """,
            String.format(Locale.ROOT, "%,d", size.stationary()),
            size.shifts(),
            ErrorStream.BEFORE,
            ErrorStream.HORIZON,
            moa
                ? "The others are those of MOA 2024.07, from its jar."
                : "No jar of MOA was named (-Dmillrace.bench.moa=JAR): the others are published"
                    + " formulas.",
            ErrorStream.SHIFTS.stream()
                .map(shift -> " " + shift.title() + " |")
                .reduce("", String::concat),
            "---|".repeat(ErrorStream.SHIFTS.size())));
    results.stream()
        .sorted(Comparator.comparingDouble(Result::mostFalseAlarms).thenComparing(Result::delay))
        .forEach(result -> row(page, result, results));
    page.append(
        "\nCells of changes: mean values until the alarm, and in brackets the share that"
            + " was missed.\n\n");
  }

  private static void row(StringBuilder page, Result result, List<Result> all) {
    boolean ours = result.contestant().origin() == Origin.OURS;
    page.append("| ")
        .append(ours ? "**" + result.contestant().title() + "**" : result.contestant().title());
    page.append(" | ");
    page.append(
        result.falseAlarms().values().stream()
            .map(number -> String.format(Locale.ROOT, "%.1f", number))
            .reduce((one, next) -> one + " / " + next)
            .orElseThrow());
    result
        .delays()
        .forEach(
            (shift, delay) -> {
              double missed = result.missed().getOrDefault(shift, 0.0);
              page.append(delay.isNaN() ? " | -" : String.format(Locale.ROOT, " | %.0f", delay));
              page.append(
                  missed == 0 ? "" : String.format(Locale.ROOT, " (%.0f %%)", missed * 100));
            });
    page.append(
        String.format(
            Locale.ROOT,
            " | %.0f | %.0f | %s |%n",
            result.delay(),
            result.nanos(),
            all.stream().noneMatch(result::isBeatenBy) ? "yes" : ""));
  }

  private void traces(StringBuilder page) {
    Optional<Path> azure = SharedData.find("traces/azure-2023-conversation.csv.gz");
    Optional<Path> rates = SharedData.find("traces/servegen-m-mid-rates.csv.gz");
    Optional<Path> tokens = SharedData.find("traces/servegen-m-mid-token-quantiles-6h.csv");
    page.append(
        """
        ## Recorded traffic

        One false alarm a week is put up with. A change is an episode: two of three windows drifted, until three in a row did not. The reason is the surest feature of its second
        window, and the cell of it that changed most. ServeGen: 14 days of one language service and its 20 largest tenants, by the hour, a sample of 2000 requests each, tokens between
        the recorded quantiles; tenants alone are those whose tokens are recorded for all of the time. Azure: one hour of conversations in windows of 5 minutes, all requests.

        """);
    if (azure.isEmpty() || rates.isEmpty() || tokens.isEmpty()) {
      page.append("The traces are not here.\n");
      return;
    }
    progress.println("traces, seed " + SEED);
    TraceWindows days = TraceFiles.serveGen(rates.get(), tokens.get(), "", SEED);
    TraceWindows hour = TraceFiles.azure(azure.get(), Duration.ofMinutes(5));
    int week = 7 * 24;
    List<ReferenceProfile> firstDay = days.reference(days.windows().subList(0, 24));
    List<ReferenceProfile> quarter = hour.reference(hour.windows().subList(0, 3));
    List<TraceTrial.Outcome> outcomes = new ArrayList<>();
    for (String tenant : TENANTS) {
      TraceWindows alone = TraceFiles.serveGen(rates.get(), tokens.get(), tenant, SEED);
      List<ReferenceProfile> first = alone.reference(alone.windows().subList(0, 24));
      outcomes.add(
          new TraceTrial(
                  "ServeGen, tenant " + tenant + " alone, against its first day",
                  Duration.ofHours(1),
                  24,
                  i -> first)
              .of(alone));
    }
    outcomes.addAll(
        List.of(
            new TraceTrial(
                    "ServeGen, against its first day", Duration.ofHours(1), 24, i -> firstDay)
                .of(days),
            new TraceTrial(
                    "ServeGen, against the same hour a week before",
                    Duration.ofHours(1),
                    week,
                    i -> days.reference(days.windows().subList(i - week, i - week + 1)))
                .of(days),
            new TraceTrial(
                    "Azure, against its first 15 minutes", Duration.ofMinutes(5), 3, i -> quarter)
                .of(hour)));
    page.append(
        """
        | trace | windows | drifted | any p < 0.05 | any PSI > 0.2 | episodes | a week |
        |---|---|---|---|---|---|---|
        """);
    for (TraceTrial.Outcome outcome : outcomes) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %d | %d | %d | %s |%n",
              outcome.trial().name(),
              outcome.windows(),
              outcome.alarms().getOrDefault(WindowRule.OURS, 0),
              outcome.alarms().getOrDefault(WindowRule.NAIVE, 0),
              outcome.alarms().getOrDefault(WindowRule.PSI, 0),
              outcome.episodes().size(),
              outcome.perWeek()));
    }
    page.append("\n| episode | begins in window | drifted windows | reason |\n|---|---|---|---|\n");
    for (TraceTrial.Outcome outcome : outcomes) {
      for (TraceTrial.Change episode : outcome.episodes()) {
        page.append(
            String.format(
                Locale.ROOT,
                "| %s | %d | %d | %s |%n",
                outcome.trial().name(),
                episode.first(),
                episode.windows(),
                episode.reason()));
      }
    }
  }
}
