package dev.millrace.benchmarks.inference;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * Writes single requests and hands back their predictions; those of requests that others wrote are
 * passed over.
 *
 * <p><i>Threads</i>: requests are written by one at a time; predictions are read on a thread of its
 * own, which completes the futures.
 */
final class Asking implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final AvroCodec<InferenceRequest> requests;
  private final AvroCodec<Prediction> predictions;
  private final Producer<String, byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Sent> waiting = new ConcurrentHashMap<>();
  private final Thread reader = new Thread(this::read, "asking");
  private volatile boolean open = true;

  /** Why predictions cannot be read any more; null while they can. */
  private volatile @Nullable RuntimeException trouble;

  /**
   * What came back.
   *
   * @param nanos from the request's send to the prediction's receipt
   */
  record Reply(Prediction prediction, long nanos) {}

  private record Sent(long nanos, CompletableFuture<Reply> reply) {}

  /** Reads predictions from the present end on. */
  Asking(InferenceBench bench) throws InterruptedException {
    requests = new AvroCodec<>(Topics.INFERENCE_REQUESTS, bench.workbench().registry());
    predictions = new AvroCodec<>(Topics.PREDICTIONS, bench.workbench().registry());
    producer = bench.producer();
    Map<String, Object> properties = new HashMap<>(bench.workbench().kafka().properties("asking"));
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Map<TopicPartition, Long> ends = bench.workbench().ends(Topics.PREDICTIONS.name());
    consumer.assign(List.copyOf(ends.keySet()));
    ends.forEach(consumer::seek);
    reader.setDaemon(true);
    reader.start();
  }

  /** Writes a request; the future ends with its prediction. */
  CompletableFuture<Reply> ask(InferenceRequest request) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    byte[] bytes = requests.encode(request);
    waiting.put(request.getRequestId(), new Sent(System.nanoTime(), reply));
    var unused =
        producer.send(
            new ProducerRecord<>(Topics.INFERENCE_REQUESTS.name(), request.getEventId(), bytes),
            (written, failure) -> {
              if (failure != null) {
                reply.completeExceptionally(failure);
              }
            });
    RuntimeException blind = trouble;
    if (blind != null) {
      reply.completeExceptionally(blind);
    }
    return reply;
  }

  /**
   * Waits for a prediction.
   *
   * @throws IllegalStateException where it does not come within three minutes
   */
  static Reply await(CompletableFuture<Reply> reply) throws InterruptedException {
    try {
      return reply.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "a request cannot be written, or predictions cannot be read", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "a request has no prediction after " + PATIENCE.toSeconds() + " s", e);
    }
  }

  @Override
  public void close() {
    open = false;
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }

  private void read() {
    try (consumer) {
      while (open) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          long now = System.nanoTime();
          Prediction prediction = predictions.decode(record.value());
          Sent sent = waiting.remove(prediction.getRequestId());
          if (sent != null) {
            sent.reply().complete(new Reply(prediction, now - sent.nanos()));
          }
        }
      }
    } catch (RuntimeException e) {
      trouble = e;
      waiting.values().forEach(sent -> sent.reply().completeExceptionally(e));
    }
  }
}
