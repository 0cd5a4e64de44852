package dev.millrace.platform.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.EnvOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileWriter;
import org.rocksdb.WriteOptions;

/**
 * Entries in RocksDB that are looked for because they are new: that one is not there costs little,
 * and whole days are forgotten at once.
 *
 * <p><i>Shape</i>: keys begin with their day, in bytes that sort as days do. What is written is in
 * memory ({@link EntryTable}) until there is enough of it for a file, which is written in order and
 * becomes one of RocksDB's: so no entry has to find its place among those of RocksDB's memory. What
 * is not flushed is lost with the process: the changelog has it.
 *
 * <p><i>Failure</i>: {@link ProcessorStateException} where the disk fails; one that cannot be
 * opened leaves nothing open.
 *
 * <p><i>Owner/threads</i>: one at a time.
 */
public final class DayStore implements AutoCloseable {

  private static final byte[] BEFORE_ALL = new byte[0];

  /** The file that is being written; RocksDB gives it a name of its own. */
  private static final String NEXT = "next.part";

  /**
   * With more files of a day they are merged. Few keys are looked for, and each file has a filter
   * that is asked first; to merge costs as much for each entry as to write it.
   */
  private static final int MOST_FILES = 8;

  private final String name;
  private final Path folder;
  private final EntryTable fresh = new EntryTable();
  private final RocksDB rocks;
  private final Options options;
  private final WriteOptions writing;
  private final EnvOptions files = new EnvOptions();
  private final IngestExternalFileOptions taking =
      new IngestExternalFileOptions().setMoveFiles(true);

  /** What is written. */
  public record Entry(byte[] key, byte[] value) {}

  private DayStore(String name, Path folder, RocksDB rocks, Options options, WriteOptions writing) {
    this.name = name;
    this.folder = folder;
    this.rocks = rocks;
    this.options = options;
    this.writing = writing;
  }

  /** Opens what lies in the folder, or makes it. */
  public static DayStore open(String name, Path folder) {
    Options options = options(name);
    WriteOptions writing = new WriteOptions().setDisableWAL(true);
    boolean isOpen = false;
    try {
      Files.createDirectories(folder);
      RocksDB rocks = RocksDB.open(options, folder.toString());
      isOpen = true;
      return new DayStore(name, folder, rocks, options, writing);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be made", e);
    } catch (RocksDBException e) {
      throw failed(name, "opened", e);
    } finally {
      if (!isOpen) {
        writing.close();
        options.close();
      }
    }
  }

  /** The key that sorts behind all others, of which none waits in memory any more. */
  public Optional<byte[]> lastKey() {
    flush();
    try (RocksIterator keys = rocks.newIterator()) {
      keys.seekToLast();
      return keys.isValid() ? Optional.of(keys.key()) : Optional.empty();
    }
  }

  /** The value under the key; null where there is none. */
  public byte @Nullable [] get(byte[] key) {
    byte @Nullable [] found = fresh.get(key);
    if (found != null) {
      return found;
    }
    try {
      // RocksDB tells Java's world with an exception of C++ that it does not have an entry.
      return rocks.keyMayExist(key, null) ? rocks.get(key) : null;
    } catch (RocksDBException e) {
      throw failed(name, "read", e);
    }
  }

  /** Writes an entry, in place of what was under its key. */
  public void write(byte[] key, byte[] value) {
    fresh.put(key, value);
    if (fresh.isFull()) {
      flush();
    }
  }

  /** Forgets all that sorts before the beginning of a day, and puts the rest on disk. */
  public void forgetBefore(byte[] day) {
    flush();
    try (FlushOptions whole = new FlushOptions().setWaitForFlush(true)) {
      rocks.deleteFilesInRanges(
          rocks.getDefaultColumnFamily(), List.of(BEFORE_ALL, day), /* includeEnd= */ false);
      rocks.deleteRange(writing, BEFORE_ALL, day);
      // Nothing else would bring it out of memory, to where files are merged.
      rocks.flush(whole);
    } catch (RocksDBException e) {
      throw failed(name, "cleared", e);
    }
  }

  /** Puts on disk what is written. */
  public void flush() {
    if (fresh.size() == 0) {
      return;
    }
    Path file = folder.resolve(NEXT);
    try (SstFileWriter next = new SstFileWriter(files, options)) {
      // One that was left may be RocksDB's under its other name: it must not be written over.
      Files.deleteIfExists(file);
      next.open(file.toString());
      for (Entry entry : fresh.inOrder()) {
        next.put(entry.key(), entry.value());
      }
      next.finish();
      rocks.ingestExternalFile(List.of(file.toString()), taking);
    } catch (RocksDBException | IOException e) {
      throw failed(name, "written", e);
    }
    fresh.clear();
  }

  /** About how many entries there are. */
  public long approximateEntries() {
    try {
      return fresh.size() + rocks.getLongProperty("rocksdb.estimate-num-keys");
    } catch (RocksDBException e) {
      throw failed(name, "asked", e);
    }
  }

  /** Puts on disk what is written, and lets go of it. */
  @Override
  public void close() {
    try {
      flush();
    } finally {
      rocks.close();
      taking.close();
      files.close();
      writing.close();
      options.close();
    }
  }

  private static ProcessorStateException failed(String name, String what, Exception e) {
    return new ProcessorStateException("the store " + name + " cannot be " + what, e);
  }

  private static Options options(String name) {
    Options options =
        new Options()
            .setCreateIfMissing(true)
            .setCompactionStyle(CompactionStyle.UNIVERSAL)
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setLevel0FileNumCompactionTrigger(MOST_FILES)
            .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL);
    options.setTableFormatConfig(new BlockBasedTableConfig());
    new SmallStores().setConfig(name, options, Map.of());
    return options;
  }
}
