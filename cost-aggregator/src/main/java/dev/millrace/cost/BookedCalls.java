package dev.millrace.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.MarkBlock;
import dev.millrace.cost.domain.Marks;
import dev.millrace.platform.pricing.domain.CostWindow;
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
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of which requests are booked.
 *
 * <p><i>Shape</i>: a record lies under the day on which it was completed, which all its copies
 * have: a point read finds it, and whole days are forgotten. A day that is later than the brokers'
 * time says that a clock is wrong; it would make the store forget what is older, and is held back
 * to the day after. What is new since the last commit is in memory, and is put down in blocks at
 * the beginning of the next one (see {@link PendingWindows}).
 *
 * <p><i>Owner/threads</i>: one for each task, used by its thread.
 */
final class BookedCalls extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {

  static final String NAME = "booked-calls";

  /** Requests of a block: some 20 KiB. */
  private static final int BLOCK = 500;

  /** Some ten MiB of memory; then blocks are put down before the commit. */
  private static final int MOST_IN_MEMORY = 50_000;

  private static final Duration DAY = CostWindow.DAY.length();

  /** The day that is not over, the day after, and one for what lies on their border. */
  private static final int MORE_DAYS = 3;

  private final MarkStore stored;
  private final long keptDays;
  private final Map<Bytes, byte[]> fresh = new HashMap<>();
  private long today;

  private BookedCalls(KeyValueStore<Bytes, byte[]> store, long keptDays) {
    super(store);
    this.stored = new MarkStore(store);
    this.keptDays = keptDays;
  }

  /**
   * The store.
   *
   * @param kept how long copies are known; some days come on top
   */
  static OwnStore<BookedCalls> builder(Duration kept) {
    return builder(kept, new OnDisk());
  }

  /** The same on another store below. */
  static OwnStore<BookedCalls> builder(Duration kept, KeyValueBytesStoreSupplier below) {
    long days = kept.plus(DAY.multipliedBy(MORE_DAYS)).toDays();
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
                    String.valueOf(DAY.multipliedBy(days + 1).toMillis()))),
        store -> new BookedCalls(store, days));
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    clearCache();
    super.init(context, root);
  }

  /**
   * Those of the record's request.
   *
   * @param takenInMillis when the brokers took the record in
   */
  Marks of(Charge charge, long takenInMillis) {
    Bytes key = key(charge, takenInMillis);
    byte @Nullable [] found = fresh.get(key);
    return found == null ? stored.of(key) : Marks.of(found);
  }

  /** Notes them down. */
  void put(Charge charge, long takenInMillis, Marks marks) {
    fresh.put(key(charge, takenInMillis), marks.bytes());
    today = Math.max(today, takenInMillis / DAY.toMillis());
    if (fresh.size() >= MOST_IN_MEMORY) {
      store();
    }
  }

  @Override
  public void flushCache() {
    store();
    super.flushCache();
  }

  @Override
  public void clearCache() {
    fresh.clear();
    today = 0;
    super.clearCache();
  }

  private void store() {
    long oldestDay = Math.max(0, today - keptDays);
    List<MarkBlock.Entry> entries = new ArrayList<>();
    for (Map.Entry<Bytes, byte[]> one : fresh.entrySet()) {
      entries.add(new MarkBlock.Entry(one.getKey().get(), one.getValue()));
      if (entries.size() == BLOCK) {
        stored.put(new MarkBlock(oldestDay, entries));
        entries.clear();
      }
    }
    if (!entries.isEmpty()) {
      stored.put(new MarkBlock(oldestDay, entries));
    }
    fresh.clear();
  }

  private static long day(Charge charge, long takenInMillis) {
    long latest = takenInMillis + DAY.toMillis();
    return Math.max(0, Math.min(charge.completedAtMillis(), latest) / DAY.toMillis());
  }

  private static Bytes key(Charge charge, long takenInMillis) {
    byte[] day = MarkBlock.day(day(charge, takenInMillis));
    String id = charge.whose().requestId();
    byte kind = (byte) charge.whose().kind().code();
    if (id.length() == 36) {
      try {
        UUID uuid = UUID.fromString(id);
        if (uuid.toString().equals(id)) {
          return Bytes.wrap(
              ByteBuffer.allocate(day.length + 1 + 2 * Long.BYTES)
                  .put(day)
                  .put(kind)
                  .putLong(uuid.getMostSignificantBits())
                  .putLong(uuid.getLeastSignificantBits())
                  .array());
        }
      } catch (IllegalArgumentException e) {
        // It is no UUID, and lies under its text.
      }
    }
    byte[] text = id.getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(day.length + 1 + text.length).put(day).put(kind).put(text).array());
  }

  private record OnDisk() implements KeyValueBytesStoreSupplier {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new MarksOnDisk(NAME);
    }

    @Override
    public String metricsScope() {
      return "marks";
    }
  }
}
