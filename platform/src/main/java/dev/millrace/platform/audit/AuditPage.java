package dev.millrace.platform.audit;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What becomes visible together or not at all.
 *
 * @param entries for the audit log, in this order
 * @param records what the entries tell of
 */
public record AuditPage(List<AuditEntry> entries, List<ProducerRecord<byte[], byte[]>> records) {

  public AuditPage {
    entries = List.copyOf(entries);
    records = List.copyOf(records);
    if (entries.isEmpty() && !records.isEmpty()) {
      throw new IllegalArgumentException("records of topics are written with an audit entry only");
    }
  }

  /** Nothing to be written. */
  public static AuditPage empty() {
    return new AuditPage(List.of(), List.of());
  }
}
