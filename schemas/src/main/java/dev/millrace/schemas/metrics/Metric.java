package dev.millrace.schemas.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The catalogue of what the factory measures: whoever measures, shows or watches anything names one
 * of these.
 */
public enum Metric {
  COST_SPENT(SpendingMeasures.COST_SPENT),
  COST_WASTED(SpendingMeasures.COST_WASTED),
  COST_CALLS(SpendingMeasures.COST_CALLS),
  COST_UNPRICED_CALLS(SpendingMeasures.COST_UNPRICED_CALLS),
  COST_INPUT_TOKENS(SpendingMeasures.COST_INPUT_TOKENS),
  COST_OUTPUT_TOKENS(SpendingMeasures.COST_OUTPUT_TOKENS),
  BUDGET_LEFT(SpendingMeasures.BUDGET_LEFT),
  BUDGET_USED(SpendingMeasures.BUDGET_USED),
  DRIFTED_FEATURES(AnswersMeasures.DRIFTED_FEATURES),
  QUALITY_ACCURACY(AnswersMeasures.QUALITY_ACCURACY),
  QUALITY_MACRO_F1(AnswersMeasures.QUALITY_MACRO_F1),
  QUALITY_BELOW_TARGET(AnswersMeasures.QUALITY_BELOW_TARGET),
  QUALITY_COVERAGE(AnswersMeasures.QUALITY_COVERAGE),
  ANSWERS_JUDGED(AnswersMeasures.ANSWERS_JUDGED),
  ANSWERS_RIGHT(AnswersMeasures.ANSWERS_RIGHT),
  DEAD_LETTERS(FlowMeasures.DEAD_LETTERS),
  MODEL_ROLLBACKS(AnswersMeasures.MODEL_ROLLBACKS),
  WINDOWS_BEHIND(FlowMeasures.WINDOWS_BEHIND),
  CONSUMER_LAG(FlowMeasures.CONSUMER_LAG),
  LAGS_LEFT_OUT(FlowMeasures.LAGS_LEFT_OUT),
  PUBLISHED_BATCHES(PublishingMeasures.PUBLISHED_BATCHES),
  PUBLISHED_CORRECTIONS(PublishingMeasures.PUBLISHED_CORRECTIONS),
  PUBLISHED_LEFT_OUT(PublishingMeasures.PUBLISHED_LEFT_OUT),
  PUBLISHED_UNCERTAIN(PublishingMeasures.PUBLISHED_UNCERTAIN),
  PUBLISHING_WAITING(PublishingMeasures.PUBLISHING_WAITING),
  CALLS_IN_FLIGHT(CallsMeasures.CALLS_IN_FLIGHT),
  CALLS_WAITING(CallsMeasures.CALLS_WAITING),
  CALLS_THROTTLED(CallsMeasures.CALLS_THROTTLED),
  QUOTA_USED(CallsMeasures.QUOTA_USED),
  TOKEN_LAG(CallsMeasures.TOKEN_LAG),
  ANSWERS_UNWRITTEN(CallsMeasures.ANSWERS_UNWRITTEN),
  WATERMARK_DELAY(FlowMeasures.WATERMARK_DELAY),
  CHECKPOINT_AGE(FlowMeasures.CHECKPOINT_AGE),
  CHECKPOINT_DURATION(FlowMeasures.CHECKPOINT_DURATION),
  STREAMS_RECORDS(FlowMeasures.STREAMS_RECORDS),
  STREAMS_LAG(FlowMeasures.STREAMS_LAG),
  STREAMS_THREADS(FlowMeasures.STREAMS_THREADS),
  JOB_RUNNING(FlowMeasures.JOB_RUNNING),
  PROCESS_HEAP(FlowMeasures.PROCESS_HEAP),
  PROCESS_CPU(FlowMeasures.PROCESS_CPU);

  /** Where CloudWatch keeps what metrics-publisher tells it. */
  public static final String NAMESPACE = "Millrace";

  /** Where it keeps what Managed Service for Apache Flink tells it of jobs. */
  private static final String OF_MANAGED_FLINK = "AWS/KinesisAnalytics";

  private static final String PREFIX = "millrace.";

  @SuppressWarnings("ImmutableEnumChecker") // A record of what cannot change.
  private final Measure measure;

  private final String key;

  Metric(Measure measure) {
    this.measure = measure;
    this.key = PREFIX + measure.name();
  }

  /** The one that OpenTelemetry knows by this name. */
  public static Optional<Metric> of(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
  }

  /** The one that jobs on Flink measure under this name. */
  public static Optional<Metric> ofFlink(String name) {
    return Arrays.stream(values())
        .filter(metric -> metric.emitter() == Emitter.INFERENCE_STREAM)
        .filter(metric -> metric.cloudWatchName().equals(name))
        .findFirst();
  }

  /** As OpenTelemetry is told it, such as {@code millrace.cost.spent}. */
  public String key() {
    return key;
  }

  /** As Prometheus is told it, such as {@code millrace_cost_spent_usd_total}. */
  public String prometheusName() {
    return key.replace('.', '_')
        + (unit().suffix().isEmpty() ? "" : "_" + unit().suffix())
        + (kind() == Kind.COUNTER ? "_total" : "");
  }

  /**
   * As CloudWatch is told it, such as {@code CostSpent}. Jobs on Flink have it as {@code
   * millrace_calls_waiting}: Managed Service for Apache Flink asks for names as Prometheus has
   * them.
   *
   * <p><i>Source</i>: "Use custom metrics with Amazon Managed Service for Apache Flink".
   */
  public String cloudWatchName() {
    if (emitter() == Emitter.INFERENCE_STREAM) {
      return key.replace('.', '_');
    }
    return Arrays.stream(measure.name().split("\\."))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  public Unit unit() {
    return measure.unit();
  }

  public Kind kind() {
    return measure.kind();
  }

  public Emitter emitter() {
    return measure.emitter();
  }

  /** One sentence. */
  public String meaning() {
    return measure.meaning();
  }

  /** What it is split by, at most. */
  public List<Dimension> dimensions() {
    return measure.dimensions();
  }

  /** Where CloudWatch keeps it; absent where it is not told. */
  public Optional<String> namespace() {
    return switch (emitter()) {
      case METRICS_PUBLISHER -> Optional.of(NAMESPACE);
      case INFERENCE_STREAM -> Optional.of(OF_MANAGED_FLINK);
      case FLINK, KAFKA_STREAMS, PROCESS -> Optional.empty();
    };
  }

  /** Whether CloudWatch gets it from metrics-publisher. */
  public boolean isPublished() {
    return emitter() == Emitter.METRICS_PUBLISHER;
  }
}
