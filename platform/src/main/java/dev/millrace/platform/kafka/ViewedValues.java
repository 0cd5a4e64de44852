package dev.millrace.platform.kafka;

import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the records of a compacted topic make of it: the newest value of each key that can be read.
 *
 * <p><i>Threads</i>: one takes records; any asks.
 *
 * @param <V> type of the values
 */
final class ViewedValues<V extends SpecificRecord> {

  private static final Logger LOG = LoggerFactory.getLogger(ViewedValues.class);

  private final AvroCodec<V> codec;
  private final Map<String, V> values = new ConcurrentHashMap<>();

  /** Counts what has changed. */
  private final AtomicLong changes = new AtomicLong();

  /** Keys whose newest value cannot be read. */
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  ViewedValues(AvroCodec<V> codec) {
    this.codec = codec;
  }

  /**
   * The next record: a value that cannot be read is logged, and the one before it stays in force.
   *
   * @throws dev.millrace.schemas.registry.RegistryException where it is not known yet whether it
   *     can be read
   */
  void take(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      LOG.warn("{} has no key and is passed over", place(record));
    } else if (record.value() == null) {
      values.remove(record.key());
      unreadable.remove(record.key());
      changes.incrementAndGet();
    } else {
      try {
        values.put(record.key(), codec.decode(record.value()));
        unreadable.remove(record.key());
        changes.incrementAndGet();
      } catch (UnreadableRecordException e) {
        unreadable.add(record.key());
        LOG.warn("{} cannot be read and is passed over", place(record), e);
      }
    }
  }

  Optional<V> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  Collection<V> all() {
    return List.copyOf(values.values());
  }

  Stream<V> startingWith(String prefix) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(Map.Entry::getValue);
  }

  long changes() {
    return changes.get();
  }

  /** Keys that have a value which cannot be read, where none from before is in force. */
  Set<String> unknownKeys() {
    return unreadable.isEmpty()
        ? Set.of()
        : unreadable.stream()
            .filter(key -> !values.containsKey(key))
            .collect(Collectors.toUnmodifiableSet());
  }

  private static String place(ConsumerRecord<?, ?> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
