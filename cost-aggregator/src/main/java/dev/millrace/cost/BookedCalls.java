package dev.millrace.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.Marks;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.platform.streams.DayBlocks;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of which requests are booked.
 *
 * <p><i>Shape</i>: a record lies under the day on which it was completed, which all its copies
 * have: a point read finds it, and whole days are forgotten. A day that is later than the brokers'
 * time says that a clock is wrong; it would make the store forget what is older, and is held back
 * to the day after.
 *
 * @param keptDays how long copies are known, in days, with some on top
 */
record BookedCalls(DayBlocks store, int keptDays) {

  static final String NAME = "booked-calls";

  private static final Duration DAY = CostWindow.DAY.length();

  /** The day that is not over, the day after, and one for what lies on their border. */
  private static final int MORE_DAYS = 3;

  /** Over a store whose days are forgotten when no copy of theirs is known any more. */
  static BookedCalls in(DayBlocks store, Duration kept) {
    return new BookedCalls(store, days(kept));
  }

  /**
   * The store.
   *
   * @param kept how long copies are known; some days come on top
   */
  static StoreBuilder<DayBlocks> builder(Duration kept) {
    return DayBlocks.builder(NAME, keptInKafka(kept));
  }

  /** The same on another store below. */
  static StoreBuilder<DayBlocks> builder(Duration kept, KeyValueBytesStoreSupplier below) {
    return DayBlocks.builder(below, keptInKafka(kept));
  }

  /**
   * What the marks of the record's request lie under.
   *
   * @param takenInMillis when the brokers took the record in
   */
  static Bytes key(Charge charge, long takenInMillis) {
    long latest = takenInMillis + DAY.toMillis();
    int day = DayBlocks.day(Math.min(charge.completedAtMillis(), latest));
    String id = charge.whose().requestId();
    byte kind = (byte) charge.whose().kind().code();
    if (id.length() == 36) {
      try {
        UUID uuid = UUID.fromString(id);
        if (uuid.toString().equals(id)) {
          return Bytes.wrap(
              DayBlocks.key(day, 1 + 2 * Long.BYTES)
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
    return Bytes.wrap(DayBlocks.key(day, 1 + text.length).put(kind).put(text).array());
  }

  /** Those of a request, by its {@link #key}. */
  Marks of(Bytes key) {
    byte @Nullable [] found = store.get(key);
    return found == null ? Marks.NONE : Marks.of(found);
  }

  /**
   * Notes them down.
   *
   * @param takenInMillis when the brokers took the record in
   */
  void put(Bytes key, long takenInMillis, Marks marks) {
    store.put(key, marks.bytes());
    store.forgetBefore(DayBlocks.day(takenInMillis) - keptDays);
  }

  private static int days(Duration kept) {
    return Math.toIntExact(kept.plus(DAY.multipliedBy(MORE_DAYS)).toDays());
  }

  /** A day longer than the store, so that what it restores is whole whenever the broker deletes. */
  private static Duration keptInKafka(Duration kept) {
    return DAY.multipliedBy(days(kept) + 1L);
  }
}
