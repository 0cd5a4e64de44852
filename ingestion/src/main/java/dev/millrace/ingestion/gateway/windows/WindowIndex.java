package dev.millrace.ingestion.gateway.windows;

import dev.millrace.ingestion.gateway.predictions.IndexOptions;
import dev.millrace.ingestion.gateway.predictions.IndexStore;
import dev.millrace.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.TtlDB;
import org.rocksdb.WriteBatch;

/**
 * Values by key, in the order of the keys' bytes, on disk: bounded in memory, and in time by the
 * retention of the topic that they come from.
 *
 * <p><i>Shape</i>: it is made anew whenever it is opened: the topic has all that it held, and
 * nothing can be out of step.
 *
 * <p><i>Threads</i>: one writes, many may read.
 *
 * <p><i>Failure</i>: {@link IllegalStateException} where the disk fails, or the index is closed.
 */
public final class WindowIndex implements AutoCloseable {

  private final String what;
  private final Path folder;
  private final IndexStore store;

  private WindowIndex(String what, Path folder, IndexStore store) {
    this.what = what;
    this.folder = folder;
    this.store = store;
  }

  /**
   * Opens an empty one; what lies in the folder is deleted.
   *
   * @param what is kept in it, for messages
   * @param keep for so long at least an entry stays
   */
  public static WindowIndex open(String what, Path folder, Duration keep) {
    try {
      Files.createDirectories(folder);
      IndexOptions.destroy(folder, keep);
      return new WindowIndex(what, folder, IndexStore.open(what, folder, keep));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder " + folder + " of the index of " + what + " cannot be made", e);
    } catch (RocksDBException e) {
      throw failure(what, folder, "opened: is another process using it?", e);
    }
  }

  /** How long a topic keeps its records. */
  public static Duration retention(Topic<?> topic) {
    if (topic.retention() instanceof Topic.Retention.Delete delete) {
      return delete.after();
    }
    throw new IllegalArgumentException(topic.name() + " does not delete by time");
  }

  /** Puts values in, in the place of former ones. */
  public void put(Iterable<Map.Entry<byte[], byte[]>> entries) {
    try (WriteBatch batch = new WriteBatch()) {
      for (Map.Entry<byte[], byte[]> entry : entries) {
        batch.put(entry.getKey(), entry.getValue());
      }
      store.write(batch);
    } catch (RocksDBException e) {
      throw failure(what, folder, "written: is the disk full?", e);
    }
  }

  /** The value of a key; nothing where there is none. */
  public Optional<byte[]> get(byte[] key) {
    try {
      return store.read(open -> Optional.ofNullable(open.get(key)));
    } catch (RocksDBException e) {
      throw failure(what, folder, "read", e);
    }
  }

  /**
   * Gives what lies between two keys, in their order.
   *
   * @param to takes a key and its value; false where it wants no more
   */
  public void read(byte[] from, byte[] end, BiPredicate<byte[], byte[]> to) {
    try {
      boolean unused = store.read(open -> give(open, from, end, to));
    } catch (RocksDBException e) {
      throw failure(what, folder, "read", e);
    }
  }

  @Override
  public void close() {
    store.close();
  }

  /** Whether it came to the end. */
  private static boolean give(TtlDB store, byte[] from, byte[] end, BiPredicate<byte[], byte[]> to)
      throws RocksDBException {
    try (RocksIterator at = store.newIterator()) {
      at.seek(from);
      boolean isWanted = true;
      while (isWanted && at.isValid() && Arrays.compareUnsigned(at.key(), end) < 0) {
        isWanted = to.test(at.key(), at.value());
        at.next();
      }
      at.status();
      return isWanted;
    }
  }

  private static IllegalStateException failure(
      String what, Path folder, String not, RocksDBException e) {
    return new IllegalStateException(
        "the index of " + what + " in " + folder + " cannot be " + not, e);
  }
}
