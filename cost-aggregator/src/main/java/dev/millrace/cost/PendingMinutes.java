package dev.millrace.cost;

import dev.millrace.cost.domain.PackedReader;
import dev.millrace.cost.domain.PackedWriter;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowSums;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What minutes got since windows were last written: a hot window is read and written once a second,
 * not once a call.
 *
 * <p>What is here is committed with the calls that it is made of, so that a crash between a commit
 * and the next writing loses nothing. It is read from memory, and looked up in the store only after
 * a start.
 *
 * <p><i>Owner/threads</i>: one for each task, used by its thread.
 */
final class PendingMinutes {

  static final String NAME = "pending-minutes";

  private final KeyValueStore<Bytes, byte[]> store;
  private final Map<WindowKey, WindowSums> minutes = new HashMap<>();

  PendingMinutes(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> one = all.next();
        minutes.put(WindowKey.of(one.key.get()), WindowSums.readFrom(new PackedReader(one.value)));
      }
    }
  }

  /** The store: in memory because it is small, cached so that a commit logs a minute once. */
  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(NAME), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  /** Adds to a minute. */
  void add(WindowKey minute, WindowSums more) {
    WindowSums sums = minutes.merge(minute, more, WindowSums::plus);
    PackedWriter out = new PackedWriter();
    sums.writeTo(out);
    store.put(Bytes.wrap(minute.bytes()), out.bytes());
  }

  /** How many minutes there are. */
  int size() {
    return minutes.size();
  }

  /** All of them; they are not pending any more. */
  Map<WindowKey, WindowSums> take() {
    Map<WindowKey, WindowSums> taken = Map.copyOf(minutes);
    taken.keySet().forEach(minute -> store.delete(Bytes.wrap(minute.bytes())));
    minutes.clear();
    return taken;
  }
}
