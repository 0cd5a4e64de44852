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
  COST_SPENT(
      "cost.spent",
      Unit.DOLLARS,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Cost of the calls that began in a minute, those that bought nothing included.",
      Dimension.TENANT,
      Dimension.PIPELINE,
      Dimension.MODEL,
      Dimension.LANE,
      Dimension.TIER),
  COST_WASTED(
      "cost.wasted",
      Unit.DOLLARS,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "The part of it that bought nothing: retries, invalid answers, overhead, shadows.",
      Dimension.TENANT,
      Dimension.PIPELINE,
      Dimension.MODEL,
      Dimension.LANE,
      Dimension.TIER),
  COST_CALLS(
      "cost.calls",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Calls that began in a minute and are paid for; of shared ones, each share.",
      Dimension.TENANT,
      Dimension.PIPELINE,
      Dimension.MODEL,
      Dimension.LANE,
      Dimension.TIER),
  COST_UNPRICED_CALLS(
      "cost.unpriced.calls",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Calls without a price, or with unknown usage: not in the cost, and not free.",
      Dimension.TENANT,
      Dimension.PIPELINE,
      Dimension.MODEL,
      Dimension.LANE,
      Dimension.TIER),
  COST_INPUT_TOKENS(
      "cost.input",
      Unit.TOKENS,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Tokens that were read anew; those from or for a prompt cache are not among them.",
      Dimension.TENANT,
      Dimension.PIPELINE,
      Dimension.MODEL,
      Dimension.LANE,
      Dimension.TIER),
  COST_OUTPUT_TOKENS(
      "cost.output",
      Unit.TOKENS,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Tokens that were written.",
      Dimension.TENANT,
      Dimension.PIPELINE,
      Dimension.MODEL,
      Dimension.LANE,
      Dimension.TIER),
  BUDGET_LEFT(
      "budget.left",
      Unit.DOLLARS,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "What is left of a budget in its present window; below 0 where more is spent.",
      Dimension.BUDGET,
      Dimension.TENANT),
  BUDGET_USED(
      "budget.used",
      Unit.RATIO,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "Share of a budget that is spent in its present window.",
      Dimension.BUDGET,
      Dimension.TENANT),
  DRIFTED_FEATURES(
      "drift.features",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "Features of a window that drifted, segments counted by themselves.",
      Dimension.PIPELINE,
      Dimension.VERSION),
  QUALITY_ACCURACY(
      "quality.accuracy",
      Unit.RATIO,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "Share of the judged answers of a window that were right, as known when it was closed.",
      Dimension.PIPELINE,
      Dimension.VERSION),
  QUALITY_MACRO_F1(
      "quality.macro.f1",
      Unit.RATIO,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "Mean over all labels of the harmonic mean of precision and recall.",
      Dimension.PIPELINE,
      Dimension.VERSION),
  QUALITY_BELOW_TARGET(
      "quality.below.target",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "1 where a figure of a window is surely worse than its target, otherwise 0.",
      Dimension.PIPELINE,
      Dimension.VERSION),
  QUALITY_COVERAGE(
      "quality.coverage",
      Unit.RATIO,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "Share of the answers of a window that were judged, by labels that had come by then.",
      Dimension.PIPELINE,
      Dimension.VERSION),
  ANSWERS_JUDGED(
      "answers.judged",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Answers that were judged, by the window they are of; labels that come late are added there.",
      Dimension.PIPELINE,
      Dimension.VERSION),
  ANSWERS_RIGHT(
      "answers.right",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Those of them that were right: over answers.judged this is the accuracy of any period.",
      Dimension.PIPELINE,
      Dimension.VERSION),
  DEAD_LETTERS(
      "dead.letters",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Records that could not go on.",
      Dimension.PIPELINE,
      Dimension.STAGE,
      Dimension.CAUSE),
  MODEL_ROLLBACKS(
      "model.rollbacks",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Canaries whose share of the traffic was taken from them, by the minute it was.",
      Dimension.PIPELINE),
  WINDOWS_BEHIND(
      "windows.behind",
      Unit.SECONDS,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "How long calls have been made without a window of drift being told of, beyond its length.",
      Dimension.PIPELINE),
  CONSUMER_LAG(
      "consumer.lag",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "Offsets between what a group has committed and the end of its topic.",
      Dimension.GROUP,
      Dimension.TOPIC),
  PUBLISHED_BATCHES(
      "published.batches",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Batches sent, each of which counts itself: one more here than in the journal was sent twice."),
  PUBLISHED_CORRECTIONS(
      "published.corrections",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Windows that changed after they had been sent: counters got the difference, gauges stayed."),
  PUBLISHED_LEFT_OUT(
      "published.left.out",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Windows that are not sent: too old for CloudWatch, unreadable or refused."),
  PUBLISHED_UNCERTAIN(
      "published.uncertain",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.METRICS_PUBLISHER,
      "Batches of which nobody knows whether they were sent once or twice, after a crash or silence."),
  PUBLISHING_WAITING(
      "publishing.waiting",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.METRICS_PUBLISHER,
      "Windows that are not sent yet, those among them that are still open."),
  CALLS_IN_FLIGHT(
      "calls.in.flight",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.INFERENCE_STREAM,
      "Calls under way to a model.",
      Dimension.MODEL),
  CALLS_WAITING(
      "calls.waiting",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.INFERENCE_STREAM,
      "Calls in line for a model.",
      Dimension.MODEL),
  CALLS_THROTTLED(
      "calls.throttled",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.INFERENCE_STREAM,
      "Calls that the endpoint refused because its quota was used up.",
      Dimension.MODEL),
  QUOTA_USED(
      "quota.used",
      Unit.RATIO,
      Kind.GAUGE,
      Emitter.INFERENCE_STREAM,
      "Share of a minute's tokens that is taken or reserved; 0 where nobody told the quota.",
      Dimension.MODEL),
  TOKEN_LAG(
      "token.lag",
      Unit.SECONDS,
      Kind.GAUGE,
      Emitter.INFERENCE_STREAM,
      "Tokens that the calls in line are expected to take, over the quota: how long it takes them.",
      Dimension.MODEL),
  WATERMARK_DELAY(
      "watermark.delay",
      Unit.SECONDS,
      Kind.GAUGE,
      Emitter.FLINK,
      "How far event time is behind the clock, at the input of an operator; it grows where nothing"
          + " comes.",
      Dimension.JOB,
      Dimension.OPERATOR),
  CHECKPOINT_AGE(
      "checkpoint.age",
      Unit.SECONDS,
      Kind.GAUGE,
      Emitter.FLINK,
      "Time since the last checkpoint was complete: what a crash would have read again.",
      Dimension.JOB),
  CHECKPOINT_DURATION(
      "checkpoint.duration",
      Unit.SECONDS,
      Kind.GAUGE,
      Emitter.FLINK,
      "What the last complete checkpoint took.",
      Dimension.JOB),
  STREAMS_RECORDS(
      "streams.records",
      Unit.COUNT,
      Kind.COUNTER,
      Emitter.KAFKA_STREAMS,
      "Records that the present threads of a topology have processed.",
      Dimension.JOB),
  STREAMS_LAG(
      "streams.lag",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.KAFKA_STREAMS,
      "Records that the partition furthest behind has before it, as the consumer was last told.",
      Dimension.JOB),
  STREAMS_THREADS(
      "streams.threads",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.KAFKA_STREAMS,
      "Threads of a topology that are alive; one that died is replaced.",
      Dimension.JOB),
  JOB_RUNNING(
      "job.running",
      Unit.COUNT,
      Kind.GAUGE,
      Emitter.PROCESS,
      "1 while a job does all of its work, otherwise 0.",
      Dimension.JOB),
  PROCESS_HEAP(
      "process.heap",
      Unit.BYTES,
      Kind.GAUGE,
      Emitter.PROCESS,
      "Memory of the heap that is in use, what may be cleared away among it."),
  PROCESS_CPU(
      "process.cpu",
      Unit.SECONDS,
      Kind.COUNTER,
      Emitter.PROCESS,
      "Processor time that the process has taken.");

  /** Where CloudWatch keeps what metrics-publisher tells it. */
  public static final String NAMESPACE = "Millrace";

  /** Where it keeps what Managed Service for Apache Flink tells it of jobs. */
  private static final String OF_MANAGED_FLINK = "AWS/KinesisAnalytics";

  private static final String PREFIX = "millrace.";

  private final String key;
  private final Unit unit;
  private final Kind kind;
  private final Emitter emitter;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
  private final List<Dimension> dimensions;

  Metric(
      String name, Unit unit, Kind kind, Emitter emitter, String meaning, Dimension... dimensions) {
    this.key = PREFIX + name;
    this.unit = unit;
    this.kind = kind;
    this.emitter = emitter;
    this.meaning = meaning;
    this.dimensions = List.of(dimensions);
  }

  /** The one that OpenTelemetry knows by this name. */
  public static Optional<Metric> of(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
  }

  /** The one that jobs on Flink measure under this name. */
  public static Optional<Metric> ofFlink(String name) {
    return Arrays.stream(values())
        .filter(metric -> metric.emitter == Emitter.INFERENCE_STREAM)
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
        + (unit.suffix().isEmpty() ? "" : "_" + unit.suffix())
        + (kind == Kind.COUNTER ? "_total" : "");
  }

  /**
   * As CloudWatch is told it, such as {@code CostSpent}. Jobs on Flink have it as {@code
   * millrace_calls_waiting}: Managed Service for Apache Flink asks for names as Prometheus has
   * them.
   *
   * <p><i>Source</i>: "Use custom metrics with Amazon Managed Service for Apache Flink".
   */
  public String cloudWatchName() {
    if (emitter == Emitter.INFERENCE_STREAM) {
      return key.replace('.', '_');
    }
    return Arrays.stream(key.substring(PREFIX.length()).split("\\."))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  public Unit unit() {
    return unit;
  }

  public Kind kind() {
    return kind;
  }

  public Emitter emitter() {
    return emitter;
  }

  /** One sentence. */
  public String meaning() {
    return meaning;
  }

  /** What it is split by, at most. */
  public List<Dimension> dimensions() {
    return dimensions;
  }

  /** Where CloudWatch keeps it; absent where it is not told. */
  public Optional<String> namespace() {
    return switch (emitter) {
      case METRICS_PUBLISHER -> Optional.of(NAMESPACE);
      case INFERENCE_STREAM -> Optional.of(OF_MANAGED_FLINK);
      case FLINK, KAFKA_STREAMS, PROCESS -> Optional.empty();
    };
  }

  /** Whether CloudWatch gets it from metrics-publisher. */
  public boolean isPublished() {
    return emitter == Emitter.METRICS_PUBLISHER;
  }
}
