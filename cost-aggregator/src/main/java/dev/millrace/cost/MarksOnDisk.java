package dev.millrace.cost;

import dev.millrace.cost.domain.MarkBlock;
import dev.millrace.platform.streams.DayStore;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What lies below a {@link MarkStore}, in a {@link DayStore}: what is put are {@link MarkBlock}s,
 * under keys of no meaning; what is got are the marks of one request.
 *
 * <p><i>Shape</i>: Kafka Streams writes each block into the changelog as it is put, and puts it
 * again where it restores the store. So hundreds of requests are one record there, and one write to
 * RocksDB.
 *
 * <p><i>Failure</i>: as those of Kafka Streams' own stores: what is on disk counts only where Kafka
 * Streams finds that it was closed in order; else the changelog makes it anew.
 *
 * <p><i>Owner/threads</i>: one for each task, used by its thread.
 */
final class MarksOnDisk implements KeyValueStore<Bytes, byte[]> {

  private static final String FOLDER = "rocksdb";

  private final String name;
  private long forgotten;
  private @Nullable DayStore days;

  MarksOnDisk(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    forgotten = 0;
    days = DayStore.open(name, context.stateDir().toPath().resolve(FOLDER).resolve(name));
    try {
      context.register(root, new Restoring());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void put(Bytes key, byte[] block) {
    take(block);
  }

  // Kafka's own stores return null as well, which its types do not say.
  @Override
  @SuppressWarnings("NullAway")
  public byte @Nullable [] get(Bytes key) {
    return opened().get(key.get());
  }

  @Override
  public void flush() {
    DayStore open = days;
    if (open != null) {
      open.flush();
    }
  }

  @Override
  public void close() {
    DayStore open = days;
    days = null;
    if (open != null) {
      open.close();
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

  @Override
  public long approximateNumEntries() {
    return opened().approximateEntries();
  }

  /** Nobody asks for marks but the task itself. */
  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] block) {
    throw new UnsupportedOperationException("blocks are put, and never looked for");
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> blocks) {
    throw new UnsupportedOperationException("blocks are put one by one");
  }

  @Override
  public byte[] delete(Bytes key) {
    throw new UnsupportedOperationException("whole days are forgotten");
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    throw new UnsupportedOperationException("marks are looked for one by one");
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    throw new UnsupportedOperationException("marks are looked for one by one");
  }

  private void take(byte[] bytes) {
    DayStore open = opened();
    MarkBlock block = MarkBlock.of(bytes);
    if (block.oldestDay() > forgotten) {
      open.forgetBefore(MarkBlock.day(block.oldestDay()));
      forgotten = block.oldestDay();
    }
    open.write(
        block.entries().stream().map(one -> new DayStore.Entry(one.key(), one.marks())).toList());
  }

  private DayStore opened() {
    DayStore open = days;
    if (open == null) {
      throw new IllegalStateException("the store " + name + " is not open");
    }
    return open;
  }

  private final class Restoring implements BatchingStateRestoreCallback {

    @Override
    public void restoreAll(Collection<KeyValue<byte[], byte[]>> records) {
      records.forEach(record -> take(record.value));
    }

    @Override
    public void restore(byte[] key, byte[] block) {
      take(block);
    }
  }
}
