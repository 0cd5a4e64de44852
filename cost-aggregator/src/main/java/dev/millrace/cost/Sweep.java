package dev.millrace.cost;

import dev.millrace.cost.domain.Horizon;
import dev.millrace.cost.domain.PackedReader;
import dev.millrace.cost.domain.PackedWriter;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowState;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Goes over all windows, some at a time: forgets those that are over, and rates the others again.
 * Once a day, and after each change of the prices; a crash in its middle lets it begin anew, which
 * changes nothing twice.
 *
 * <p><i>Owner/threads</i>: one for each task, used by its thread.
 */
final class Sweep {

  static final String NAME = "swept-windows";

  /** Some ten milliseconds: the calls that wait meanwhile do not notice. */
  private static final int STEP = 4_096;

  private static final Bytes DONE = Bytes.wrap(new byte[] {1});

  private final KeyValueStore<Bytes, byte[]> store;
  private final CostWindows windows;
  private final Horizon horizon;
  private @Nullable Round round;

  /**
   * What a whole round is made for.
   *
   * @param version of the prices
   * @param dayMillis the brokers' day
   */
  private record Wanted(long version, long dayMillis) {

    byte[] bytes() {
      return new PackedWriter().sorted(version).sorted(dayMillis).bytes();
    }

    static Wanted of(byte[] bytes) {
      PackedReader in = new PackedReader(bytes);
      return new Wanted(in.sorted(), in.sorted());
    }
  }

  /** A round under way, and where it goes on. */
  private record Round(Wanted wanted, @Nullable Bytes next) {}

  Sweep(KeyValueStore<Bytes, byte[]> store, CostWindows windows, Horizon horizon) {
    this.store = store;
    this.windows = windows;
    this.horizon = horizon;
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(NAME), Serdes.Bytes(), Serdes.ByteArray());
  }

  /**
   * Goes on, where there is anything to do.
   *
   * @param nowMillis when the brokers took in the newest record so far
   * @param to gets the records of windows whose price has changed
   */
  void step(long nowMillis, Consumer<CostMetric> to) {
    Round current = round == null ? due(nowMillis) : round;
    if (current == null) {
      return;
    }
    List<KeyValue<Bytes, byte[]>> some = new ArrayList<>();
    @Nullable Bytes next = null;
    try (KeyValueIterator<Bytes, byte[]> rest =
        current.next() == null
            ? windows.store().all()
            : windows.store().range(current.next(), null)) {
      while (rest.hasNext() && next == null) {
        KeyValue<Bytes, byte[]> one = rest.next();
        if (some.size() < STEP) {
          some.add(one);
        } else {
          next = one.key;
        }
      }
    }
    for (KeyValue<Bytes, byte[]> one : some) {
      if (horizon.isOver(WindowKey.of(one.key.get()), nowMillis)) {
        windows.store().delete(one.key);
      } else {
        windows.rateAgain(one.key, WindowState.of(one.value)).ifPresent(to);
      }
    }
    round = next == null ? null : new Round(current.wanted(), next);
    if (next == null) {
      store.put(DONE, current.wanted().bytes());
    }
  }

  private @Nullable Round due(long nowMillis) {
    Wanted wanted = new Wanted(windows.rates().version(), CostWindow.DAY.start(nowMillis));
    byte @Nullable [] done = store.get(DONE);
    return done != null && Wanted.of(done).equals(wanted) ? null : new Round(wanted, null);
  }
}
