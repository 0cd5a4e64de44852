package dev.millrace.cost;

import dev.millrace.cost.domain.MarkBlock;
import dev.millrace.platform.streams.SmallStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Marks in RocksDB: what is put are {@link MarkBlock}s, under keys of no meaning; what is got are
 * the marks of one request.
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
  private static final byte[] FIRST_DAY = MarkBlock.day(0);

  private final String name;
  private long forgotten;
  private @Nullable Opened opened;

  /** What there is while the store is open. */
  private record Opened(RocksDB rocks, Options options, WriteOptions writing) {}

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
    Path folder = context.stateDir().toPath().resolve(FOLDER).resolve(name);
    Options options = options();
    try {
      Files.createDirectories(folder);
      opened =
          new Opened(
              RocksDB.open(options, folder.toString()),
              options,
              new WriteOptions().setDisableWAL(true));
    } catch (IOException e) {
      options.close();
      throw new UncheckedIOException(e);
    } catch (RocksDBException e) {
      options.close();
      throw new ProcessorStateException("the store " + name + " cannot be opened", e);
    }
    context.register(root, new Restoring());
  }

  @Override
  public void put(Bytes key, byte[] block) {
    write(List.of(block));
  }

  // Kafka's own stores return null as well, which its types do not say.
  @Override
  @SuppressWarnings("NullAway")
  public byte @Nullable [] get(Bytes key) {
    try {
      return opened().rocks().get(key.get());
    } catch (RocksDBException e) {
      throw new ProcessorStateException("the store " + name + " cannot be read", e);
    }
  }

  @Override
  public void flush() {
    Opened open = opened;
    if (open == null) {
      return;
    }
    try (FlushOptions whole = new FlushOptions().setWaitForFlush(true)) {
      open.rocks().flush(whole);
    } catch (RocksDBException e) {
      throw new ProcessorStateException("the store " + name + " cannot be flushed", e);
    }
  }

  @Override
  public void close() {
    Opened open = opened;
    opened = null;
    if (open != null) {
      open.rocks().close();
      open.writing().close();
      open.options().close();
    }
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return opened != null;
  }

  @Override
  public long approximateNumEntries() {
    try {
      return opened().rocks().getLongProperty("rocksdb.estimate-num-keys");
    } catch (RocksDBException e) {
      throw new ProcessorStateException("the store " + name + " cannot be asked", e);
    }
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

  private void write(Collection<byte[]> blocks) {
    Opened open = opened();
    try (WriteBatch batch = new WriteBatch()) {
      for (byte[] bytes : blocks) {
        MarkBlock block = MarkBlock.of(bytes);
        if (block.oldestDay() > forgotten) {
          batch.deleteRange(FIRST_DAY, MarkBlock.day(block.oldestDay()));
          forgotten = block.oldestDay();
        }
        for (MarkBlock.Entry entry : block.entries()) {
          batch.put(entry.key(), entry.marks());
        }
      }
      open.rocks().write(open.writing(), batch);
    } catch (RocksDBException e) {
      throw new ProcessorStateException("the store " + name + " cannot be written", e);
    }
  }

  private Opened opened() {
    Opened open = opened;
    if (open == null) {
      throw new IllegalStateException("the store " + name + " is not open");
    }
    return open;
  }

  private static Options options() {
    Options options = new Options();
    options.setCreateIfMissing(true);
    options.setTableFormatConfig(new BlockBasedTableConfig());
    options.setCompactionStyle(CompactionStyle.UNIVERSAL);
    options.setCompressionType(CompressionType.NO_COMPRESSION);
    new SmallStores().setConfig("", options, Map.of());
    return options;
  }

  private final class Restoring implements BatchingStateRestoreCallback {

    @Override
    public void restoreAll(Collection<KeyValue<byte[], byte[]>> records) {
      write(records.stream().map(record -> record.value).toList());
    }

    @Override
    public void restore(byte[] key, byte[] block) {
      write(List.of(block));
    }
  }
}
