package dev.millrace.ingestion;

import dev.millrace.ingestion.domain.SeenRequests;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Requests seen, in a store that forgets by itself.
 *
 * <p><i>Shape</i>: a request lies under the day it was seen on, with the exact time as value: to
 * look for it takes a point read for each day of the time asked for, where a search between two
 * exact times would take a scan.
 *
 * <p>Times are stream time, which no single record can turn back; so nothing is put that is already
 * too old to be kept.
 */
record SeenRequestStore(KeyValueStore<Bytes, byte[]> store, ProcessorContext<?, ?> context)
    implements SeenRequests {

  static final String NAME = "seen-requests-by-day";

  /** The longest time that a pipeline may remember ids. */
  static final Duration LONGEST_DEDUPE = Duration.ofDays(7);

  private static final Duration DAY = Duration.ofDays(1);

  /** A day longer than the store, so that what it restores is whole whenever the broker deletes. */
  private static final Duration KEPT_IN_KAFKA = LONGEST_DEDUPE.plus(DAY).plus(DAY);

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
    return Stores.keyValueStoreBuilder(new Supplier(), Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                // Records have the time of their events, and a backlog of old ones is kept as well.
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(KEPT_IN_KAFKA.toMillis())));
  }

  private static final class Supplier implements KeyValueBytesStoreSupplier {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new DailyStore(NAME, LONGEST_DEDUPE.plus(DAY));
    }

    @Override
    public String metricsScope() {
      return "daily";
    }
  }

  @Override
  public boolean contains(String requestId, Duration within) {
    UUID id = UUID.fromString(requestId);
    long now = context.currentStreamTimeMs();
    long from = Math.max(0, now - within.toMillis());
    for (long day = day(now); day >= day(from); day -= DAY.toMillis()) {
      byte @Nullable [] seenAt = store.get(key(day, id));
      if (seenAt != null && ByteBuffer.wrap(seenAt).getLong() >= from) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void add(String requestId) {
    long now = context.currentStreamTimeMs();
    store.put(
        key(day(now), UUID.fromString(requestId)),
        ByteBuffer.allocate(Long.BYTES).putLong(now).array());
  }

  private static long day(long millis) {
    return millis - millis % DAY.toMillis();
  }

  private static Bytes key(long day, UUID id) {
    return Bytes.wrap(
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(day)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }
}
