package dev.millrace.ingestion;

import dev.millrace.platform.streams.DayStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.NullUnmarked;

/**
 * A {@link DayStore} for Kafka Streams, that keeps so many days of entries.
 *
 * <p><i>Shape</i>: keys begin with their day, in milliseconds. What was put last waits in memory,
 * to be written together and in order. That is lost with the process, like all else that Kafka
 * Streams has not asked to be flushed: after a crash it rebuilds stores from their topic.
 *
 * <p><i>Threads</i>: one at a time.
 *
 * <p><i>Failure</i>: {@link ProcessorStateException} where the disk fails. Entries are not listed.
 */
@NullUnmarked
final class DailyStore implements KeyValueStore<Bytes, byte[]> {

  private static final int MOST_WAITING = 2_048;

  private final String name;
  private final Duration keep;

  private final Map<Bytes, byte[]> waiting = new HashMap<>();
  private DayStore days;
  private long newestDay;

  /** Before it there is nothing. */
  private long oldestDay;

  /**
   * A store that is opened by Kafka Streams.
   *
   * @param keep for so long at least a day is kept, seen from the newest one
   */
  DailyStore(String name, Duration keep) {
    this.name = name;
    this.keep = keep;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    newestDay = Long.MIN_VALUE;
    days = DayStore.open(name, context.stateDir().toPath().resolve("daily").resolve(name));
    try {
      oldestDay = days.firstKey().map(DailyStore::day).orElse(Long.MAX_VALUE);
      context.register(root, (BatchingStateRestoreCallback) this::restore);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void put(Bytes key, byte[] value) {
    long day = day(key.get());
    waiting.put(key, value);
    oldestDay = Math.min(oldestDay, day);
    forgetBefore(day);
    if (waiting.size() >= MOST_WAITING) {
      write();
    }
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    byte[] known = get(key);
    if (known == null) {
      put(key, value);
    }
    return known;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte[] delete(Bytes key) {
    byte[] known = get(key);
    put(key, null);
    return known;
  }

  @Override
  public byte[] get(Bytes key) {
    DayStore open = opened();
    if (day(key.get()) < oldestDay) {
      return null;
    }
    byte[] fresh = waiting.get(key);
    if (fresh != null || waiting.containsKey(key)) {
      return fresh;
    }
    return open.get(key.get());
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    throw new UnsupportedOperationException(name + " does not list its entries");
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    throw new UnsupportedOperationException(name + " does not list its entries");
  }

  @Override
  public long approximateNumEntries() {
    return waiting.size() + opened().approximateEntries();
  }

  @Override
  public void flush() {
    if (days != null) {
      write();
      days.flush();
    }
  }

  @Override
  public void close() {
    if (days != null) {
      waiting.clear();
      days.close();
      days = null;
    }
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return days != null;
  }

  /** Nobody asks this store from outside, so nobody waits for a position of it. */
  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  /** Takes over what the topic has. */
  void restore(Collection<KeyValue<byte[], byte[]>> entries) {
    entries.forEach(entry -> put(Bytes.wrap(entry.key), entry.value));
  }

  private void write() {
    if (waiting.isEmpty()) {
      return;
    }
    opened()
        .write(
            new TreeMap<>(waiting)
                .entrySet().stream()
                    .map(entry -> new DayStore.Entry(entry.getKey().get(), entry.getValue()))
                    .toList());
    waiting.clear();
  }

  /** Each day that begins lets one end. */
  private void forgetBefore(long day) {
    if (day <= newestDay) {
      return;
    }
    newestDay = day;
    long kept = day - keep.toMillis();
    if (kept <= oldestDay) {
      return;
    }
    oldestDay = kept;
    opened().forgetBefore(ByteBuffer.allocate(Long.BYTES).putLong(kept).array());
  }

  private static long day(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  private DayStore opened() {
    if (days == null) {
      throw new InvalidStateStoreException("the store " + name + " is not open");
    }
    return days;
  }
}
