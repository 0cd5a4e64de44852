package dev.millrace.platform.audit;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.access.Groups;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producers of all writers of the audit log: one transactional id, so one at a time. */
final class AuditProducers {

  private static final String WRITER = Groups.AUDIT_WRITER;

  /** As short as ingestion's: a writer that is killed holds up readers for so long at most. */
  private static final int TRANSACTION_MILLIS = 10_000;

  private static final int BLOCK_MILLIS = 30_000;

  /** The largest record there is. */
  private static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;

  private AuditProducers() {}

  static Producer<byte[], byte[]> open(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties(WRITER);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, WRITER);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
