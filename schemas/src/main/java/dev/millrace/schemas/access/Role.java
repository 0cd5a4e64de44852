package dev.millrace.schemas.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who comes to the brokers under a name of their own: each job, and people by what they do. */
public enum Role {
  GATEWAY("The gateway alone: ingestion with `ingestion.threads=0`."),
  CONSOLE("The console alone, `ConsoleMain`: a gateway with what operators look at and may do."),
  INGESTION("ingestion with its threads: the topology, the feeds, and the gateway beside them."),
  INFERENCE_STREAM("inference-stream, a job on Flink."),
  DRIFT_DETECTOR("drift-detector, a job on Flink."),
  COST_AGGREGATOR("cost-aggregator."),
  MODEL_LIFECYCLE("model-lifecycle, with the judge in it."),
  METRICS_PUBLISHER("metrics-publisher."),
  SCHEMA_REGISTRY("The schema registry of module `local`, which keeps its schemas in a topic."),
  TOPIC_CREATOR("Whoever creates the topics of the catalogue, once for each release."),
  OPERATOR(
      "People who change things by the command line: all that they write is on the audit log, but"
          + " for calls of `replay`. Who looks as well takes the auditor's policy beside it."),
  TENANT_ERASER("Whoever erases tenants by `tenants erase --deployed`, and does nothing else."),
  AUDITOR("People who look: at every topic but the keys, so at the content of all tenants.");

  private final String purpose;

  Role(String purpose) {
    this.purpose = purpose;
  }

  /** As the command line and docs spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Who it is, in one sentence of Markdown. */
  public String purpose() {
    return purpose;
  }

  /** The one that is spelled so. */
  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}
