package dev.millrace.ingestion.gateway;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes to Kafka, idempotently and with all acknowledgements.
 *
 * <p><i>Failure</i>: at most {@value #MAX_BYTES_UNDER_WAY} bytes are under way; what goes beyond
 * fails at once, so that a broker that is away is felt as a refusal and not as a growing heap.
 *
 * <p><i>Threads</i>: may be used by many at once. One of its own hands the records to the producer,
 * because that blocks while the brokers are away.
 */
final class KafkaPublisher implements RecordPublisher, AutoCloseable {

  static final int MAX_BYTES_UNDER_WAY = 64 * 1024 * 1024;

  /** A caller is told within this time that a record did not get through. */
  private static final int DELIVERY_MILLIS = 15_000;

  private static final int BLOCK_MILLIS = 1_000;

  private final Producer<String, byte[]> producer;
  private final Map<Topic<?>, AvroCodec<?>> codecs;
  private final Semaphore room = new Semaphore(MAX_BYTES_UNDER_WAY);
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "gateway-sender");
            thread.setDaemon(true);
            return thread;
          });

  KafkaPublisher(Producer<String, byte[]> producer, SchemaRegistry registry) {
    this.producer = producer;
    this.codecs =
        Map.of(
            Topics.RAW_EVENTS, new AvroCodec<>(Topics.RAW_EVENTS, registry),
            Topics.FEEDBACK, new AvroCodec<>(Topics.FEEDBACK, registry));
    // So that the first event finds what it needs and does not wait for it.
    for (Topic<?> topic : codecs.keySet()) {
      registry.register(topic.valueSubject(), topic.schema());
      producer.partitionsFor(topic.name());
    }
  }

  static KafkaPublisher open(KafkaConnection kafka, SchemaRegistry registry) {
    Map<String, Object> properties = kafka.properties("gateway");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS / 3);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, MAX_BYTES_UNDER_WAY);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    try {
      return new KafkaPublisher(producer, registry);
    } catch (RuntimeException e) {
      producer.close();
      throw e;
    }
  }

  @Override
  public <V extends SpecificRecord> CompletionStage<Void> publish(
      Topic<V> topic, List<Keyed<V>> records) {
    List<ProducerRecord<String, byte[]>> encoded = new ArrayList<>();
    int bytes = 0;
    AvroCodec<V> codec = codec(topic);
    for (Keyed<V> record : records) {
      byte[] value = codec.encode(record.value());
      bytes += value.length;
      encoded.add(
          record.trace().isValid()
              ? new ProducerRecord<>(
                  topic.name(), null, record.key(), value, TraceContexts.headers(record.trace()))
              : new ProducerRecord<>(topic.name(), record.key(), value));
    }
    int permits = bytes;
    if (!room.tryAcquire(permits)) {
      return CompletableFuture.failedFuture(
          new KafkaException(
              "more than " + MAX_BYTES_UNDER_WAY + " bytes would be under way to Kafka"));
    }
    List<CompletableFuture<Void>> sent =
        encoded.stream().map(any -> new CompletableFuture<Void>()).toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
            .whenComplete((done, e) -> room.release(permits));
    try {
      sender.execute(() -> send(encoded, sent));
    } catch (RejectedExecutionException e) {
      sent.forEach(one -> one.completeExceptionally(e));
    }
    return all.copy().orTimeout(DELIVERY_MILLIS + BLOCK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void send(
      List<ProducerRecord<String, byte[]>> records, List<CompletableFuture<Void>> sent) {
    for (int i = 0; i < records.size(); i++) {
      CompletableFuture<Void> one = sent.get(i);
      try {
        var unused =
            producer.send(
                records.get(i),
                (metadata, failure) -> {
                  if (failure == null) {
                    one.complete(null);
                  } else {
                    one.completeExceptionally(failure);
                  }
                });
      } catch (RuntimeException e) {
        // The rest would fail likewise, each after a while.
        sent.subList(i, sent.size()).forEach(rest -> rest.completeExceptionally(e));
        return;
      }
    }
  }

  /** Sends what is under way, for as long as a caller would have waited, and stops. */
  @Override
  public void close() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(DELIVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        sender.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }

  @SuppressWarnings("unchecked") // the map holds each topic's own codec
  private <V extends SpecificRecord> AvroCodec<V> codec(Topic<V> topic) {
    AvroCodec<?> codec = codecs.get(topic);
    if (codec == null) {
      throw new IllegalArgumentException("the gateway does not write to " + topic.name());
    }
    return (AvroCodec<V>) codec;
  }
}
