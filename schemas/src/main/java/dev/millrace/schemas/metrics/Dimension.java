package dev.millrace.schemas.metrics;

import java.util.Locale;

/** What a metric may be split by. */
public enum Dimension {
  /** Who is charged; beyond the largest ones, all others together. */
  TENANT,
  /** Name of the pipeline. */
  PIPELINE,
  /** Bedrock model id or ARN. */
  MODEL,
  /** Version of the pipeline's model; {@code all} of what covers every version. */
  VERSION,
  /** How urgent the requests were. */
  LANE,
  /** Service tier that served the calls. */
  TIER,
  /** Name of a budget. */
  BUDGET,
  /** The job that set a record aside. */
  STAGE,
  /** A name of the catalogue of causes. */
  CAUSE,
  /** Consumer group. */
  GROUP,
  /** Topic. */
  TOPIC,
  /** Name of a Flink job. */
  JOB,
  /** Name of an operator of a Flink job. */
  OPERATOR;

  /** As OpenTelemetry and Prometheus are told it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As CloudWatch is told it. */
  public String cloudWatchName() {
    return name().charAt(0) + label().substring(1);
  }
}
