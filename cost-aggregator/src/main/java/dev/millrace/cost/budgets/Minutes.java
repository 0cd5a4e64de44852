package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.AccountBytes;
import dev.millrace.cost.budgets.domain.Spent;
import dev.millrace.record.CostMetric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of each minute cost, and how far event time has come.
 *
 * <p><i>Shape</i>: the newest revision of a window replaces the one before, so what is added is
 * their difference: a window that is told again adds nothing.
 */
final class Minutes {

  /** The longest window, and the one before it: what is older changes no status any more. */
  static final Duration KEPT = Duration.ofDays(64);

  /** Of what is too old, so much is deleted at once. */
  private static final int MOST_AT_ONCE = 10_000;

  private final KeyValueStore<Bytes, byte[]> store;
  private Instant now;

  Minutes(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    this.now = newestEnd(store);
  }

  /** A minute, and what has to be added for it. */
  record Change(SpentMinute minute, Spent spent) {}

  /** End of the newest minute of which anything is known; the epoch before anything is. */
  Instant now() {
    return now;
  }

  /** Takes a window in; empty where it changes nothing, is no minute or is too old. */
  Optional<Change> take(CostMetric metric) {
    Optional<SpentMinute> minute = SpentMinute.of(metric);
    if (minute.isEmpty() || minute.get().start().isBefore(now.minus(KEPT))) {
      return Optional.empty();
    }
    Spent spent = SpentMinute.spent(metric);
    byte @Nullable [] before = store.get(minute.get().bytes());
    Spent added = before == null ? spent : spent.minus(AccountBytes.readSpent(before));
    Instant end = metric.getWindowEnd();
    now = end.isAfter(now) ? end : now;
    if (before != null && added.isNothing()) {
      return Optional.empty();
    }
    store.put(minute.get().bytes(), AccountBytes.write(spent));
    return Optional.of(new Change(minute.get(), added));
  }

  /** Gives all that is known since a time. */
  void since(Instant time, BiConsumer<SpentMinute, Spent> to) {
    try (KeyValueIterator<Bytes, byte[]> all = store.range(SpentMinute.from(time), null)) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> one = all.next();
        to.accept(SpentMinute.of(one.key), AccountBytes.readSpent(one.value));
      }
    }
  }

  /** Deletes some of what is too old. */
  void forget() {
    List<Bytes> old = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all =
        store.range(null, SpentMinute.from(now.minus(KEPT)))) {
      while (all.hasNext() && old.size() < MOST_AT_ONCE) {
        old.add(all.next().key);
      }
    }
    old.forEach(store::delete);
  }

  private static Instant newestEnd(KeyValueStore<Bytes, byte[]> store) {
    try (KeyValueIterator<Bytes, byte[]> newest = store.reverseAll()) {
      return newest.hasNext()
          ? SpentMinute.of(newest.next().key).start().plus(Duration.ofMinutes(1))
          : Instant.EPOCH;
    }
  }
}
