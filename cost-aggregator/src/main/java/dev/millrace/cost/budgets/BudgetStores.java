package dev.millrace.cost.budgets;

import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The stores of budgets: on disk, and in a changelog each. */
final class BudgetStores {

  /** What the calls of each window of a minute cost, as it was last told. */
  static final String MINUTES = "spent-minutes";

  /** What is spent of each budget. */
  static final String ACCOUNTS = "budget-accounts";

  /** How each budget counts that accounts were made for. */
  static final String SHAPES = "budget-shapes";

  /** How far event time has come. */
  static final String CLOCK = "budget-clock";

  private BudgetStores() {}

  static List<StoreBuilder<?>> builders() {
    return List.of(minutes(), accounts(), shapes(), clock());
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> minutes() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(MINUTES), Serdes.Bytes(), Serdes.ByteArray());
  }

  /** Cached: a busy budget is written once a commit, not once a window. */
  private static StoreBuilder<KeyValueStore<String, byte[]>> accounts() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(ACCOUNTS), Serdes.String(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  /** A single number. */
  private static StoreBuilder<KeyValueStore<String, Long>> clock() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(CLOCK), Serdes.String(), Serdes.Long());
  }

  private static StoreBuilder<KeyValueStore<String, String>> shapes() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(SHAPES), Serdes.String(), Serdes.String());
  }
}
