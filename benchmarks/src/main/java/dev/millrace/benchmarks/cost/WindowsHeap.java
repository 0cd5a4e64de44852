package dev.millrace.benchmarks.cost;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import dev.millrace.benchmarks.rig.Workbench;
import dev.millrace.cost.CostService;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Heap of cost-aggregator while it keeps the windows of a day for very many tenants.
 *
 * <p><i>Shape</i>: each tenant has a request or several at moments of the day by chance, with one
 * call to each of five models: a window of a minute, an hour and a day for each. The process runs
 * as in production with 1 GiB of heap; what is measured is the most that was in use after a
 * collection.
 *
 * @param tenants how many
 * @param requests of each tenant
 */
record WindowsHeap(int tenants, int requests) implements Benchmark {

  private static final double MEBI = 1024.0 * 1024;
  private static final double LIMIT = 1024;
  private static final int QUIET_LOOKS = 3;

  @Override
  public String name() {
    return "cost.windows.heap";
  }

  @Override
  public String unit() {
    return "MiB";
  }

  @Override
  public String description() {
    return "Most heap of cost-aggregator in use after a collection, while it takes in a day of "
        + tenants
        + " tenants with five models each and keeps all of its windows open.";
  }

  @Override
  public String baseline() {
    return "The heap that it is given: 1 GiB.";
  }

  @Override
  public Benchmark.Session open(Path folder) {
    return new Session(Workbench.open(folder.resolve("kafka")), folder, this);
  }

  private static final class Session implements Benchmark.Session {

    private final Workbench workbench;
    private final Path folder;
    private final WindowsHeap size;
    private int runs;

    Session(Workbench workbench, Path folder, WindowsHeap size) {
      this.workbench = workbench;
      this.folder = folder;
      this.size = size;
    }

    @Override
    public Run measure() throws IOException, InterruptedException {
      runs++;
      DayOfTenants day =
          new DayOfTenants(
              runs, Instant.now().truncatedTo(ChronoUnit.DAYS).minus(1L + runs, ChronoUnit.DAYS));
      Path heap = folder.resolve("heap-" + runs);
      Map<Integer, Long> from = new HashMap<>();
      workbench
          .ends(Topics.COST_METRICS.name())
          .forEach((partition, offset) -> from.put(partition.partition(), offset));
      long before = workbench.committed(CostService.GROUP, CostService.CHARGES);
      publish(day);
      Map<String, String> environment = new HashMap<>(workbench.environment());
      environment.put("MILLRACE_COST_STATE_FOLDER", folder.resolve("streams").toString());
      environment.put("MILLRACE_COST_QUERIES_PORT", "0");
      try (ChildProcess process =
          ChildProcess.start(
              HeapWatchMain.class.getName(),
              environment,
              heap.toString(),
              "dev.millrace.cost.CostMain")) {
        Stretch.await(
            process,
            () -> workbench.committed(CostService.GROUP, CostService.CHARGES) - before,
            (long) size.tenants() * size.requests());
        awaitQuiet(process);
      }
      OpenWindows windows = new OpenWindows();
      workbench
          .reader()
          .readFrom(Topics.COST_METRICS, from, record -> windows.take(record.value()));
      windows.requireAll(day.put());
      if (!Files.exists(heap)) {
        throw new IllegalStateException("no heap was ever collected: give it more to do");
      }
      return new Run(
          new Reading(LIMIT, Map.of()),
          new Reading(Long.parseLong(Files.readString(heap)) / MEBI, Map.of())
              .and("windows", (double) windows.count())
              .and("calls", (double) day.put().calls()));
    }

    /** The last windows are written a second later; then nothing is. */
    private void awaitQuiet(ChildProcess process) throws InterruptedException {
      long last = -1;
      int quiet = 0;
      while (quiet < QUIET_LOOKS) {
        process.requireAlive();
        TimeUnit.SECONDS.sleep(1);
        long now = workbench.records(Topics.COST_METRICS.name());
        quiet = now == last ? quiet + 1 : 0;
        last = now;
      }
    }

    private void publish(DayOfTenants day) {
      AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, workbench.registry());
      Map<String, Object> properties = workbench.kafka().properties("benchmark");
      properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
      properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
      properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
      try (Producer<String, byte[]> producer =
          new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
        for (int request = 0; request < size.requests(); request++) {
          for (int tenant = 0; tenant < size.tenants(); tenant++) {
            Prediction prediction = day.next(tenant);
            var unused =
                producer.send(
                    new ProducerRecord<>(
                        Topics.PREDICTIONS.name(),
                        prediction.getRequestId(),
                        codec.encode(prediction)));
          }
        }
      }
    }

    @Override
    public void close() {
      workbench.close();
    }
  }
}
