package dev.millrace.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.Marks;
import dev.millrace.platform.pricing.domain.CostWindow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of which requests are booked, on disk, in a window store that forgets by itself.
 *
 * <p><i>Shape</i>: a record lies under the day on which it was completed, which all its copies
 * have: a point read finds it. A day that is later than the brokers' time says that a clock is
 * wrong; it would make the store forget what is older, and is held back to the day after.
 */
record BookedCalls(WindowStore<Bytes, byte[]> store) {

  static final String NAME = "booked-calls";

  private static final Duration DAY = CostWindow.DAY.length();

  /**
   * The store.
   *
   * @param kept how long copies are known; the day that is not over and the day after come on top
   */
  static StoreBuilder<WindowStore<Bytes, byte[]>> builder(Duration kept) {
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(NAME, kept.plus(DAY.multipliedBy(3)), DAY, false),
        Serdes.Bytes(),
        Serdes.ByteArray());
  }

  /**
   * Those of the record's request.
   *
   * @param takenInMillis when the brokers took the record in
   */
  Marks of(Charge charge, long takenInMillis) {
    byte @Nullable [] found = store.fetch(key(charge), day(charge, takenInMillis));
    return found == null ? Marks.NONE : Marks.of(found);
  }

  /** Notes them down. */
  void put(Charge charge, long takenInMillis, Marks marks) {
    store.put(key(charge), marks.bytes(), day(charge, takenInMillis));
  }

  private static long day(Charge charge, long takenInMillis) {
    long latest = takenInMillis + DAY.toMillis();
    return Math.max(0, CostWindow.DAY.start(Math.min(charge.completedAtMillis(), latest)));
  }

  private static Bytes key(Charge charge) {
    String id = charge.whose().requestId();
    byte kind = (byte) charge.whose().kind().code();
    byte[] text = id.getBytes(UTF_8);
    if (text.length != 36) {
      return Bytes.wrap(ByteBuffer.allocate(1 + text.length).put(kind).put(text).array());
    }
    try {
      UUID uuid = UUID.fromString(id);
      return Bytes.wrap(
          ByteBuffer.allocate(1 + 2 * Long.BYTES)
              .put(kind)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array());
    } catch (IllegalArgumentException e) {
      return Bytes.wrap(ByteBuffer.allocate(1 + text.length).put(kind).put(text).array());
    }
  }
}
