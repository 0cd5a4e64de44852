package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Account;
import dev.millrace.cost.budgets.domain.AccountBytes;
import dev.millrace.platform.budgets.domain.Budget;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The accounts of all budgets, by their keys. */
record Accounts(KeyValueStore<String, byte[]> store) {

  /** The account, an empty one where there is none. */
  Account of(Budget budget, AccountKey key) {
    byte @Nullable [] bytes = store.get(key.toString());
    return bytes == null ? new Account(budget.window()) : AccountBytes.read(bytes);
  }

  void put(AccountKey key, Account account) {
    store.put(key.toString(), AccountBytes.write(account));
  }

  void delete(AccountKey key) {
    store.delete(key.toString());
  }

  /** All keys. */
  List<AccountKey> keys() {
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      return keys(all);
    }
  }

  /** Those of a budget. */
  List<AccountKey> keys(String budget) {
    try (KeyValueIterator<String, byte[]> some = store.prefixScan(budget, new StringSerializer())) {
      // Names may begin alike.
      return keys(some).stream().filter(key -> key.budget().equals(budget)).toList();
    }
  }

  private static List<AccountKey> keys(KeyValueIterator<String, byte[]> some) {
    List<AccountKey> keys = new ArrayList<>();
    some.forEachRemaining(one -> keys.add(AccountKey.parse(one.key)));
    return keys;
  }
}
