package dev.millrace.ingestion.gateway;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.Feedback;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes to Kafka, idempotently and with all acknowledgements.
 *
 * <p><i>Failure</i>: at most {@value #MAX_UNDER_WAY} records are under way; one more fails at once,
 * so that a broker that is away is felt as a refusal and not as a growing heap.
 */
final class KafkaPublisher implements RecordPublisher, AutoCloseable {

  private static final int MAX_UNDER_WAY = 20_000;

  /** A caller is told within this time that a record did not get through. */
  private static final int DELIVERY_MILLIS = 15_000;

  private final KafkaProducer<String, byte[]> producer;
  private final Map<Topic<?>, AvroCodec<?>> codecs;
  private final Semaphore room = new Semaphore(MAX_UNDER_WAY);

  KafkaPublisher(KafkaConnection kafka, SchemaRegistry registry) {
    Map<String, Object> properties = kafka.properties("gateway");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS / 3);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
    AvroCodec<Feedback> feedback = new AvroCodec<>(Topics.FEEDBACK, registry);
    codecs = Map.of(Topics.RAW_EVENTS, events, Topics.FEEDBACK, feedback);
    codecs.keySet().forEach(topic -> producer.partitionsFor(topic.name()));
  }

  @Override
  public <V extends SpecificRecord> CompletionStage<Void> publish(
      Topic<V> topic, String key, V value) {
    if (!room.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new KafkaException(MAX_UNDER_WAY + " records are under way already"));
    }
    CompletableFuture<Void> published = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(topic.name(), key, codec(topic).encode(value)),
              (metadata, failure) -> {
                room.release();
                if (failure == null) {
                  published.complete(null);
                } else {
                  published.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      room.release();
      published.completeExceptionally(e);
    }
    return published;
  }

  @Override
  public void close() {
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
