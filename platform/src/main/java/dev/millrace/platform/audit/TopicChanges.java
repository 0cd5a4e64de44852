package dev.millrace.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.wire.AvroCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Changes of compacted topics, each with its record of the audit log.
 *
 * <p><i>Threads</i>: one at a time.
 */
public final class TopicChanges {

  private final String by;
  private final List<AuditEntry> entries = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

  /**
   * What is changed.
   *
   * @param standing what is there, by key
   */
  public record Target<V extends SpecificRecord>(
      Topic<V> topic, AvroCodec<V> codec, Map<String, byte[]> standing) {}

  /**
   * No changes so far.
   *
   * @param by who wants them
   */
  public TopicChanges(String by) {
    this.by = by;
  }

  /** Adds the new value of a key. */
  public <V extends SpecificRecord> void put(Target<V> target, String action, String key, V value) {
    byte[] bytes = target.codec().encode(value);
    entries.add(
        AuditEntry.of(by, action, key)
            .change(Optional.ofNullable(target.standing().get(key)), Optional.of(bytes)));
    records.add(new ProducerRecord<>(target.topic().name(), key.getBytes(UTF_8), bytes));
  }

  /** Adds what is to be said beside them, without a change of its own. */
  public void note(AuditEntry entry) {
    entries.add(entry);
  }

  /** All of them, to be written together. */
  public AuditPage page() {
    return new AuditPage(entries, records);
  }
}
