package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import dev.millrace.record.Attempt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the stage adds to the time that the model takes.
 *
 * <p><i>Shape</i>: requests are written evenly at half of the load that the calls at once allow;
 * each one's time runs from its send to the receipt of its prediction by a consumer, both in this
 * process. The first half comes half as fast and is not looked at. Before that, both programs work
 * off others that wait for them: until the compiler is through, it takes a core for itself, and the
 * wait for the other is what would be measured.
 *
 * @param percentile which one of them, as a share
 * @param warmUp requests that wait when a program starts
 * @param requests of a run
 */
record PathLatency(Percentile percentile, int warmUp, int requests) implements Benchmark {

  private static final int AT_ONCE = 64;
  private static final Duration LATENCY = Duration.ofMillis(50);
  private static final int PER_SECOND = (int) (AT_ONCE * 1000L / LATENCY.toMillis() / 2);
  private static final String COPIES = "copies";

  /** What is shown. */
  enum Percentile {
    P50("inference.path.p50", 0.50, "Median"),
    P99("inference.path.p99", 0.99, "99th percentile");

    private final String name;
    private final double share;
    private final String words;

    Percentile(String name, double share, String words) {
      this.name = name;
      this.share = share;
      this.words = words;
    }

    private String context() {
      return name() + " ms";
    }
  }

  @Override
  public String name() {
    return percentile.name;
  }

  @Override
  public String unit() {
    return "ms";
  }

  @Override
  public String description() {
    return percentile.words
        + " of the time from a request's send to the receipt of its prediction, without the time"
        + " that the model says it took; "
        + PER_SECOND
        + " requests a second, half of what the calls at once allow, to a process that has answered "
        + warmUp
        + " before.";
  }

  @Override
  public String baseline() {
    return "A Flink job that copies the same requests to another topic, at least once.";
  }

  /** One measurement has all percentiles. */
  @Override
  public Benchmark measuredBy() {
    return new PathLatency(Percentile.P50, warmUp, requests);
  }

  @Override
  public Run seenIn(Run run) {
    return run.by(percentile.context());
  }

  /** A percentile of the few that are slow differs more than the middle. */
  @Override
  public double noise() {
    return percentile == Percentile.P99 ? 0.15 : 0.08;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    InferenceBench bench = InferenceBench.open(folder, CallConcurrency.setup(LATENCY));
    bench.workbench().create(COPIES, Topics.PREDICTIONS.partitions());
    return new Session(this, bench);
  }

  private record Session(PathLatency benchmark, InferenceBench bench) implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      AvroCodec<InferenceRequest> requests =
          new AvroCodec<>(Topics.INFERENCE_REQUESTS, bench.workbench().registry());
      AvroCodec<Prediction> predictions =
          new AvroCodec<>(Topics.PREDICTIONS, bench.workbench().registry());
      Travels copied;
      bench.publish(benchmark.warmUp());
      long copies = bench.workbench().records(COPIES);
      try (ChildProcess copy = bench.copy(COPIES)) {
        warm(copy, COPIES, copies);
        copied =
            travels(
                copy,
                COPIES,
                bytes -> new Travels.Arrival(requests.decode(bytes).getRequestId(), 0));
      }
      bench.clear();
      bench.workbench().clear(COPIES);
      Travels answered;
      bench.publish(benchmark.warmUp());
      long predicted = bench.predictions();
      try (ChildProcess stage =
          bench.stage(Map.of("MILLRACE_INFERENCE_CALLS_AT_ONCE", String.valueOf(AT_ONCE)))) {
        warm(stage, Topics.PREDICTIONS.name(), predicted);
        answered =
            travels(stage, Topics.PREDICTIONS.name(), bytes -> arrival(predictions.decode(bytes)));
      }
      bench.clear();
      return new Run(reading(copied), reading(answered));
    }

    @Override
    public void close() {
      bench.close();
    }

    private void warm(ChildProcess process, String topic, long already)
        throws InterruptedException {
      Stretch.await(process, () -> bench.workbench().records(topic) - already, benchmark.warmUp());
    }

    private Travels travels(ChildProcess process, String topic, Travels.Reader reader)
        throws InterruptedException {
      return Travels.of(
          bench, process, new Travels.Way(topic, reader), benchmark.requests(), PER_SECOND);
    }

    private static Travels.Arrival arrival(Prediction prediction) {
      return new Travels.Arrival(
          prediction.getRequestId(),
          prediction.getAttempts().stream()
              .map(Attempt::getModelLatencyMillis)
              .mapToLong(millis -> millis == null ? 0 : millis)
              .sum());
    }

    private Reading reading(Travels travels) {
      Reading reading = new Reading(travels.millis(benchmark.percentile().share), Map.of());
      for (Percentile other : Percentile.values()) {
        reading = reading.and(other.context(), travels.millis(other.share));
      }
      return reading;
    }
  }
}
