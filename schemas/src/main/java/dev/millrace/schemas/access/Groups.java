package dev.millrace.schemas.access;

/**
 * Names of consumer groups, and of what is named after them: the internal topics and the
 * transactional ids of Kafka Streams begin with the group and a hyphen.
 */
public final class Groups {

  public static final String INGESTION = "millrace-ingestion";
  public static final String INFERENCE_STREAM = "millrace-inference";
  public static final String DRIFT_DETECTOR = "millrace-drift";

  /**
   * Its number is that of the form of the state: where stores or changelogs cannot be read any more
   * that were written before, another one makes the windows anew from all of predictions.
   */
  public static final String COST_AGGREGATOR = "millrace-cost-aggregator-v2";

  public static final String MODEL_LIFECYCLE = "millrace-model-lifecycle";

  /** Of the judge, a part of model-lifecycle; its one writer has the name as well. */
  public static final String JUDGE = "millrace-judge";

  /** Of metrics-publisher, and its transactional id. */
  public static final String METRICS_PUBLISHER = "millrace-metrics-publisher";

  /** Of what metrics-publisher holds against the alarms, and its transactional id. */
  public static final String ALERTS = "millrace-alerts";

  /** Of what metrics-publisher posts to the webhook. */
  public static final String ALERTS_WEBHOOK = "millrace-alerts-webhook";

  /**
   * What the groups begin with that read producers' own topics, one for each pipeline, and the
   * transactional ids of who reads in them.
   */
  public static final String SOURCES = "millrace-source-";

  /** Transactional id of whoever writes the audit log: one at a time. */
  public static final String AUDIT_WRITER = "millrace-audit";

  private Groups() {}

  /** The internal topic of a repartition in a topology on Kafka Streams. */
  public static String repartition(String group, String name) {
    return group + "-" + name + "-repartition";
  }
}
