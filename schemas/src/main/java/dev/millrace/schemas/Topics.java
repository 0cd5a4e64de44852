package dev.millrace.schemas;

import dev.millrace.record.Alert;
import dev.millrace.record.ApiKey;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Feedback;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.OfflineCall;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prediction;
import dev.millrace.record.PredictionChunk;
import dev.millrace.record.PriceEdition;
import dev.millrace.record.PublishedWindow;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RawEvent;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topic.Retention;
import java.time.Duration;
import java.util.List;

/** The catalogue: the only place where a topic's name is spelled. */
public final class Topics {

  static {
    TrustedRecords.install();
  }

  /** Partitions of the topics that carry traffic: enough for a second machine, few for one. */
  private static final int TRAFFIC = 4;

  /** Partitions of the topics that every instance reads whole. */
  private static final int WHOLE = 1;

  private static final Retention HOUR = new Retention.Delete(Duration.ofHours(1));
  private static final Retention WEEK = new Retention.Delete(Duration.ofDays(7));
  private static final Retention MONTH = new Retention.Delete(Duration.ofDays(30));

  /** A month of the calendar, and what was still under way when it began. */
  private static final Retention FIVE_WEEKS = new Retention.Delete(Duration.ofDays(35));

  /** Last month, at the end of this one, and some weeks to look at it. */
  private static final Retention QUARTER = new Retention.Delete(Duration.ofDays(100));

  private static final Retention YEAR = new Retention.Delete(Duration.ofDays(365));
  private static final Retention COMPACT = new Retention.Compact();

  public static final Topic<RawEvent> RAW_EVENTS =
      new Topic<>(
          "raw-events",
          RawEvent.class,
          "ordering key",
          TRAFFIC,
          WEEK,
          "Events as producers publish them, not yet governed. Read by ingestion only.");

  public static final Topic<ReferenceRecord> REFERENCE_DATA =
      new Topic<>(
          "reference-data",
          ReferenceRecord.class,
          "table/key",
          TRAFFIC,
          COMPACT,
          "Rows that events are enriched with.");

  public static final Topic<InferenceRequest> INFERENCE_REQUESTS =
      new Topic<>(
          "inference-requests",
          InferenceRequest.class,
          "ordering key",
          TRAFFIC,
          WEEK,
          "Governed requests. Written by ingestion, read by inference-stream.");

  public static final Topic<Prediction> PREDICTIONS =
      new Topic<>(
          "predictions",
          Prediction.class,
          "ordering key",
          TRAFFIC,
          MONTH,
          "The one terminal record of each request. Written by inference-stream, read by"
              + " consumers.");

  public static final Topic<Prediction> SHADOW_PREDICTIONS =
      new Topic<>(
          "shadow-predictions",
          Prediction.class,
          "ordering key",
          TRAFFIC,
          MONTH,
          "What candidates made of requests that others served, and what replays, evaluations"
              + " and judges were answered: no terminal records. Written by inference-stream, model-lifecycle"
              + " and `replay`.");

  public static final Topic<PredictionChunk> PREDICTION_CHUNKS =
      new Topic<>(
          "prediction-chunks",
          PredictionChunk.class,
          "ordering key",
          TRAFFIC,
          HOUR,
          "Pieces of answers while models write them. Written by inference-stream, read by the"
              + " gateway.");

  public static final Topic<Feedback> FEEDBACK =
      new Topic<>(
          "feedback",
          Feedback.class,
          "requestId",
          TRAFFIC,
          MONTH,
          "What turned out to be true. Written by the gateway and by consumers.");

  /** One partition: that they are in one order is what makes the budgets of judges hold. */
  public static final Topic<JudgeVerdict> JUDGE_VERDICTS =
      new Topic<>(
          "judge-verdicts",
          JudgeVerdict.class,
          "requestId",
          WHOLE,
          MONTH,
          "What judge models say of a sample of the answers, and the money set aside for that."
              + " Written by model-lifecycle, read by drift-detector.");

  public static final Topic<QualityMetric> QUALITY_METRICS =
      new Topic<>(
          "quality-metrics",
          QualityMetric.class,
          "pipeline/version",
          WHOLE,
          MONTH,
          "Drift and quality of each window. Written by drift-detector.");

  public static final Topic<CostMetric> COST_METRICS =
      new Topic<>(
          "cost-metrics",
          CostMetric.class,
          "tenant/pipeline",
          WHOLE,
          QUARTER,
          "What the calls of each minute, hour and UTC day took; the newest record of a window"
              + " stands for it. Written by cost-aggregator.");

  public static final Topic<RetrainingEvent> RETRAINING_EVENTS =
      new Topic<>(
          "retraining-events",
          RetrainingEvent.class,
          "pipeline",
          WHOLE,
          MONTH,
          "Reasons to train a better model, with their evidence. Written by drift-detector.");

  public static final Topic<ModelVersion> MODEL_VERSIONS =
      new Topic<>(
          "model-versions",
          ModelVersion.class,
          "pipeline/version",
          WHOLE,
          COMPACT,
          "Every version of every pipeline's model and what it may do. Read by every job.");

  public static final Topic<ModelRun> MODEL_RUNS =
      new Topic<>(
          "model-runs",
          ModelRun.class,
          "pipeline",
          WHOLE,
          COMPACT,
          "How far the newest retraining of each pipeline is. Written and read by"
              + " model-lifecycle, changed by operators.");

  public static final Topic<OfflineCall> OFFLINE_CALLS =
      new Topic<>(
          "offline-calls",
          OfflineCall.class,
          "id",
          WHOLE,
          COMPACT,
          "Calls of replays and evaluations that are under way, or died with their process. Written"
              + " and read by model-lifecycle, written by `replay`.");

  public static final Topic<PipelineSpec> PIPELINES =
      new Topic<>(
          "pipelines",
          PipelineSpec.class,
          "pipeline",
          WHOLE,
          COMPACT,
          "The specs in force. Written by apply, read by every job.");

  public static final Topic<ApiKey> API_KEYS =
      new Topic<>(
          "api-keys",
          ApiKey.class,
          "digest",
          WHOLE,
          COMPACT,
          "The keys of the gateway, as digests. Written by who issues keys, read by the gateway.");

  public static final Topic<TenantLimits> TENANT_LIMITS =
      new Topic<>(
          "tenant-limits",
          TenantLimits.class,
          "tenant",
          WHOLE,
          COMPACT,
          "What tenants may ask of the gateway. Written by operators, read by the gateway.");

  public static final Topic<KillSwitch> KILL_SWITCHES =
      new Topic<>(
          "kill-switches",
          KillSwitch.class,
          "scope/name",
          WHOLE,
          COMPACT,
          "What is stopped at once. Written by operators, read by inference-stream.");

  public static final Topic<BudgetDefinition> BUDGETS =
      new Topic<>(
          "budgets",
          BudgetDefinition.class,
          "name",
          WHOLE,
          COMPACT,
          "Limits on spending beside those of specs. Written by operators, read by inference-stream"
              + " and cost-aggregator.");

  /** One partition, whatever the traffic: that they are in one order is what makes limits hold. */
  public static final Topic<BudgetReservation> BUDGET_RESERVATIONS =
      new Topic<>(
          "budget-reservations",
          BudgetReservation.class,
          "requestId",
          WHOLE,
          FIVE_WEEKS,
          "Money set aside for calls, and what became of it. Written and read by inference-stream.");

  public static final Topic<PriceEdition> PRICE_BOOK =
      new Topic<>(
          "price-book",
          PriceEdition.class,
          "currency",
          WHOLE,
          COMPACT,
          "What tokens cost, and from when. Written by operators, read by every job that books"
              + " money.");

  public static final Topic<BudgetStatus> BUDGET_STATUS =
      new Topic<>(
          "budget-status",
          BudgetStatus.class,
          "budget@tenant",
          WHOLE,
          COMPACT,
          "How much of each budget is used. Written by cost-aggregator, read by the gateway.");

  public static final Topic<Alert> ALERTS =
      new Topic<>(
          "alerts",
          Alert.class,
          "subject",
          WHOLE,
          MONTH,
          "What a person should know: opened once, closed once. Written by the jobs that watch.");

  public static final Topic<PublishedWindow> PUBLISHED_WINDOWS =
      new Topic<>(
          "published-windows",
          PublishedWindow.class,
          "source/window",
          WHOLE,
          COMPACT,
          "What CloudWatch was told. Written by metrics-publisher, and read by it alone.");

  public static final Topic<DeadLetter> DEAD_LETTERS =
      new Topic<>(
          "dead-letters",
          DeadLetter.class,
          "original key",
          TRAFFIC,
          MONTH,
          "Records that could not go on, with their original bytes. Written by every job.");

  public static final Topic<AuditEvent> AUDIT_LOG =
      new Topic<>(
          "audit-log", AuditEvent.class, "actor", WHOLE, YEAR, "Who changed what, hash-chained.");

  private static final List<Topic<?>> ALL =
      List.of(
          RAW_EVENTS,
          REFERENCE_DATA,
          INFERENCE_REQUESTS,
          PREDICTIONS,
          SHADOW_PREDICTIONS,
          PREDICTION_CHUNKS,
          FEEDBACK,
          JUDGE_VERDICTS,
          QUALITY_METRICS,
          COST_METRICS,
          RETRAINING_EVENTS,
          MODEL_VERSIONS,
          MODEL_RUNS,
          OFFLINE_CALLS,
          PIPELINES,
          API_KEYS,
          TENANT_LIMITS,
          KILL_SWITCHES,
          BUDGETS,
          BUDGET_RESERVATIONS,
          PRICE_BOOK,
          BUDGET_STATUS,
          ALERTS,
          PUBLISHED_WINDOWS,
          DEAD_LETTERS,
          AUDIT_LOG);

  private Topics() {}

  /** All topics, in the order of the data's way. */
  public static List<Topic<?>> all() {
    return ALL;
  }
}
