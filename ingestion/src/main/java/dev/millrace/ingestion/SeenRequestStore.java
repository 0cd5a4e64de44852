package dev.millrace.ingestion;

import dev.millrace.ingestion.domain.SeenRequests;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Requests seen, in a window store that forgets by itself.
 *
 * <p><i>Shape</i>: a request lies under the day it was seen on, with the exact time as value: to
 * look for it takes a point read for each day of the time asked for, where a search between two
 * exact times would take a scan of every segment of the store.
 *
 * <p>Times are stream time, which no single record can turn back; so nothing is put that is already
 * too old to be kept.
 */
record SeenRequestStore(WindowStore<Bytes, byte[]> store, ProcessorContext<?, ?> context)
    implements SeenRequests {

  static final String NAME = "seen-request-days";

  /** The longest time that a pipeline may remember ids. */
  static final Duration LONGEST_DEDUPE = Duration.ofDays(7);

  private static final Duration DAY = Duration.ofDays(1);

  static StoreBuilder<WindowStore<Bytes, byte[]>> builder() {
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(NAME, LONGEST_DEDUPE.plus(DAY), DAY, false),
        Serdes.Bytes(),
        Serdes.ByteArray());
  }

  @Override
  public boolean contains(String requestId, Duration within) {
    Bytes key = key(requestId);
    long now = context.currentStreamTimeMs();
    long from = Math.max(0, now - within.toMillis());
    for (long day = day(now); day >= day(from); day -= DAY.toMillis()) {
      byte @Nullable [] seenAt = store.fetch(key, day);
      if (seenAt != null && ByteBuffer.wrap(seenAt).getLong() >= from) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void add(String requestId) {
    long now = context.currentStreamTimeMs();
    store.put(key(requestId), ByteBuffer.allocate(Long.BYTES).putLong(now).array(), day(now));
  }

  private static long day(long millis) {
    return millis - millis % DAY.toMillis();
  }

  private static Bytes key(String requestId) {
    UUID id = UUID.fromString(requestId);
    return Bytes.wrap(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }
}
