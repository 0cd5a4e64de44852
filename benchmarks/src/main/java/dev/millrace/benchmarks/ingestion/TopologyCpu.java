package dev.millrace.benchmarks.ingestion;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Processor time of the topology for a record.
 *
 * <p><i>Shape</i>: each run writes new events to raw-events; a process that copies them, and then
 * ingestion as it runs in production (its gateway has nothing to do), start at the first of these
 * and go to the last. The processor time of the whole process is taken over the second half.
 *
 * @param records events of a run
 */
record TopologyCpu(int records) implements Benchmark {

  /** What {@link CopyMain} writes to. */
  static final String COPIES = "copies";

  private static final long SEED = 20_261_125;

  @Override
  public String name() {
    return "ingestion.topology.cpu";
  }

  @Override
  public String unit() {
    return "us/record";
  }

  @Override
  public String description() {
    return "Processor time of ingestion for one event of 1 KB: check against a JSON Schema, personal"
        + " data, join, dedupe, prompt; exactly once.";
  }

  @Override
  public String baseline() {
    return "A Kafka Streams topology that copies the same records as bytes, with the same settings.";
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    IngestionBench bench = IngestionBench.open(folder);
    bench.workbench().create(COPIES, Topics.INFERENCE_REQUESTS.partitions());
    return new Session(bench, records);
  }

  private static final class Session implements Benchmark.Session {

    private final IngestionBench bench;
    private final int records;
    private final Tickets tickets = new Tickets(SEED);
    private int runs;

    Session(IngestionBench bench, int records) {
      this.bench = bench;
      this.records = records;
    }

    @Override
    public Run measure() throws IOException, InterruptedException {
      runs++;
      String raw = Topics.RAW_EVENTS.name();
      Map<TopicPartition, Long> begin = bench.workbench().ends(raw);
      publish();
      String copyGroup = "copy-" + runs;
      bench.workbench().startAt(copyGroup, begin);
      long before = begin.values().stream().mapToLong(Long::longValue).sum();
      Reading copy = run(CopyMain.class.getName(), copyGroup, before, COPIES, copyGroup);
      Map<TopicPartition, Long> requests = bench.workbench().ends(Topics.INFERENCE_REQUESTS.name());
      Reading topology =
          run(IngestionBench.MAIN, IngestionService.GROUP, before)
              .and("requests", (double) requests(requests));
      for (String topic : new String[] {raw, COPIES, Topics.INFERENCE_REQUESTS.name()}) {
        bench.workbench().clear(topic);
      }
      return new Run(copy, topology);
    }

    @Override
    public void close() {
      bench.close();
    }

    private void publish() {
      AvroCodec<RawEvent> codec = new AvroCodec<>(Topics.RAW_EVENTS, bench.workbench().registry());
      try (Producer<String, byte[]> producer = bench.producer()) {
        for (int i = 0; i < records; i++) {
          String id = new UUID(runs, i).toString();
          RawEvent event =
              RawEvent.newBuilder()
                  .setId(id)
                  .setTenant(IngestionBench.TENANT)
                  .setPipeline(IngestionBench.PIPELINE)
                  .setReceivedAt(Instant.now())
                  .setContentType("application/json")
                  .setPayload(ByteBuffer.wrap(tickets.next()))
                  .build();
          var unused =
              producer.send(
                  new ProducerRecord<>(Topics.RAW_EVENTS.name(), id, codec.encode(event)));
        }
      }
    }

    private Reading run(String main, String group, long before, String... arguments)
        throws IOException, InterruptedException {
      String raw = Topics.RAW_EVENTS.name();
      try (ChildProcess process =
          ChildProcess.start(main, bench.environment(Map.of()), arguments)) {
        Stretch stretch =
            Stretch.of(
                process,
                () -> bench.workbench().committed(group, raw) - before,
                Stretch.Part.steady(records));
        Stretch.await(process, () -> bench.workbench().committed(group, raw) - before, records);
        return new Reading(stretch.cpuMicros(), Map.of("events/s", stretch.perSecond()));
      }
    }

    /** A topology that loses, doubles or rejects events has no figure. */
    private long requests(Map<TopicPartition, Long> begin) throws InterruptedException {
      Map<Integer, Long> from = new HashMap<>();
      begin.forEach((partition, offset) -> from.put(partition.partition(), offset));
      long[] made = new long[1];
      bench.workbench().reader().readRawFrom(Topics.INFERENCE_REQUESTS, from, record -> made[0]++);
      if (made[0] != records) {
        long letters =
            bench.workbench().ends(Topics.DEAD_LETTERS.name()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        throw new IllegalStateException(
            records
                + " events made "
                + made[0]
                + " requests; dead-letters is at offset "
                + letters
                + " in all");
      }
      return made[0];
    }
  }
}
