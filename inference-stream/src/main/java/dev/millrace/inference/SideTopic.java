package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records that come beside the terminal ones, under the key of their request and in its
 * trace. They are no part of checkpoints: what is not written when the process dies is not written
 * again.
 *
 * <p><i>Threads</i>: may be used by many. Where the brokers are away, or slow, a writer is held up
 * for {@value #PATIENCE_MILLIS} ms a record.
 *
 * <p><i>Failure</i>: a registry that is away fails the making, before anything is paid for. A
 * record that the brokers do not take is left out, and counted.
 *
 * @param <V> type of the values
 */
final class SideTopic<V extends SpecificRecord> implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 5_000;

  /** Of a stop, for what was written last. */
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Topic<V> topic;
  private final AvroCodec<V> codec;
  private final Producer<byte[], byte[]> producer;
  private final Omissions unwritten;

  SideTopic(Topic<V> topic, KafkaConnection kafka, SchemaRegistry registry) {
    this(topic, new AvroCodec<>(topic, registry), producer(topic, kafka), InstantSource.system());
  }

  SideTopic(
      Topic<V> topic, AvroCodec<V> codec, Producer<byte[], byte[]> producer, InstantSource clock) {
    this.topic = topic;
    this.codec = codec;
    this.producer = producer;
    this.unwritten = new Omissions("records of " + topic.name(), clock);
    try {
      codec.register();
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /** Writes one record about a request. */
  void write(Received received, V value) {
    try {
      Future<?> unused =
          producer.send(
              OutletRecords.record(topic, received, codec.encode(value)),
              (place, failure) -> {
                if (failure != null) {
                  unwritten.add(reason(failure));
                }
              });
    } catch (KafkaException e) {
      unwritten.add(reason(e));
    }
  }

  /** Records that the brokers did not take. */
  long unwritten() {
    return unwritten.count();
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }

  private static String reason(Exception failure) {
    return "the brokers did not take them (" + failure.getClass().getSimpleName() + ")";
  }

  private static Producer<byte[], byte[]> producer(Topic<?> topic, KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("inference-" + topic.name());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, InferenceJob.MAX_REQUEST_BYTES);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
