package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Account;
import dev.millrace.cost.budgets.domain.AccountBytes;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.StatusKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The accounts of all budgets, by their keys. */
record Accounts(KeyValueStore<String, byte[]> store) {

  /**
   * A walk over all accounts, or over those of one budget.
   *
   * @param budget absent where it is over all
   * @param next where it goes on; absent at its beginning
   */
  record Walk(@Nullable String budget, @Nullable String next) {

    static Walk overAll() {
      return new Walk(null, null);
    }

    static Walk over(String budget) {
      return new Walk(budget, budget);
    }
  }

  /**
   * Some of the keys on a walk.
   *
   * @param rest the walk over the others; absent where there are none
   */
  record Some(List<StatusKey> keys, @Nullable Walk rest) {}

  /** The account, an empty one where there is none. */
  Account of(Budget budget, StatusKey key) {
    byte @Nullable [] bytes = store.get(key.toString());
    return bytes == null ? new Account(budget.window()) : AccountBytes.read(bytes);
  }

  void put(StatusKey key, Account account) {
    store.put(key.toString(), AccountBytes.write(account));
  }

  void delete(StatusKey key) {
    store.delete(key.toString());
  }

  /** Goes on with a walk, past so many keys. */
  Some some(Walk walk, int most) {
    List<StatusKey> keys = new ArrayList<>();
    int passed = 0;
    try (KeyValueIterator<String, byte[]> all = store.range(walk.next(), null)) {
      while (all.hasNext()) {
        String text = all.peekNextKey();
        if (walk.budget() != null && !text.startsWith(walk.budget())) {
          break;
        }
        if (passed == most) {
          return new Some(keys, new Walk(walk.budget(), text));
        }
        all.next();
        passed++;
        StatusKey key = StatusKey.parse(text);
        // Names may begin alike.
        if (walk.budget() == null || key.budget().equals(walk.budget())) {
          keys.add(key);
        }
      }
    }
    return new Some(keys, null);
  }
}
