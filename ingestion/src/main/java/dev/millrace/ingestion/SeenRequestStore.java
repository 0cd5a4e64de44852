package dev.millrace.ingestion;

import dev.millrace.ingestion.domain.SeenRequests;
import dev.millrace.platform.streams.DayBlocks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
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
record SeenRequestStore(DayBlocks store, ProcessorContext<?, ?> context) implements SeenRequests {

  static final String NAME = "seen-request-blocks";

  /** The longest time that a pipeline may remember ids. */
  static final Duration LONGEST_DEDUPE = Duration.ofDays(7);

  /** Seen from the present one, which is not over. */
  private static final int KEPT_DAYS = Math.toIntExact(LONGEST_DEDUPE.toDays()) + 1;

  /** A day longer than the store, so that what it restores is whole whenever the broker deletes. */
  private static final Duration KEPT_IN_KAFKA = Duration.ofDays(KEPT_DAYS + 1);

  static StoreBuilder<DayBlocks> builder() {
    return DayBlocks.builder(NAME, KEPT_IN_KAFKA);
  }

  @Override
  public boolean contains(String requestId, Duration within) {
    UUID id = UUID.fromString(requestId);
    long now = context.currentStreamTimeMs();
    long from = Math.max(0, now - within.toMillis());
    for (int day = DayBlocks.day(now); day >= DayBlocks.day(from); day--) {
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
    int day = DayBlocks.day(now);
    store.put(
        key(day, UUID.fromString(requestId)), ByteBuffer.allocate(Long.BYTES).putLong(now).array());
    store.forgetBefore(day - KEPT_DAYS);
  }

  private static Bytes key(int day, UUID id) {
    return Bytes.wrap(
        DayBlocks.key(day, 2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }
}
