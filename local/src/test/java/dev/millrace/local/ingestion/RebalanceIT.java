package dev.millrace.local.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.IngestionService;
import dev.millrace.local.kafka.EmbeddedKafka;
import dev.millrace.local.registry.SchemaRegistryService;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.kafka.TopicCreator;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances under steady traffic: one comes, one is killed, comes back, and one goes. What
 * readers of committed records see is measured for every event.
 */
@Tag("long")
class RebalanceIT {

  private static final int MAX_BODY = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int EVERY_MILLIS = 10;
  private static final int AT_ONCE = 2;
  private static final int STEADY = 300;

  /** Longest that an event may wait because an instance was killed. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private EmbeddedKafka kafka;
  private SchemaRegistryService registry;
  private SchemaRegistry schemas;
  private Path personalData;
  private final List<Process> processes = new ArrayList<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
  private final Map<String, Long> seenAt = new ConcurrentHashMap<>();
  private final List<String> twice = new ArrayList<>();
  private final AtomicBoolean watching = new AtomicBoolean(true);

  @BeforeEach
  void start() throws IOException {
    kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
    kafka.start();
    registry =
        new SchemaRegistryService(
            kafka.connection(), HttpListener.loopback(0, "registry.port", MAX_BODY));
    registry.start();
    TopicCreator.create(kafka.connection(), 1);
    personalData = IngestionProcess.personalData(folder);
    schemas = RegistryConnection.open(registry.address()).client();
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    registry.close();
    kafka.close();
  }

  @Test
  void losesAndDoublesNothingAndWaitsShortly() throws Exception {
    try (KafkaProducer<String, byte[]> producer = producer()) {
      AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, schemas);
      producer
          .send(
              new ProducerRecord<>(
                  Topics.PIPELINES.name(),
                  Tickets.SPEC.getPipeline(),
                  new AvroCodec<>(Topics.PIPELINES, schemas).encode(Tickets.SPEC)))
          .get();
      Process first = launch("ingestion-0");
      awaitMembers(1);
      Thread watcher = watch();
      ScheduledExecutorService traffic = Executors.newSingleThreadScheduledExecutor();
      Future<?> ticking =
          traffic.scheduleAtFixedRate(
              () -> send(producer, events), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
      awaitMore();

      Process second = launch("ingestion-1");
      awaitMembers(2);
      awaitMore();
      long joined = longestWaitMillis();
      first.destroyForcibly().waitFor();
      awaitMore();
      awaitMembers(1);
      awaitMore();
      long killed = longestWaitMillis();
      launch("ingestion-0");
      awaitMembers(2);
      awaitMore();
      second.destroy();
      assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      awaitMore();

      assertThat(ticking.isDone()).isFalse();
      traffic.shutdown();
      assertThat(traffic.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      producer.flush();
      await().atMost(PATIENCE).until(() -> seenAt.size() == sent.get());
      watching.set(false);
      watcher.join();
      System.out.printf(
          "%d events; longest wait %d ms while an instance joined, %d ms with the one that was"
              + " killed, %d ms in all%n",
          sent.get(), joined, killed, longestWaitMillis());
      assertThat(twice).isEmpty();
      assertThat(seenAt.keySet()).isEqualTo(sentAt.keySet());
      assertThat(Duration.ofMillis(longestWaitMillis())).isLessThanOrEqualTo(LONGEST_WAIT);
    }
  }

  private Process launch(String instance) throws IOException {
    Process process =
        IngestionProcess.start(
            new IngestionProcess.Place(
                instance, IngestionProcess.freeAddress(), folder.resolve(instance), personalData),
            kafka.connection().bootstrap(),
            registry.address());
    processes.add(process);
    return process;
  }

  /** Waits until so many instances have partitions of raw-events; at first there is no group. */
  private void awaitMembers(int count) {
    try (Admin admin = Admin.create(kafka.connection().properties("test"))) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .ignoreException(ExecutionException.class)
          .until(
              () ->
                  admin
                          .describeConsumerGroups(List.of(IngestionService.GROUP))
                          .describedGroups()
                          .get(IngestionService.GROUP)
                          .get()
                          .members()
                          .stream()
                          .filter(
                              member ->
                                  member.assignment().topicPartitions().stream()
                                      .anyMatch(
                                          partition ->
                                              partition.topic().equals(Topics.RAW_EVENTS.name())))
                          .count()
                      == count);
    }
  }

  /** Waits until everything sent so far, and a good deal more, has come through. */
  private void awaitMore() {
    int upTo = sent.get() + STEADY;
    await()
        .atMost(PATIENCE)
        .until(() -> sent.get() > upTo && seenAt.keySet().containsAll(firstIds(upTo)));
  }

  private static List<String> firstIds(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(String.valueOf(i));
    }
    return ids;
  }

  private void send(KafkaProducer<String, byte[]> producer, AvroCodec<RawEvent> events) {
    for (int i = 0; i < AT_ONCE; i++) {
      String id = String.valueOf(sent.get());
      RawEvent event =
          RawEvent.newBuilder()
              .setId(id)
              .setTenant("acme")
              .setPipeline(Tickets.SPEC.getPipeline())
              .setReceivedAt(Instant.now())
              .setContentType("application/json")
              .setPayload(ByteBuffer.wrap("{\"text\":\"hello\"}".getBytes(UTF_8)))
              .build();
      sentAt.put(id, System.nanoTime());
      var unused =
          producer.send(
              new ProducerRecord<>(Topics.RAW_EVENTS.name(), "key-" + id, events.encode(event)));
      sent.incrementAndGet();
    }
  }

  private Thread watch() {
    Thread watcher =
        new Thread(
            () ->
                new TopicReader(kafka.connection(), schemas)
                    .follow(
                        Topics.INFERENCE_REQUESTS, watching::get, record -> saw(record.value())));
    watcher.start();
    return watcher;
  }

  private void saw(InferenceRequest request) {
    if (seenAt.putIfAbsent(request.getEventId(), System.nanoTime()) != null) {
      twice.add(request.getEventId());
    }
  }

  private long longestWaitMillis() {
    return new HashMap<>(seenAt)
        .entrySet().stream()
            .mapToLong(seen -> seen.getValue() - sentAt.get(seen.getKey()))
            .map(TimeUnit.NANOSECONDS::toMillis)
            .max()
            .orElseThrow();
  }

  private KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        kafka.connection().properties("test"), new StringSerializer(), new ByteArraySerializer());
  }
}
