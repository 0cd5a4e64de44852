package dev.millrace.platform.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Filter;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory that all stores of the process take together. Kafka Streams' own settings are
 * for each segment of each partition: 98 MiB a piece, and a window store has up to three.
 *
 * <p><i>Source</i>: Kafka Streams, Memory Management, RocksDB.
 */
public final class SmallStores implements RocksDBConfigSetter {

  /** Blocks, filters and write buffers. The filters of ten million ids take some 20 MiB of it. */
  private static final long CACHE_BYTES = 96L * 1024 * 1024;

  private static final long WRITE_BUFFERS_BYTES = 48L * 1024 * 1024;

  /** Of one store; each that is full becomes a file that is asked for what nothing younger has. */
  private static final long WRITE_BUFFER_BYTES = 8L * 1024 * 1024;

  /** Of a write buffer: the bits of its filter, some 30 for an entry of 80 bytes. */
  private static final double MEMORY_FILTER_SHARE = 0.05;

  /**
   * Of the cache: kept for indexes and filters, which blocks that are read once do not push out.
   */
  private static final double HIGH_PRIORITY_SHARE = 0.3;

  /**
   * The cache is divided in so many parts, as a power of two. With RocksDB's own choice, 64 parts
   * of 1.5 MiB for write buffers and all, filters pushed each other out: at five million ids each
   * look took 100 us, and takes 5 now.
   */
  private static final int CACHE_PART_BITS = 2;

  /**
   * Filters and indexes come in pieces of this many bytes, so that one that is not in the cache
   * costs a small read: with whole filters a look took 50 us at 17 million ids, and takes 10 now.
   */
  private static final long FILTER_PIECE_BYTES = 4096;

  /**
   * Of the filter of a file, for each id. Of a million new ones some 300 were looked for in vain,
   * with the usual ten bits 4,500, and each look reads a block.
   */
  private static final int FILTER_BITS = 16;

  static {
    RocksDB.loadLibrary();
  }

  /** Shared by all stores, so never closed by one of them. */
  private static final Cache CACHE =
      new LRUCache(CACHE_BYTES, CACHE_PART_BITS, false, HIGH_PRIORITY_SHARE);

  private static final WriteBufferManager WRITE_BUFFERS =
      new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);

  private static final Filter FILTER = new BloomFilter(FILTER_BITS);

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig tables = (BlockBasedTableConfig) options.tableFormatConfig();
    tables.setBlockCache(CACHE);
    tables.setCacheIndexAndFilterBlocks(true);
    tables.setCacheIndexAndFilterBlocksWithHighPriority(true);
    tables.setPinL0FilterAndIndexBlocksInCache(true);
    tables.setFilterPolicy(FILTER);
    tables.setPartitionFilters(true);
    tables.setIndexType(IndexType.kTwoLevelIndexSearch);
    tables.setMetadataBlockSize(FILTER_PIECE_BYTES);
    tables.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(tables);
    options.setWriteBufferManager(WRITE_BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(2);
    // Kafka Streams expects to find what it looks for, and leaves the last level without filters.
    // Ids are looked for because they are new: without filters each would be a read of a block.
    options.setOptimizeFiltersForHits(false);
    options.setMemtableWholeKeyFiltering(true);
    options.setMemtablePrefixBloomSizeRatio(MEMORY_FILTER_SHARE);
  }

  @Override
  public void close(String store, Options options) {
    // Nothing is the store's own.
  }
}
