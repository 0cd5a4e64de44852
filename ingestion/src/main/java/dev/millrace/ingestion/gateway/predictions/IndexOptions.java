package dev.millrace.ingestion.gateway.predictions;

import java.nio.file.Path;
import java.time.Duration;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * How an index on disk uses memory and disk: some 12 MiB of memory, whatever it holds.
 *
 * <p><i>Source</i>: RocksDB wiki, Memory usage in RocksDB, Time to Live.
 */
public final class IndexOptions implements AutoCloseable {

  private static final long CACHE_BYTES = 8L * 1024 * 1024;
  private static final long WRITE_BUFFER_BYTES = 2L * 1024 * 1024;
  private static final int MAX_OPEN_FILES = 64;

  /** One in a hundred of the requests that are not there costs a look at the disk. */
  private static final double BLOOM_BITS_PER_KEY = 10;

  static {
    RocksDB.loadLibrary();
  }

  private final Cache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final Options options = new Options();
  private final Duration keep;

  /**
   * Those of one index.
   *
   * @param keep for so long at least an entry stays
   */
  public IndexOptions(Duration keep) {
    this.keep = keep;
    BlockBasedTableConfig tables = new BlockBasedTableConfig();
    tables.setBlockCache(cache);
    tables.setCacheIndexAndFilterBlocks(true);
    tables.setFilterPolicy(filter);
    options
        .setCreateIfMissing(true)
        .setTableFormatConfig(tables)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxWriteBufferNumber(2)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        // Digests do not compress.
        .setCompressionType(CompressionType.NO_COMPRESSION)
        // What is too old goes when its file is written anew: at the latest after as long again.
        .setPeriodicCompactionSeconds(keepSeconds())
        .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
        .setKeepLogFileNum(2);
  }

  /** Deletes what a store of these options has in a folder. */
  public static void destroy(Path folder, Duration keep) throws RocksDBException {
    try (IndexOptions options = new IndexOptions(keep)) {
      RocksDB.destroyDB(folder.toString(), options.options);
    }
  }

  /** For the store, which does not close them. */
  public Options ofStore() {
    return options;
  }

  /** How long entries stay at least. */
  public int keepSeconds() {
    return Math.toIntExact(keep.toSeconds());
  }

  @Override
  public void close() {
    options.close();
    filter.close();
    cache.close();
  }
}
