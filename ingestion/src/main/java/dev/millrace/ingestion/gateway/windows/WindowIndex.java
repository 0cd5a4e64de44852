package dev.millrace.ingestion.gateway.windows;

import dev.millrace.ingestion.gateway.predictions.IndexOptions;
import dev.millrace.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiPredicate;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.TtlDB;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

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
  private final IndexOptions options;
  private final TtlDB store;
  private final WriteOptions writing = new WriteOptions();

  /** A store that is closed under a reader's hands takes the process with it. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  private WindowIndex(String what, Path folder, IndexOptions options, TtlDB store) {
    this.what = what;
    this.folder = folder;
    this.options = options;
    this.store = store;
  }

  /**
   * Opens an empty one; what lies in the folder is deleted.
   *
   * @param what is kept in it, for messages
   * @param keep for so long at least an entry stays
   */
  public static WindowIndex open(String what, Path folder, Duration keep) {
    IndexOptions options = new IndexOptions(keep);
    try {
      Files.createDirectories(folder);
      IndexOptions.destroy(folder, keep);
      return new WindowIndex(
          what,
          folder,
          options,
          TtlDB.open(options.ofStore(), folder.toString(), options.keepSeconds(), false));
    } catch (IOException e) {
      options.close();
      throw new UncheckedIOException(
          "the folder " + folder + " of the index of " + what + " cannot be made", e);
    } catch (RocksDBException e) {
      options.close();
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
    lock.readLock().lock();
    try (WriteBatch batch = new WriteBatch()) {
      requireOpen();
      for (Map.Entry<byte[], byte[]> entry : entries) {
        batch.put(entry.getKey(), entry.getValue());
      }
      store.write(writing, batch);
    } catch (RocksDBException e) {
      throw failure(what, folder, "written: is the disk full?", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The value of a key; nothing where there is none. */
  public Optional<byte[]> get(byte[] key) {
    lock.readLock().lock();
    try {
      requireOpen();
      return Optional.ofNullable(store.get(key));
    } catch (RocksDBException e) {
      throw failure(what, folder, "read", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Gives what lies between two keys, in their order.
   *
   * @param to takes a key and its value; false where it wants no more
   */
  public void read(byte[] from, byte[] end, BiPredicate<byte[], byte[]> to) {
    lock.readLock().lock();
    try {
      requireOpen();
      try (RocksIterator at = store.newIterator()) {
        at.seek(from);
        while (at.isValid()
            && Arrays.compareUnsigned(at.key(), end) < 0
            && to.test(at.key(), at.value())) {
          at.next();
        }
        at.status();
      }
    } catch (RocksDBException e) {
      throw failure(what, folder, "read", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        store.close();
        writing.close();
        options.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the index of " + what + " is closed");
    }
  }

  private static IllegalStateException failure(
      String what, Path folder, String not, RocksDBException e) {
    return new IllegalStateException(
        "the index of " + what + " in " + folder + " cannot be " + not, e);
  }
}
