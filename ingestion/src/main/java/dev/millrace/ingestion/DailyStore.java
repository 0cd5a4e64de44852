package dev.millrace.ingestion;

import dev.millrace.platform.streams.SmallStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A store of entries that are looked for because they are new: that one is not there costs little,
 * and whole days of entries are forgotten at once.
 *
 * <p><i>Shape</i>: keys begin with their day, in milliseconds. What was put last waits in memory,
 * to be written to RocksDB together and in order. That is lost with the process, like all else that
 * Kafka Streams has not asked to be flushed: after a crash it rebuilds stores from their topic.
 * RocksDB is asked whether it may have an entry before it is asked for it, because it tells in
 * Java's world with an exception that it does not.
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
  private Options options;
  private WriteOptions writing;
  private RocksDB rocks;
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
    Path folder = context.stateDir().toPath().resolve("daily").resolve(name);
    options = options(name);
    writing = new WriteOptions().setDisableWAL(true);
    newestDay = Long.MIN_VALUE;
    try {
      Files.createDirectories(folder);
      rocks = RocksDB.open(options, folder.toString());
      oldestDay = firstDay();
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be made", e);
    } catch (RocksDBException e) {
      throw failed("opened", e);
    }
    context.register(root, (BatchingStateRestoreCallback) this::restore);
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
    RocksDB open = opened();
    if (day(key.get()) < oldestDay) {
      return null;
    }
    byte[] fresh = waiting.get(key);
    if (fresh != null || waiting.containsKey(key)) {
      return fresh;
    }
    try {
      return open.keyMayExist(key.get(), null) ? open.get(key.get()) : null;
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
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
    try {
      return waiting.size() + opened().getLongProperty("rocksdb.estimate-num-keys");
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  @Override
  public void flush() {
    if (rocks == null) {
      return;
    }
    write();
    try (FlushOptions waited = new FlushOptions().setWaitForFlush(true)) {
      rocks.flush(waited);
    } catch (RocksDBException e) {
      throw failed("flushed", e);
    }
  }

  @Override
  public void close() {
    if (rocks != null) {
      waiting.clear();
      rocks.close();
      rocks = null;
      options.close();
      writing.close();
    }
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return rocks != null;
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
    try (WriteBatch batch = new WriteBatch()) {
      for (Map.Entry<Bytes, byte[]> entry : new TreeMap<>(waiting).entrySet()) {
        if (entry.getValue() == null) {
          batch.delete(entry.getKey().get());
        } else {
          batch.put(entry.getKey().get(), entry.getValue());
        }
      }
      opened().write(writing, batch);
    } catch (RocksDBException e) {
      throw failed("written", e);
    }
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
    byte[] end = ByteBuffer.allocate(Long.BYTES).putLong(kept).array();
    try {
      opened()
          .deleteFilesInRanges(rocks.getDefaultColumnFamily(), List.of(new byte[0], end), false);
      opened().deleteRange(writing, new byte[Long.BYTES], end);
    } catch (RocksDBException e) {
      throw failed("cleared", e);
    }
  }

  /** That of the first key; after all days where there is none. */
  private long firstDay() {
    try (RocksIterator keys = rocks.newIterator()) {
      keys.seekToFirst();
      return keys.isValid() ? day(keys.key()) : Long.MAX_VALUE;
    }
  }

  private static long day(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  private RocksDB opened() {
    if (rocks == null) {
      throw new InvalidStateStoreException("the store " + name + " is not open");
    }
    return rocks;
  }

  private ProcessorStateException failed(String what, RocksDBException e) {
    return new ProcessorStateException("the store " + name + " cannot be " + what, e);
  }

  private static Options options(String name) {
    Options options =
        new Options()
            .setCreateIfMissing(true)
            .setCompactionStyle(CompactionStyle.UNIVERSAL)
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL);
    options.setTableFormatConfig(new BlockBasedTableConfig());
    new SmallStores().setConfig(name, options, Map.of());
    return options;
  }
}
