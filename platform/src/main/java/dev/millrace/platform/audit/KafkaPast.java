package dev.millrace.platform.audit;

import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The one partition of the audit log on the brokers. */
final class KafkaPast implements Past {

  /** Offsets are used by marks of transactions as well, about one for each record. */
  private static final long FIRST_LOOK = 64;

  /** As long as the open transaction of a writer that was killed holds up readers. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TopicReader topics;

  KafkaPast(TopicReader topics) {
    this.topics = topics;
  }

  @Override
  public long nearEnd() {
    long begin = topics.begins(Topics.AUDIT_LOG).getOrDefault(AuditLog.PARTITION, 0L);
    long end = topics.ends(Topics.AUDIT_LOG).getOrDefault(AuditLog.PARTITION, 0L);
    for (long back = FIRST_LOOK; end - back > begin; back *= 2) {
      AtomicBoolean found = new AtomicBoolean();
      read(end - back, entry -> found.set(true));
      if (found.get()) {
        return end - back;
      }
    }
    return begin;
  }

  @Override
  public void read(long from, Consumer<Entry> to) {
    topics.readRawFrom(
        Topics.AUDIT_LOG,
        Map.of(AuditLog.PARTITION, from),
        record -> {
          // A tombstone is no entry, but the next one has to follow something all the same.
          byte[] value = record.value() == null ? new byte[0] : record.value();
          if (record.partition() == AuditLog.PARTITION) {
            to.accept(new Entry(record.offset(), value));
          }
        });
  }

  @Override
  public void awaitSeen(Map<TopicPartition, Long> ends) {
    boolean unused = topics.awaitCommitted(ends, PATIENCE);
  }
}
