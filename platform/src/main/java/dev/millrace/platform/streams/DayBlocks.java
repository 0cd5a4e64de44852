package dev.millrace.platform.streams;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are kept for some days, of which a job on Kafka Streams makes one for each record.
 *
 * <p><i>Shape</i>: keys begin with their day ({@link #key}). What is new since the last commit is
 * in memory, and is put down in blocks at the beginning of the next one, whoever asked for it: a
 * block is one record of the changelog, and its entries go to the disk ({@link BlocksOnDisk}).
 *
 * <p><i>Failure</i>: blocks are in the transaction of the commit that they are put down at, with
 * what was written meanwhile and the place in the input: all of it counts or nothing.
 *
 * <p><i>Owner/threads</i>: one for each task, used by its thread.
 */
public final class DayBlocks
    extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {

  /** Entries of a block: some 20 KiB. */
  private static final int BLOCK = 500;

  /** Some ten MiB of memory; then blocks are put down before the commit. */
  private static final int MOST_IN_MEMORY = 50_000;

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final Map<Bytes, byte[]> fresh = new HashMap<>();
  private int oldestDay;

  private DayBlocks(KeyValueStore<Bytes, byte[]> below) {
    super(below);
  }

  /**
   * Makes them, on disk.
   *
   * @param keptInKafka how long the changelog has a block, by the time of the brokers
   */
  public static StoreBuilder<DayBlocks> builder(String name, Duration keptInKafka) {
    return builder(new BlocksOnDisk.Supplier(name), keptInKafka);
  }

  /**
   * The same on another store.
   *
   * @param below is given {@link DayBlock}s, under keys of no meaning, and is asked for entries
   */
  public static StoreBuilder<DayBlocks> builder(
      KeyValueBytesStoreSupplier below, Duration keptInKafka) {
    return new OwnStore<>(
        Stores.keyValueStoreBuilder(below, Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    // A block has the time of one of its records, and others may be younger.
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "LogAppendTime",
                    TopicConfig.RETENTION_MS_CONFIG,
                    String.valueOf(keptInKafka.toMillis()))),
        DayBlocks::new);
  }

  /** The day of a time in milliseconds since 1970, in days since 1970; what is before is day 0. */
  public static int day(long millis) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, millis) / DAY_MILLIS);
  }

  /**
   * A key that has its day, to put the rest of it behind: keys sort by their days.
   *
   * @param rest bytes of the rest
   */
  public static ByteBuffer key(int day, int rest) {
    return ByteBuffer.allocate(Integer.BYTES + rest).putInt(day);
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    clearCache();
    super.init(context, root);
  }

  /** The value under the key; null where there is none. */
  public byte @Nullable [] get(Bytes key) {
    byte @Nullable [] found = fresh.get(key);
    return found == null ? wrapped().get(key) : found;
  }

  /** Keeps a value, in place of one that was there. */
  public void put(Bytes key, byte[] value) {
    fresh.put(key, value);
    if (fresh.size() >= MOST_IN_MEMORY) {
      store();
    }
  }

  /** What is of an earlier day is forgotten with the next block; days never come back. */
  public void forgetBefore(int day) {
    oldestDay = Math.max(oldestDay, day);
  }

  @Override
  public void flushCache() {
    store();
    super.flushCache();
  }

  @Override
  public void clearCache() {
    fresh.clear();
    oldestDay = 0;
    super.clearCache();
  }

  private void store() {
    List<DayStore.Entry> entries = new ArrayList<>();
    for (Map.Entry<Bytes, byte[]> one : fresh.entrySet()) {
      entries.add(new DayStore.Entry(one.getKey().get(), one.getValue()));
      if (entries.size() == BLOCK) {
        store(entries);
        entries.clear();
      }
    }
    if (!entries.isEmpty()) {
      store(entries);
    }
    fresh.clear();
  }

  /** Under a key that no other block has: none may take another's place in the changelog. */
  private void store(List<DayStore.Entry> entries) {
    UUID id = UUID.randomUUID();
    wrapped()
        .put(
            Bytes.wrap(
                ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array()),
            new DayBlock(oldestDay, entries).bytes());
  }
}
