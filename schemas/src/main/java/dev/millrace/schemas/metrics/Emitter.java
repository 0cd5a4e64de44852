package dev.millrace.schemas.metrics;

/** Who measures. */
public enum Emitter {
  /** Out of the metrics topics and the brokers; CloudWatch is told, and Prometheus. */
  METRICS_PUBLISHER("metrics-publisher", "dev.millrace.publisher"),
  /**
   * While it calls models; Flink's reporters are told, CloudWatch by a managed Flink, and
   * Prometheus.
   */
  INFERENCE_STREAM("inference-stream", "dev.millrace.inference"),
  /** Flink itself, of every job that runs on it; its reporters are told, and Prometheus. */
  FLINK("Flink", "dev.millrace.platform.flink"),
  /** Kafka Streams, of every topology that runs on it; Prometheus is told. */
  KAFKA_STREAMS("Kafka Streams", "dev.millrace.platform.streams"),
  /** A process that runs alone, of itself; Prometheus is told. */
  PROCESS("a process of its own", "dev.millrace.platform.operations");

  private final String title;
  private final String home;

  Emitter(String title, String home) {
    this.title = title;
    this.home = home;
  }

  /** As docs call it. */
  public String title() {
    return title;
  }

  /** The package, those below it included, whose code has to name each of its metrics. */
  public String home() {
    return home;
  }
}
