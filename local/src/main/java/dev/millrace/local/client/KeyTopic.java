package dev.millrace.local.client;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.record.ApiKey;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Where keys are kept. */
interface KeyTopic {

  /** Keys that are not revoked. */
  Collection<ApiKey> keys();

  /** A key as the topic holds it. */
  byte[] encode(ApiKey key);

  /**
   * Writes a change together with its record of the audit log.
   *
   * @throws IOException where it was not written, or nobody said whether it was
   */
  void write(AuditEntry entry, ProducerRecord<byte[], byte[]> record) throws IOException;

  /** That of a factory. */
  static KeyTopic of(RunningFactory factory, InstantSource clock) {
    return new KeyTopic() {
      @Override
      public Collection<ApiKey> keys() {
        Map<String, ApiKey> keys = new LinkedHashMap<>();
        factory
            .topics()
            .read(
                Topics.API_KEYS,
                record -> {
                  if (record.value() == null) {
                    keys.remove(record.key());
                  } else {
                    keys.put(record.key(), record.value());
                  }
                });
        return keys.values();
      }

      @Override
      public byte[] encode(ApiKey key) {
        return new AvroCodec<>(Topics.API_KEYS, factory.registry()).encode(key);
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
