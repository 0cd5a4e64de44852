package dev.millrace.benchmarks.drift;

import dev.millrace.benchmarks.cost.PredictionsByChance;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.FlinkCopyMain;
import dev.millrace.benchmarks.rig.Stretch;
import dev.millrace.benchmarks.rig.Workbench;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prediction;
import dev.millrace.record.QualityMetric;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Processor time of drift-detector for a prediction with fifty features.
 *
 * <p><i>Shape</i>: each run writes predictions of an hour of one pipeline; a Flink job that copies
 * them, and then drift-detector as a factory runs it, start at the first of them and go to the
 * last. The processor time of the whole process is taken over the last two thirds: of the copy by
 * what it has written, of drift-detector by the offsets that checkpoints commit.
 *
 * @param records predictions of a run
 */
record EventCpu(int records) implements Benchmark {

  private static final String PIPELINE = "watched";
  private static final String GROUP = "millrace-drift";
  private static final int FEATURES = 50;
  private static final long SEED = 7_001;
  private static final Duration SPAN = Duration.ofHours(1);
  private static final int FEW = 100_000;

  @Override
  public String name() {
    return "drift.event.cpu";
  }

  @Override
  public String unit() {
    return "us/event";
  }

  @Override
  public String description() {
    return "Processor time of drift-detector for one prediction with 50 watched numbers: join with"
        + " labels, windows of 5 minutes in event time, all tests, checkpoints.";
  }

  @Override
  public String baseline() {
    return "A Flink job that copies the same records as bytes to another topic, with the same"
        + " checkpoints.";
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException {
    Workbench workbench = Workbench.open(folder.resolve("kafka"));
    try {
      Session session = new Session(workbench, folder, records);
      session.declare();
      return session;
    } catch (RuntimeException | IOException e) {
      workbench.close();
      throw e;
    }
  }

  private static final class Session implements Benchmark.Session {

    private final Workbench workbench;
    private final Path folder;
    private final int records;
    private int runs;

    Session(Workbench workbench, Path folder, int records) {
      this.workbench = workbench;
      this.folder = folder;
      this.records = records;
    }

    @Override
    public Run measure() throws IOException, InterruptedException {
      runs++;
      publish();
      String out = "copied-" + runs;
      workbench.create(out, Topics.PREDICTIONS.partitions());
      long before = workbench.records(Topics.PREDICTIONS.name()) - records;
      Reading copy =
          run(
              () -> workbench.records(out),
              FlinkCopyMain.class.getName(),
              Topics.PREDICTIONS.name(),
              out);
      AtomicLong figures = new AtomicLong();
      Reading watch =
          run(
              () -> workbench.committed(GROUP, Topics.PREDICTIONS.name()) - before,
              WatchMain.class.getName());
      workbench
          .reader()
          .read(Topics.QUALITY_METRICS, record -> figures.addAndGet(tested(record.value())));
      if (figures.get() == 0) {
        throw new IllegalStateException("no window of " + records + " predictions was compared");
      }
      workbench.clear(Topics.PREDICTIONS.name());
      workbench.clear(Topics.QUALITY_METRICS.name());
      workbench.clear(out);
      return new Run(copy, watch.and("compared features", (double) figures.get()));
    }

    private static int tested(QualityMetric metric) {
      return metric.getFeature() != null && metric.getPValue() != null ? 1 : 0;
    }

    @Override
    public void close() {
      workbench.close();
    }

    /** One process, from the first prediction of the run to the last. */
    private Reading run(LongSupplier progress, String main, String... topics)
        throws IOException, InterruptedException {
      Map<String, String> environment = new HashMap<>(workbench.environment());
      if (topics.length == 0) {
        environment.put("MILLRACE_DRIFT_REFERENCE_WINDOWS", "1");
      }
      String[] arguments = new String[topics.length + 1];
      arguments[0] = folder.resolve("flink-" + topics.length + "-" + runs).toString();
      System.arraycopy(topics, 0, arguments, 1, topics.length);
      try (ChildProcess process = ChildProcess.start(main, environment, arguments)) {
        Stretch stretch = Stretch.of(process, progress, part());
        // The last windows are written a second later.
        TimeUnit.SECONDS.sleep(3);
        return new Reading(stretch.cpuMicros(), Map.of("events/s", stretch.perSecond()));
      }
    }

    /** Checkpoints are seconds apart: few records are all in one, from its beginning on. */
    private Stretch.Part part() {
      return records < FEW ? new Stretch.Part(0, records) : new Stretch.Part(records / 3, records);
    }

    void declare() throws IOException {
      String features =
          IntStream.range(0, FEATURES)
              .mapToObj(feature -> "/f" + feature + ": number")
              .collect(Collectors.joining(", "));
      String spec =
          "apiVersion: millrace/v1\npipeline: "
              + PIPELINE
              + "\ntask: classification\nprompt: { user: '{{body}}', labels: [a, b] }\n"
              + "models: { champion: 'amazon.nova-micro-v1:0' }\n"
              + "drift: { window: 5m, features: { "
              + features
              + " }, falseAlarms: 0.01 }\n";
      SpecResult result =
          new SpecReader(
                  name -> {
                    throw new NoSuchFileException(name);
                  })
              .readSupported(spec);
      if (!(result instanceof SpecResult.Valid valid)) {
        throw new IllegalStateException("the benchmark's spec cannot be applied: " + result);
      }
      PipelineSpec declared = valid.spec();
      try (Producer<String, byte[]> producer = producer()) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    Topics.PIPELINES.name(),
                    PIPELINE,
                    new AvroCodec<>(Topics.PIPELINES, workbench.registry()).encode(declared)));
      }
    }

    private void publish() {
      AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, workbench.registry());
      Random random = new Random(SEED + runs);
      PredictionsByChance predictions =
          new PredictionsByChance(
              random,
              Instant.now().minus(SPAN.multipliedBy(2)).truncatedTo(ChronoUnit.HOURS),
              SPAN.dividedBy(records));
      try (Producer<String, byte[]> producer = producer()) {
        for (int i = 0; i < records; i++) {
          Map<String, Object> features = new HashMap<>();
          for (int feature = 0; feature < FEATURES; feature++) {
            features.put("/f" + feature, random.nextGaussian());
          }
          Prediction prediction = predictions.next(runs, i);
          prediction.setPipeline(PIPELINE);
          prediction.setModelVersion(runs);
          prediction.setFeatures(features);
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      Topics.PREDICTIONS.name(),
                      prediction.getRequestId(),
                      codec.encode(prediction)));
        }
      }
    }

    private Producer<String, byte[]> producer() {
      Map<String, Object> properties = workbench.kafka().properties("benchmark");
      properties.put(ProducerConfig.ACKS_CONFIG, "all");
      properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
      properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
      return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
  }
}
