package dev.millrace.ingestion.gateway.predictions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.TtlDB;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an index keeps on disk, in RocksDB, whose entries end in time.
 *
 * <p>RocksDB refuses every write after one that the disk has failed, unless the disk was merely
 * full, and cannot be told that it is well again: so it is opened anew after such a write.
 *
 * <p><i>Threads</i>: one writes, many may read.
 *
 * <p><i>Failure</i>: {@link RocksDBException} where the disk fails, the next write may go well
 * again; {@link IllegalStateException} where it is closed.
 */
public final class IndexStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);

  private final String what;
  private final Path folder;
  private final IndexOptions options;
  private final WriteOptions writing = new WriteOptions();

  /** A store that is closed under a reader's hands takes the process with it. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Not there while the disk does not let it be opened anew. */
  private @Nullable TtlDB store;

  private boolean closed;

  /**
   * Something that is done with the store.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Use<T> {

    /** Does it. */
    T with(TtlDB store) throws RocksDBException;
  }

  private IndexStore(String what, Path folder, IndexOptions options, TtlDB store) {
    this.what = what;
    this.folder = folder;
    this.options = options;
    this.store = store;
  }

  /**
   * Opens the store of a folder, an empty one where there is none.
   *
   * @param what is kept in it, for messages
   * @param keep for so long at least an entry stays, for twice as long at most
   */
  public static IndexStore open(String what, Path folder, Duration keep) throws RocksDBException {
    IndexOptions options = new IndexOptions(keep);
    try {
      return new IndexStore(what, folder, options, opened(folder, options));
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
  }

  /** Reads; it stays open meanwhile. */
  public <T> T read(Use<T> use) throws RocksDBException {
    lock.readLock().lock();
    try {
      return use.with(usable());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Writes all of it or nothing. */
  public void write(WriteBatch batch) throws RocksDBException {
    try {
      writeOnce(batch);
    } catch (RocksDBException e) {
      // Not under the lock of readers: for this, all of them have to be out.
      openAnew();
      throw e;
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        leave();
        writing.close();
        options.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void writeOnce(WriteBatch batch) throws RocksDBException {
    lock.readLock().lock();
    try {
      usable().write(writing, batch);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void openAnew() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        leave();
        store = opened(folder, options);
      }
    } catch (RocksDBException e) {
      LOG.warn("the index of {} in {} is closed until the disk can be written", what, folder, e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private TtlDB usable() throws RocksDBException {
    if (closed) {
      throw new IllegalStateException("the index of " + what + " is closed");
    }
    if (store == null) {
      throw new RocksDBException("the disk could not be written, so the store is not open");
    }
    return store;
  }

  private void leave() {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  private static TtlDB opened(Path folder, IndexOptions options) throws RocksDBException {
    return TtlDB.open(options.ofStore(), folder.toString(), options.keepSeconds(), false);
  }
}
