package dev.millrace.schemas.metrics;

/** How records, jobs and processes get on. */
final class FlowMeasures {

  static final Measure DEAD_LETTERS =
      Measure.counter(
          "dead.letters",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Records that could not go on.",
          Dimension.PIPELINE,
          Dimension.STAGE,
          Dimension.CAUSE);

  static final Measure WINDOWS_BEHIND =
      Measure.gauge(
          "windows.behind",
          Unit.SECONDS,
          Emitter.METRICS_PUBLISHER,
          "How long calls have been made without a window of drift being told of, beyond its"
              + " length.",
          Dimension.PIPELINE);

  static final Measure CONSUMER_LAG =
      Measure.gauge(
          "consumer.lag",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Offsets between what a group has committed and the end of its topic.",
          Dimension.GROUP,
          Dimension.TOPIC);

  static final Measure LAGS_LEFT_OUT =
      Measure.gauge(
          "lags.left.out",
          Unit.COUNT,
          Emitter.METRICS_PUBLISHER,
          "Lags of a group in a topic that are not told one by one: smaller than all those that"
              + " are.");

  static final Measure WATERMARK_DELAY =
      Measure.gauge(
          "watermark.delay",
          Unit.SECONDS,
          Emitter.FLINK,
          "How far event time is behind the clock, at the input of an operator; it grows where"
              + " nothing comes.",
          Dimension.JOB,
          Dimension.OPERATOR);

  static final Measure CHECKPOINT_AGE =
      Measure.gauge(
          "checkpoint.age",
          Unit.SECONDS,
          Emitter.FLINK,
          "Time since the last checkpoint was complete: what a crash would have read again.",
          Dimension.JOB);

  static final Measure CHECKPOINT_DURATION =
      Measure.gauge(
          "checkpoint.duration",
          Unit.SECONDS,
          Emitter.FLINK,
          "What the last complete checkpoint took.",
          Dimension.JOB);

  static final Measure STREAMS_RECORDS =
      Measure.counter(
          "streams.records",
          Unit.COUNT,
          Emitter.KAFKA_STREAMS,
          "Records that the present threads of a topology have processed.",
          Dimension.JOB);

  static final Measure STREAMS_LAG =
      Measure.gauge(
          "streams.lag",
          Unit.COUNT,
          Emitter.KAFKA_STREAMS,
          "Records that the partition furthest behind has before it, as the consumer was last"
              + " told.",
          Dimension.JOB);

  static final Measure STREAMS_THREADS =
      Measure.gauge(
          "streams.threads",
          Unit.COUNT,
          Emitter.KAFKA_STREAMS,
          "Threads of a topology that are alive; one that died is replaced.",
          Dimension.JOB);

  static final Measure JOB_RUNNING =
      Measure.gauge(
          "job.running",
          Unit.COUNT,
          Emitter.PROCESS,
          "1 while a job does all of its work, otherwise 0.",
          Dimension.JOB);

  static final Measure PROCESS_HEAP =
      Measure.gauge(
          "process.heap",
          Unit.BYTES,
          Emitter.PROCESS,
          "Memory of the heap that is in use, what may be cleared away among it.");

  static final Measure PROCESS_CPU =
      Measure.counter(
          "process.cpu",
          Unit.SECONDS,
          Emitter.PROCESS,
          "Processor time that the process has taken.");

  private FlowMeasures() {}
}
