package dev.millrace.publisher.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.publisher.domain.Reading.Manner;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.ModelRun;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RunState;
import dev.millrace.record.Spend;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes from records what CloudWatch is told of them. */
public final class Readings {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String ALL = "all";
  private static final String UNKNOWN = "(unknown)";

  private Readings() {}

  /** Of minutes only: CloudWatch makes hours and days of them by itself. */
  public static Optional<Reading> of(CostMetric metric) {
    if (!Duration.between(metric.getWindowStart(), metric.getWindowEnd()).equals(MINUTE)) {
      return Optional.empty();
    }
    Spend total = metric.getTotal();
    String tier = Objects.requireNonNullElse(metric.getServiceTier(), "default");
    String lane = metric.getLane().name().toLowerCase(Locale.ROOT);
    Map<Metric, BigDecimal> figures = new EnumMap<>(Metric.class);
    figures.put(Metric.COST_SPENT, total.getCost());
    // What is offline serves nobody either, but is wanted.
    figures.put(
        Metric.COST_WASTED,
        total
            .getCost()
            .subtract(metric.getUseful().getCost())
            .subtract(metric.getOffline().getCost()));
    figures.put(Metric.COST_CALLS, BigDecimal.valueOf(total.getCalls()));
    figures.put(Metric.COST_UNPRICED_CALLS, BigDecimal.valueOf(total.getUnpricedCalls()));
    figures.put(Metric.COST_INPUT_TOKENS, BigDecimal.valueOf(total.getUsage().getInputTokens()));
    figures.put(Metric.COST_OUTPUT_TOKENS, BigDecimal.valueOf(total.getUsage().getOutputTokens()));
    return Optional.of(
        new Reading(
            window(
                "cost",
                metric.getTenant(),
                metric.getPipeline(),
                metric.getModelId(),
                metric.getModelVersion(),
                tier,
                lane,
                metric.getWindowStart()),
            metric.getWindowStart(),
            metric.getWindowEnd(),
            Manner.REPLACES,
            metric.getRevision(),
            Optional.of(metric.getTenant()),
            Map.of(
                Dimension.PIPELINE,
                metric.getPipeline(),
                Dimension.MODEL,
                metric.getModelId(),
                Dimension.LANE,
                lane,
                Dimension.TIER,
                tier),
            figures));
  }

  /** Of whole windows only: features and segments are too many for CloudWatch. */
  public static Optional<Reading> of(QualityMetric metric) {
    if (metric.getFeature() != null || metric.getSegment() != null || metric.getValue() == null) {
      return Optional.empty();
    }
    Map<Metric, BigDecimal> figures = figures(metric, metric.getValue());
    if (figures.isEmpty()) {
      return Optional.empty();
    }
    String version =
        metric.getModelVersion() == null ? ALL : String.valueOf(metric.getModelVersion());
    return Optional.of(
        new Reading(
            window(
                "quality",
                metric.getPipeline(),
                version,
                metric.getName(),
                metric.getWindowStart(),
                metric.getWindowEnd()),
            metric.getWindowStart(),
            metric.getWindowEnd(),
            Manner.REPLACES,
            metric.getRevision(),
            Optional.empty(),
            Map.of(Dimension.PIPELINE, metric.getPipeline(), Dimension.VERSION, version),
            figures));
  }

  /** Of the newest minute that it knows of. */
  public static Reading of(BudgetStatus status) {
    return new Reading(
        window(
            "budget",
            status.getBudget(),
            String.valueOf(status.getTenant()),
            String.valueOf(status.getPipeline()),
            String.valueOf(status.getModelId()),
            status.getAsOf()),
        status.getAsOf().minus(MINUTE),
        status.getAsOf(),
        Manner.REPLACES,
        0,
        Optional.ofNullable(status.getTenant()),
        Map.of(Dimension.BUDGET, status.getBudget()),
        Map.of(
            Metric.BUDGET_LEFT,
            status.getLimit().subtract(status.getSpent()),
            Metric.BUDGET_USED,
            status.getShare()));
  }

  /**
   * One more of its minute.
   *
   * @param partition of the topic it lies in: each counts for itself
   */
  public static Reading of(DeadLetter letter, String partition) {
    Instant minute = letter.getFailedAt().truncatedTo(ChronoUnit.MINUTES);
    String pipeline = Objects.requireNonNullElse(letter.getPipeline(), UNKNOWN);
    String stage = letter.getStage().name().toLowerCase(Locale.ROOT);
    return new Reading(
        window("letters", partition, pipeline, stage, letter.getCause(), minute),
        minute,
        minute.plus(MINUTE),
        Manner.ADDS,
        0,
        Optional.empty(),
        Map.of(
            Dimension.PIPELINE,
            pipeline,
            Dimension.STAGE,
            stage,
            Dimension.CAUSE,
            letter.getCause()),
        Map.of(Metric.DEAD_LETTERS, BigDecimal.ONE));
  }

  /** Of a canary that was taken back, in the minute it was. */
  public static Optional<Reading> of(ModelRun run) {
    if (run.getState() != RunState.ROLLED_BACK) {
      return Optional.empty();
    }
    Instant minute = run.getSince().truncatedTo(ChronoUnit.MINUTES);
    return Optional.of(
        new Reading(
            window("run", run.getPipeline(), run.getId(), minute),
            minute,
            minute.plus(MINUTE),
            Manner.REPLACES,
            0,
            Optional.empty(),
            Map.of(Dimension.PIPELINE, run.getPipeline()),
            Map.of(Metric.MODEL_ROLLBACKS, BigDecimal.ONE)));
  }

  private static Map<Metric, BigDecimal> figures(QualityMetric metric, double value) {
    Map<Metric, BigDecimal> figures = new EnumMap<>(Metric.class);
    switch (metric.getName()) {
      case "drifted" -> figures.put(Metric.DRIFTED_FEATURES, BigDecimal.valueOf(value));
      case "accuracy" -> {
        long judged = metric.getCurrentCount();
        figures.put(Metric.QUALITY_ACCURACY, BigDecimal.valueOf(value));
        figures.put(Metric.ANSWERS_JUDGED, BigDecimal.valueOf(judged));
        figures.put(Metric.ANSWERS_RIGHT, BigDecimal.valueOf(Math.round(value * judged)));
        if (metric.getLabelCoverage() != null) {
          figures.put(Metric.QUALITY_COVERAGE, BigDecimal.valueOf(metric.getLabelCoverage()));
        }
      }
      case "macroF1" -> figures.put(Metric.QUALITY_MACRO_F1, BigDecimal.valueOf(value));
      default -> {
        // Only whether it is held against a target, and with which end.
      }
    }
    if (metric.getTarget() != null && metric.getVerdict() != Verdict.NOT_ENOUGH_DATA) {
      boolean isWorse = metric.getVerdict() == Verdict.DRIFTED;
      figures.put(Metric.QUALITY_BELOW_TARGET, isWorse ? BigDecimal.ONE : BigDecimal.ZERO);
    }
    return figures;
  }

  private static String window(Object... parts) {
    return Arrays.stream(parts)
        .map(part -> URLEncoder.encode(part.toString(), UTF_8))
        .collect(Collectors.joining("/"));
  }
}
