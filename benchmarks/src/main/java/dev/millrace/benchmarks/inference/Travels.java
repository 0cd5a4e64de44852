package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.record.InferenceRequest;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * How long requests were on their way through a program.
 *
 * @param sorted of those that were looked at, in nanoseconds, without the model's own time
 */
record Travels(long[] sorted) {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();
  private static final long NANOS_OF_MILLI = 1_000_000;
  private static final long NANOS_OF_SECOND = 1_000_000_000;

  /**
   * What came out at the end.
   *
   * @param modelMillis part of the time that is the model's
   */
  record Arrival(String requestId, long modelMillis) {}

  /** Reads what came out. */
  @FunctionalInterface
  interface Reader {
    Arrival read(byte[] bytes);
  }

  /** Where it comes out. */
  record Way(String topic, Reader reader) {}

  /** Milliseconds that a share of the requests did not take longer than. */
  double millis(double share) {
    int place = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, place)] / (double) NANOS_OF_MILLI;
  }

  /**
   * Sends requests evenly and waits for all of them. The first half comes half as fast, so that no
   * backlog of a program that is still being compiled is left for the second, which counts.
   *
   * @throws IllegalStateException where one does not arrive
   */
  static Travels of(InferenceBench bench, ChildProcess process, Way way, int count, int perSecond)
      throws InterruptedException {
    Map<String, Long> sent = new ConcurrentHashMap<>();
    long[] took = new long[count - count / 2];
    int arrived = 0;
    AtomicReference<@Nullable RuntimeException> trouble = new AtomicReference<>();
    try (Consumer<byte[], byte[]> consumer = consumer(bench, way.topic())) {
      Thread sender =
          new Thread(
              () -> {
                try {
                  send(bench, sent, count, perSecond);
                } catch (RuntimeException e) {
                  trouble.set(e);
                }
              },
              "sender");
      sender.setDaemon(true);
      sender.start();
      int seen = 0;
      long lastArrival = System.nanoTime();
      while (seen < count) {
        process.requireAlive();
        RuntimeException failure = trouble.get();
        if (failure != null) {
          throw failure;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          long now = System.nanoTime();
          Arrival arrival = way.reader().read(record.value());
          Long began = sent.remove(arrival.requestId());
          if (began == null) {
            throw new IllegalStateException(
                "request " + arrival.requestId() + " arrived twice or was never sent");
          }
          if (++seen > count / 2 && arrived < took.length) {
            took[arrived++] = now - began - arrival.modelMillis() * NANOS_OF_MILLI;
          }
          lastArrival = now;
        }
        if (System.nanoTime() - lastArrival > PATIENCE_NANOS) {
          throw new IllegalStateException((count - seen) + " requests did not arrive");
        }
      }
      sender.join();
    }
    Arrays.sort(took);
    return new Travels(took);
  }

  private static void send(InferenceBench bench, Map<String, Long> sent, int count, int perSecond) {
    AvroCodec<InferenceRequest> codec =
        new AvroCodec<>(Topics.INFERENCE_REQUESTS, bench.workbench().registry());
    try (Producer<String, byte[]> producer = bench.producer()) {
      long due = System.nanoTime();
      for (int i = 0; i < count; i++) {
        LockSupport.parkNanos(due - System.nanoTime());
        due += NANOS_OF_SECOND / (i < count / 2 ? perSecond / 2 : perSecond);
        InferenceRequest request = bench.nextRequest();
        byte[] bytes = codec.encode(request);
        sent.put(request.getRequestId(), System.nanoTime());
        var unused =
            producer.send(
                new ProducerRecord<>(
                    Topics.INFERENCE_REQUESTS.name(), request.getEventId(), bytes));
      }
    }
  }

  private static Consumer<byte[], byte[]> consumer(InferenceBench bench, String topic)
      throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(bench.workbench().kafka().properties("travels"));
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Map<TopicPartition, Long> ends = bench.workbench().ends(topic);
    consumer.assign(List.copyOf(ends.keySet()));
    ends.forEach(consumer::seek);
    return consumer;
  }
}
