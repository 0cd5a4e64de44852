package dev.millrace.ingestion.gateway.spending;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.predictions.IndexOptions;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.TtlDB;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The newest revision of every cost window that the topic holds, on disk: bounded in memory, and in
 * time by the topic's retention.
 *
 * <p><i>Shape</i>: windows of a tenant and length lie together, in the order of their starts. It is
 * made anew whenever it is opened: the topic has all that it held, and nothing can be out of step.
 *
 * <p><i>Threads</i>: one writes, many may read.
 *
 * <p><i>Failure</i>: {@link IllegalStateException} where the disk fails, or the index is closed.
 */
final class CostIndex implements AutoCloseable {

  private final Path folder;
  private final IndexOptions options;
  private final TtlDB store;
  private final WriteOptions writing = new WriteOptions();

  /** A store that is closed under a reader's hands takes the process with it. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  /** A window, and the bytes of its record. */
  record Entry(CostMetric metric, byte[] value) {}

  private CostIndex(Path folder, IndexOptions options, TtlDB store) {
    this.folder = folder;
    this.options = options;
    this.store = store;
  }

  /**
   * Opens an empty one; what lies in the folder is deleted.
   *
   * @param keep for so long at least an entry stays
   */
  static CostIndex open(Path folder, Duration keep) {
    IndexOptions options = new IndexOptions(keep);
    try {
      Files.createDirectories(folder);
      IndexOptions.destroy(folder, keep);
      return new CostIndex(
          folder,
          options,
          TtlDB.open(options.ofStore(), folder.toString(), options.keepSeconds(), false));
    } catch (IOException e) {
      options.close();
      throw new UncheckedIOException(
          "the folder " + folder + " of the index of costs cannot be made", e);
    } catch (RocksDBException e) {
      options.close();
      throw failure(folder, "opened: is another process using it?", e);
    }
  }

  /** Puts windows in, in the place of former revisions; of other lengths than ours they are not. */
  void add(List<Entry> entries) {
    lock.readLock().lock();
    try (WriteBatch batch = new WriteBatch()) {
      requireOpen();
      for (Entry entry : entries) {
        CostMetric metric = entry.metric();
        if (CostWindow.between(metric.getWindowStart(), metric.getWindowEnd()).isPresent()) {
          batch.put(key(metric), entry.value());
        }
      }
      store.write(writing, batch);
    } catch (RocksDBException e) {
      throw failure(folder, "written: is the disk full?", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Gives the records of a tenant's windows in the order of their starts.
   *
   * @param to takes a record; false where it wants no more
   */
  void read(CostQuery query, Predicate<byte[]> to) {
    byte[] end = place(query.tenant(), query.window(), query.to());
    lock.readLock().lock();
    try {
      requireOpen();
      try (RocksIterator at = store.newIterator()) {
        at.seek(place(query.tenant(), query.window(), query.from()));
        while (at.isValid() && Arrays.compareUnsigned(at.key(), end) < 0 && to.test(at.value())) {
          at.next();
        }
        at.status();
      }
    } catch (RocksDBException e) {
      throw failure(folder, "read", e);
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
      throw new IllegalStateException("the index of costs is closed");
    }
  }

  private static byte[] key(CostMetric metric) {
    CostWindow window =
        CostWindow.between(metric.getWindowStart(), metric.getWindowEnd()).orElseThrow();
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    key.writeBytes(place(metric.getTenant(), window, metric.getWindowStart()));
    for (Dimension dimension : Dimension.values()) {
      byte[] value = dimension.of(metric).orElse("").getBytes(UTF_8);
      key.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
      key.writeBytes(value);
    }
    return key.toByteArray();
  }

  /** Before all windows that begin then; the length keeps (ab, c) from reading like (a, bc). */
  private static byte[] place(String tenant, CostWindow window, Instant start) {
    byte[] owner = tenant.getBytes(UTF_8);
    return ByteBuffer.allocate(2 * Integer.BYTES + owner.length + Long.BYTES)
        .putInt(owner.length)
        .put(owner)
        .putInt((int) window.length().toMinutes())
        // Unsigned, as the store compares.
        .putLong(start.toEpochMilli() ^ Long.MIN_VALUE)
        .array();
  }

  private static IllegalStateException failure(Path folder, String what, RocksDBException e) {
    return new IllegalStateException("the index of costs in " + folder + " cannot be " + what, e);
  }
}
