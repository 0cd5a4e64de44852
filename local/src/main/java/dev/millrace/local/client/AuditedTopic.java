package dev.millrace.local.client;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A compacted topic whose changes by hand are in the audit log.
 *
 * @param <V> type of the values
 */
interface AuditedTopic<V extends SpecificRecord> {

  /** All values by key, in the order of the keys. */
  Map<String, V> values();

  /** A value as the topic holds it. */
  byte[] encode(V value);

  /**
   * Writes a change together with its record of the audit log.
   *
   * @throws IOException where it was not written, or nobody said whether it was
   */
  void write(AuditEntry entry, ProducerRecord<byte[], byte[]> record) throws IOException;

  /** That of a factory; what cannot be read is passed over. */
  static <V extends SpecificRecord> AuditedTopic<V> of(
      Topic<V> topic, FactoryTopics factory, InstantSource clock) {
    return of(topic, factory, clock, () -> NewestValues.readable(factory, topic));
  }

  /**
   * The same for values of which none may be passed over: reading one that cannot be read ends with
   * Kafka's own exception.
   */
  static <V extends SpecificRecord> AuditedTopic<V> ofAll(
      Topic<V> topic, FactoryTopics factory, InstantSource clock) {
    return of(topic, factory, clock, () -> NewestValues.all(factory, topic));
  }

  private static <V extends SpecificRecord> AuditedTopic<V> of(
      Topic<V> topic, FactoryTopics factory, InstantSource clock, Supplier<Map<String, V>> values) {
    return new AuditedTopic<>() {
      @Override
      public Map<String, V> values() {
        return values.get();
      }

      @Override
      public byte[] encode(V value) {
        return new AvroCodec<>(topic, factory.registry()).encode(value);
      }

      @Override
      public void write(AuditEntry entry, ProducerRecord<byte[], byte[]> record)
          throws IOException {
        try (AuditLog audit = AuditLog.open(factory.kafka(), factory.registry(), clock)) {
          audit.append(entry, List.of(record));
        }
      }
    };
  }
}
