package dev.millrace.local.cli;

import dev.millrace.local.client.BudgetStandings;
import dev.millrace.local.client.Endings;
import dev.millrace.local.client.LoopLog;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.Sending.SentEvent;
import dev.millrace.local.domain.Accuracy;
import dev.millrace.local.domain.Milestone;
import dev.millrace.local.domain.Plot;
import dev.millrace.local.domain.Score;
import dev.millrace.platform.budgets.domain.PresentBudgets.Present;
import dev.millrace.platform.pricing.Dollars;
import dev.millrace.record.BudgetStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Watches the demo from outside, as anybody could, and tells what happens: how good answers are
 * now, what becomes of the models, and what is spent.
 *
 * <p><i>Threads</i>: one.
 */
final class DemoStory {

  /** What counts as now. */
  private static final Duration NOW = Duration.ofSeconds(5);

  /** Of those who do not see a line written over. */
  private static final int LOOKS_BETWEEN_TELLINGS = 10;

  /** Budgets stand some seconds behind anyway. */
  private static final int LOOKS_BETWEEN_BUDGETS = 4;

  private final Output output;
  private final InstantSource clock;
  private final Instant began;
  private final Plot plot;
  private final String pipeline;
  private final Endings endings;
  private final LoopLog log;
  private final BudgetStandings budgets;
  private int looks;
  private Optional<BudgetStatus> budget = Optional.empty();
  private Optional<Accuracy> accuracy = Optional.empty();

  /**
   * Of one pipeline.
   *
   * @param began when the demo did
   */
  DemoStory(Output output, InstantSource clock, Instant began, Plot plot, Watched watched) {
    this.output = output;
    this.clock = clock;
    this.began = began;
    this.plot = plot;
    this.pipeline = watched.pipeline();
    RecordStream records = new RecordStream(watched.factory(), output::tell);
    this.endings = new Endings(records, pipeline);
    this.log = new LoopLog(records, pipeline, clock);
    this.budgets = new BudgetStandings(watched.factory(), clock);
  }

  /** What is watched. */
  record Watched(RunningFactory factory, String pipeline) {}

  /** Sees what there is to see, and tells it. */
  void look(Map<String, SentEvent> events) {
    Instant now = clock.instant();
    endings.catchUp();
    Score score = RunReport.of(endings, events).score();
    Instant since = now.minus(NOW);
    accuracy = score.accuracy(since.isBefore(plot.turn()) ? plot.turn() : since, now);
    budget = looks % LOOKS_BETWEEN_BUDGETS == 0 ? standing() : budget;
    for (Milestone milestone : plot.look(now, accuracy, log.catchUp())) {
      output.tellOver(line(milestone.at(), milestone.name() + ": " + milestone.detail()));
    }
    if (output.isTerminal() || looks % LOOKS_BETWEEN_TELLINGS == 0) {
      output.tellForNow(line(now, state(score, events)));
    }
    looks++;
  }

  Endings endings() {
    return endings;
  }

  Plot plot() {
    return plot;
  }

  /** How the budget of the pipeline stands now. */
  Optional<BudgetStatus> budget() {
    return standing();
  }

  /** Seconds since the demo began. */
  double seconds(Instant at) {
    return Math.round(Duration.between(began, at).toMillis() / 100.0) / 10.0;
  }

  private Optional<BudgetStatus> standing() {
    return budgets.budgets((name, reason) -> {}).stream()
        .map(Present::status)
        .filter(status -> pipeline.equals(status.getPipeline()))
        .findFirst();
  }

  private String state(Score score, Map<String, SentEvent> events) {
    return String.format(
        Locale.ROOT,
        "%d predictions, %d in flight%s",
        score.size(),
        endings.missing(events.keySet()).size(),
        score
            .latency()
            .map(latency -> ", p50 " + latency.p50() + " ms, p99 " + latency.p99() + " ms")
            .orElse(""));
  }

  /** What happened, and beside it how good answers are now and what is spent, in columns. */
  private String line(Instant at, String what) {
    return String.format(
        Locale.ROOT,
        "%6.1f s  right now %5s  spent %-17s  %s",
        seconds(at),
        accuracy.map(now -> String.format(Locale.ROOT, "%.0f %%", now.share() * 100)).orElse("-"),
        budget.map(DemoStory::spent).orElse("-"),
        what);
  }

  private static String spent(BudgetStatus status) {
    return Dollars.rounded(status.getSpent())
        + " of "
        + Dollars.rounded(status.getLimit())
        + " USD";
  }
}
