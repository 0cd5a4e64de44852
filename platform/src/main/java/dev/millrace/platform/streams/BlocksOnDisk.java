package dev.millrace.platform.streams;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What lies below a {@link DayBlocks}, in a {@link DayStore}: what is put are {@link DayBlock}s,
 * under keys of no meaning; what is got are single entries.
 *
 * <p><i>Shape</i>: Kafka Streams writes each block into the changelog as it is put, and puts it
 * again where it restores the store. So hundreds of entries are one record there. What is not there
 * {@link DayFilters} know for the most part; they are kept on disk while the store is closed, and
 * have all that is there: what comes back from the changelog is taken in.
 *
 * <p><i>Failure</i>: as those of Kafka Streams' own stores: what is on disk counts only where Kafka
 * Streams finds that it was closed in order; else the changelog makes it anew.
 *
 * <p><i>Owner/threads</i>: one for each task, used by its thread.
 */
final class BlocksOnDisk implements KeyValueStore<Bytes, byte[]> {

  private static final String FOLDER = "rocksdb";

  /** Behind the name of the store. */
  private static final String FILTERS = ".filters";

  /** The newest day where there is none. */
  private static final int NONE = -1;

  private final String name;
  private int forgotten;
  private DayFilters filters = new DayFilters(NONE);
  private @Nullable FiltersFile filtersOfClosed;
  private @Nullable DayStore days;

  /** Makes them. */
  record Supplier(String name) implements KeyValueBytesStoreSupplier {

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new BlocksOnDisk(name);
    }

    @Override
    public String metricsScope() {
      return "blocks";
    }
  }

  BlocksOnDisk(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    forgotten = 0;
    Path folder = context.stateDir().toPath().resolve(FOLDER);
    DayStore open = DayStore.open(name, folder.resolve(name));
    days = open;
    try {
      FiltersFile file = new FiltersFile(folder.resolve(name + FILTERS));
      filters =
          file.take()
              .orElseGet(() -> new DayFilters(open.lastKey().map(BlocksOnDisk::day).orElse(NONE)));
      context.register(root, new Restoring());
      filtersOfClosed = file;
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
    DayStore open = opened();
    return filters.mayHave(day(key.get()), key.get()) ? open.get(key.get()) : null;
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
    FiltersFile file = filtersOfClosed;
    days = null;
    filtersOfClosed = null;
    if (open != null) {
      open.close();
      if (file != null) {
        file.keep(filters);
      }
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

  /** Nobody asks for entries but the task itself. */
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
    throw new UnsupportedOperationException("entries are looked for one by one");
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    throw new UnsupportedOperationException("entries are looked for one by one");
  }

  private void take(byte[] bytes) {
    DayStore open = opened();
    DayBlock block = DayBlock.of(bytes);
    if (block.oldestDay() > forgotten) {
      open.forgetBefore(DayBlocks.key(block.oldestDay(), 0).array());
      forgotten = block.oldestDay();
    }
    for (DayStore.Entry entry : block.entries()) {
      filters.add(day(entry.key()), entry.key());
      open.write(entry.key(), entry.value());
    }
  }

  private static int day(byte[] key) {
    return ByteBuffer.wrap(key).getInt();
  }

  private DayStore opened() {
    DayStore open = days;
    if (open == null) {
      throw new InvalidStateStoreException("the store " + name + " is not open");
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
