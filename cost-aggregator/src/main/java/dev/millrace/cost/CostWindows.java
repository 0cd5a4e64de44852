package dev.millrace.cost;

import dev.millrace.cost.domain.CostMetrics;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowState;
import dev.millrace.cost.domain.WindowSums;
import dev.millrace.record.CostMetric;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * All windows, on disk, by the bytes of their keys.
 *
 * @param rates the prices of the moment
 */
record CostWindows(KeyValueStore<Bytes, byte[]> store, Rates rates) {

  static final String NAME = "cost-windows";

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(NAME), Serdes.Bytes(), Serdes.ByteArray());
  }

  /** Adds to a window, and gives its newest record. */
  CostMetric add(WindowKey key, WindowSums more) {
    Bytes at = Bytes.wrap(key.bytes());
    byte @Nullable [] known = store.get(at);
    WindowSums sums = known == null ? more : WindowState.of(known).sums().plus(more);
    return write(at, key, sums);
  }

  /** The record of a window by today's prices, where it differs from its newest one. */
  Optional<CostMetric> rateAgain(Bytes at, WindowState state) {
    WindowKey key = WindowKey.of(at.get());
    CostMetric metric = CostMetrics.of(key, state.sums(), rates);
    return CostMetrics.rating(metric) == state.rating()
        ? Optional.empty()
        : Optional.of(write(at, key, state.sums()));
  }

  private CostMetric write(Bytes at, WindowKey key, WindowSums sums) {
    CostMetric metric = CostMetrics.of(key, sums, rates);
    store.put(at, new WindowState(CostMetrics.rating(metric), sums).bytes());
    return metric;
  }
}
