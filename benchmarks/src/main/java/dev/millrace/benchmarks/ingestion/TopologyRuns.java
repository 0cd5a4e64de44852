package dev.millrace.benchmarks.ingestion;

import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs programs over new raw events: each in a process of its own, from the first of them to the
 * last, whose processor time is taken over the second half; or in one that stays, turn by turn.
 *
 * <p><i>Failure</i>: ingestion that loses, doubles or rejects events has no figure.
 */
final class TopologyRuns implements AutoCloseable {

  private static final long SEED = 20_261_125;

  /** Spans wait for a second at most until they are told. */
  private static final long SETTLING_MILLIS = 1_500;

  private final IngestionBench bench;
  private final int records;
  private final Tickets tickets = new Tickets(SEED);
  private int published;

  TopologyRuns(IngestionBench bench, int records) {
    this.bench = bench;
    this.records = records;
  }

  /** Events that nobody has read; where they begin in each partition. */
  record Published(int number, Map<TopicPartition, Long> begin) {

    long before() {
      return begin.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Writes new events to raw-events. */
  Published publish() throws InterruptedException {
    published++;
    Map<TopicPartition, Long> begin = bench.workbench().ends(Topics.RAW_EVENTS.name());
    AvroCodec<RawEvent> codec = new AvroCodec<>(Topics.RAW_EVENTS, bench.workbench().registry());
    try (Producer<String, byte[]> producer = bench.producer()) {
      for (int i = 0; i < records; i++) {
        String id = new UUID(published, i).toString();
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
            producer.send(new ProducerRecord<>(Topics.RAW_EVENTS.name(), id, codec.encode(event)));
      }
    }
    return new Published(published, begin);
  }

  /** A program that reads them in a group of its own and writes to a topic. */
  Reading copy(Published events, String main, String topic)
      throws IOException, InterruptedException {
    String group = "copy-" + events.number();
    bench.workbench().startAt(group, events.begin());
    return run(events, main, group, Map.of(), topic, group);
  }

  /**
   * Ingestion as it runs in production; its gateway has nothing to do.
   *
   * @param more settings beside the usual
   */
  Reading ingestion(Published events, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<TopicPartition, Long> requests = bench.workbench().ends(Topics.INFERENCE_REQUESTS.name());
    return run(events, IngestionBench.MAIN, IngestionService.GROUP, more)
        .and("requests", (double) requests(requests));
  }

  /** Ingestion as it runs in production, in a process that stays for many turns. */
  Staying staying(Map<String, String> more) throws IOException {
    return new Staying(this, ChildProcess.start(IngestionBench.MAIN, bench.environment(more)));
  }

  /** Ingestion that takes in new events turn by turn. */
  record Staying(TopologyRuns runs, ChildProcess process) implements AutoCloseable {

    /**
     * Writes new events and waits until all are requests and the last spans are told: all the work
     * for them, and no other.
     */
    Stretch turn() throws InterruptedException {
      Map<TopicPartition, Long> requests =
          runs.bench.workbench().ends(Topics.INFERENCE_REQUESTS.name());
      Stretch.Mark begin = Stretch.mark(process);
      Published events = runs.publish();
      Stretch.await(process, () -> runs.done(IngestionService.GROUP, events), runs.records);
      TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
      Stretch turn = begin.until(process, runs.records);
      var unused = runs.requests(requests);
      runs.clear();
      return turn;
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /** Throws away what was written, to the topic too. */
  void clear(String... topics) throws InterruptedException {
    bench.workbench().clear(Topics.RAW_EVENTS.name());
    bench.workbench().clear(Topics.INFERENCE_REQUESTS.name());
    for (String topic : topics) {
      bench.workbench().clear(topic);
    }
  }

  @Override
  public void close() {
    bench.close();
  }

  private Reading run(
      Published events, String main, String group, Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    try (ChildProcess process = ChildProcess.start(main, bench.environment(more), arguments)) {
      Stretch stretch =
          Stretch.of(process, () -> done(group, events), Stretch.Part.steady(records));
      Stretch.await(process, () -> done(group, events), records);
      return reading(stretch);
    }
  }

  /** What a stretch is told as. */
  static Reading reading(Stretch stretch) {
    return new Reading(
        stretch.cpuMicros(),
        Map.of("events/s", stretch.perSecond(), "compilers us/record", stretch.compilerMicros()));
  }

  private long done(String group, Published events) {
    return bench.workbench().committed(group, Topics.RAW_EVENTS.name()) - events.before();
  }

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
