package dev.millrace.local.client;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.record.KillSwitch;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Where kill switches are kept. */
interface KillTopic {

  /** All switches, on and off, by key. */
  Collection<KillSwitch> switches();

  /** A switch as the topic holds it. */
  byte[] encode(KillSwitch one);

  /**
   * Writes a change together with its record of the audit log.
   *
   * @throws IOException where it was not written, or nobody said whether it was
   */
  void write(AuditEntry entry, ProducerRecord<byte[], byte[]> record) throws IOException;

  /** That of a factory. */
  static KillTopic of(RunningFactory factory, InstantSource clock) {
    return new KillTopic() {
      @Override
      public Collection<KillSwitch> switches() {
        Map<String, KillSwitch> switches = new TreeMap<>();
        factory
            .topics()
            .read(
                Topics.KILL_SWITCHES,
                record -> {
                  if (record.value() == null) {
                    switches.remove(record.key());
                  } else {
                    switches.put(record.key(), record.value());
                  }
                });
        return switches.values();
      }

      @Override
      public byte[] encode(KillSwitch one) {
        return new AvroCodec<>(Topics.KILL_SWITCHES, factory.registry()).encode(one);
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
