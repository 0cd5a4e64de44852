package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.AccountBytes;
import dev.millrace.cost.budgets.domain.Spent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Under which the time lies in its store. */
  private static final String NOW = "now";

  private final KeyValueStore<Bytes, byte[]> store;
  private final KeyValueStore<String, Long> clock;
  private Instant now;

  Minutes(KeyValueStore<Bytes, byte[]> store, KeyValueStore<String, Long> clock) {
    this.store = store;
    this.clock = clock;
    @Nullable Long known = clock.get(NOW);
    this.now = known == null ? Instant.EPOCH : Instant.ofEpochMilli(known);
  }

  /** A minute, and what has to be added for it. */
  record Change(SpentMinute minute, Spent spent) {}

  /** End of the newest minute of which anything is known; the epoch before anything is. */
  Instant now() {
    return now;
  }

  /**
   * Takes a minute in; empty where it changes nothing or is too old.
   *
   * @param takenInMillis when the brokers took its record in: no minute after that one has begun,
   *     so a call whose clock was ahead moves no time
   */
  Optional<Change> take(SpentReader.Reading newest, long takenInMillis) {
    SpentMinute minute = newest.minute();
    if (minute.start().isBefore(now.minus(KEPT))) {
      return Optional.empty();
    }
    Spent spent = newest.spent();
    byte @Nullable [] before = store.get(minute.bytes());
    Spent added = before == null ? spent : spent.minus(AccountBytes.readSpent(before));
    pass(minute.start().plus(MINUTE), takenInMillis);
    if (before != null && added.isNothing()) {
      return Optional.empty();
    }
    store.put(minute.bytes(), AccountBytes.write(spent));
    return Optional.of(new Change(minute, added));
  }

  private void pass(Instant end, long takenInMillis) {
    Instant latest =
        Instant.ofEpochMilli(takenInMillis).truncatedTo(ChronoUnit.MINUTES).plus(MINUTE);
    Instant reached = end.isBefore(latest) ? end : latest;
    if (reached.isAfter(now)) {
      now = reached;
      clock.put(NOW, now.toEpochMilli());
    }
  }

  /**
   * Gives some of what is known.
   *
   * @param first not behind any of it
   * @return where it goes on; null where it does not
   */
  @Nullable Bytes some(Bytes first, int most, BiConsumer<SpentMinute, Spent> to) {
    try (KeyValueIterator<Bytes, byte[]> all = store.range(first, null)) {
      for (int given = 0; all.hasNext(); given++) {
        if (given == most) {
          return all.peekNextKey();
        }
        KeyValue<Bytes, byte[]> one = all.next();
        to.accept(SpentMinute.of(one.key), AccountBytes.readSpent(one.value));
      }
    }
    return null;
  }

  /** Deletes some of what is too old, and says whether there may be more of it. */
  boolean forget() {
    List<Bytes> old = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all =
        store.range(null, SpentMinute.from(now.minus(KEPT)))) {
      while (all.hasNext() && old.size() < MOST_AT_ONCE) {
        old.add(all.next().key);
      }
    }
    old.forEach(store::delete);
    return old.size() == MOST_AT_ONCE;
  }
}
