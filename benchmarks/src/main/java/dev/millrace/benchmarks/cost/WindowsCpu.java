package dev.millrace.benchmarks.cost;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import dev.millrace.benchmarks.rig.Workbench;
import dev.millrace.cost.CostService;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Processor time of the cost windows for a prediction.
 *
 * <p><i>Shape</i>: predictions of an hour, of 500 tenants, two pipelines and two models. A process
 * that counts them, and then cost-aggregator as it runs in production, each get the first half of
 * them to become warm. When all of that is done, the second half comes at once, as a transaction,
 * and the processor time of the whole process is taken until that is done as well, and the last
 * windows are written: so all of the work for these records is in it, and no work for others.
 * (Counted between two places in the middle, it would not be: what reads the records runs ahead of
 * what books them, by as much as it likes.)
 *
 * @param records predictions of a run
 */
record WindowsCpu(int records) implements Benchmark {

  private static final String MAIN = "dev.millrace.cost.CostMain";
  private static final String COUNTS = "counts";
  private static final long SEED = 20_261_126;
  private static final Duration SPAN = Duration.ofHours(1);

  /** Longer than windows are written apart, in seconds. */
  private static final long SETTLING = 7;

  @Override
  public String name() {
    return "cost.windows.cpu";
  }

  @Override
  public String unit() {
    return "us/record";
  }

  @Override
  public String description() {
    return "Processor time of cost-aggregator for one prediction: dedupe by request and call,"
        + " windows of a minute, an hour and a day by tenant, pipeline, model, version, tier"
        + " and lane, exact money; exactly once.";
  }

  @Override
  public String baseline() {
    return "A Kafka Streams windowed count of the same records, in the same windows of a minute (by"
        + " tenant, pipeline, model, version, tier and lane) with the same settings; it dedupes"
        + " nothing, has no hours and days, and knows neither money nor budgets.";
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    Workbench workbench = Workbench.open(folder.resolve("kafka"));
    try {
      workbench.create(COUNTS, Topics.COST_METRICS.partitions());
      return new Session(workbench, folder, records);
    } catch (RuntimeException | InterruptedException e) {
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
      String counting = "count-" + runs;
      Reading count =
          run(
              PlainCountMain.class.getName(),
              new Progress(counting, counting + "-" + PlainCountMain.GROUPING + "-repartition"),
              COUNTS,
              counting);
      Map<TopicPartition, Long> windows = workbench.ends(Topics.COST_METRICS.name());
      Reading cost =
          run(MAIN, new Progress(CostService.GROUP, CostService.CHARGES)).and("requests", records);
      requireAll(windows);
      workbench.clear(COUNTS);
      return new Run(count, cost);
    }

    @Override
    public void close() {
      workbench.close();
    }

    /** How far a program is: marks of transactions count as well, which are few. */
    private record Progress(String group, String regrouped) {}

    private Reading run(String main, Progress progress, String... arguments)
        throws IOException, InterruptedException {
      PredictionsByChance predictions =
          new PredictionsByChance(
              new Random(SEED + runs),
              Instant.now().minus(SPAN.multipliedBy(2 + 2L * runs)).truncatedTo(ChronoUnit.MINUTES),
              SPAN.dividedBy(records));
      int half = records / 2;
      try (Producer<String, byte[]> producer = producer(progress.group())) {
        producer.beginTransaction();
        publish(producer, predictions, 0, half);
        producer.commitTransaction();
        long before = workbench.committed(progress.group(), progress.regrouped());
        LongSupplier done =
            () -> workbench.committed(progress.group(), progress.regrouped()) - before;
        Map<String, String> environment = new HashMap<>(workbench.environment());
        environment.put("MILLRACE_COST_STATE_FOLDER", folder.resolve("streams").toString());
        environment.put("MILLRACE_COST_QUERIES_PORT", "0");
        try (ChildProcess process = ChildProcess.start(main, environment, arguments)) {
          Stretch.await(process, done, half);
          producer.beginTransaction();
          publish(producer, predictions, half, records);
          producer.flush();
          TimeUnit.SECONDS.sleep(SETTLING);
          Duration warm = process.cpu();
          Duration compiled = process.compilers();
          long since = System.nanoTime();
          producer.commitTransaction();
          Stretch.await(process, done, records);
          Duration wall = Duration.ofNanos(System.nanoTime() - since);
          // The last hours and days are written some seconds later.
          TimeUnit.SECONDS.sleep(SETTLING);
          Stretch stretch =
              new Stretch(
                  records - half,
                  process.cpu().minus(warm),
                  process.compilers().minus(compiled),
                  wall);
          return new Reading(
              stretch.cpuMicros(),
              Map.of(
                  "predictions/s",
                  stretch.perSecond(),
                  "compilers us/record",
                  stretch.compilerMicros()));
        }
      } finally {
        workbench.clear(Topics.PREDICTIONS.name());
      }
    }

    private void publish(
        Producer<String, byte[]> producer, PredictionsByChance predictions, int from, int to) {
      AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, workbench.registry());
      for (int i = from; i < to; i++) {
        Prediction prediction = predictions.next(runs, i);
        var unused =
            producer.send(
                new ProducerRecord<>(
                    Topics.PREDICTIONS.name(),
                    prediction.getRequestId(),
                    codec.encode(prediction)));
      }
    }

    private Producer<String, byte[]> producer(String group) {
      Map<String, Object> properties = workbench.kafka().properties("benchmark");
      properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "predictions-of-" + group);
      properties.put(ProducerConfig.ACKS_CONFIG, "all");
      properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
      properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
      properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
      Producer<String, byte[]> producer =
          new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
      producer.initTransactions();
      return producer;
    }

    /** Windows that lose or double requests have no figure. */
    private void requireAll(Map<TopicPartition, Long> begin) {
      Map<Integer, Long> from = new HashMap<>();
      begin.forEach((partition, offset) -> from.put(partition.partition(), offset));
      Map<String, CostMetric> newest = new HashMap<>();
      workbench
          .reader()
          .readFrom(
              Topics.COST_METRICS,
              from,
              record -> {
                CostMetric metric = record.value();
                if (metric
                    .getWindowEnd()
                    .equals(metric.getWindowStart().plus(Duration.ofMinutes(1)))) {
                  newest.put(name(metric), metric);
                }
              });
      long requests = newest.values().stream().mapToLong(CostMetric::getRequests).sum();
      if (requests != records) {
        throw new IllegalStateException(
            records + " predictions made windows with " + requests + " requests");
      }
    }

    private static String name(CostMetric metric) {
      return String.join(
          "\0",
          metric.getTenant(),
          metric.getPipeline(),
          metric.getModelId(),
          metric.getLane().name(),
          metric.getWindowStart().toString());
    }
  }
}
