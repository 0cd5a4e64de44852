package dev.millrace.platform.pricing;

import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A value that changes from day to day: each holds to its last day, or until the next begins. */
final class Dated<T> {

  private final NavigableMap<LocalDate, Entry<T>> entries = new TreeMap<>();

  private record Entry<T>(Period period, T value) {}

  /**
   * Adds what holds in a period.
   *
   * @throws IllegalArgumentException where something else does, on a day of it
   */
  void add(Period period, T value) {
    Map.@Nullable Entry<LocalDate, Entry<T>> before = entries.floorEntry(period.from());
    Map.@Nullable Entry<LocalDate, Entry<T>> after = entries.higherEntry(period.from());
    if (before != null && before.getKey().equals(period.from())) {
      throw new IllegalArgumentException("has two rows from " + period.from());
    }
    if (before != null
        && before.getValue().period().to().isPresent()
        && before.getValue().period().contains(period.from())) {
      throw new IllegalArgumentException(
          "has another row on " + period.from() + ": the one " + before.getValue().period());
    }
    if (after != null && period.to().isPresent() && period.contains(after.getKey())) {
      throw new IllegalArgumentException(
          "has another row on " + after.getKey() + ": the one " + after.getValue().period());
    }
    entries.put(period.from(), new Entry<>(period, value));
  }

  /** What holds on a day. */
  Optional<T> on(LocalDate day) {
    return Optional.ofNullable(entries.floorEntry(day))
        .map(Map.Entry::getValue)
        .filter(entry -> entry.period().contains(day))
        .map(Entry::value);
  }

  /** The days on which something begins, or nothing holds any more. */
  Stream<LocalDate> turns() {
    return entries.values().stream()
        .flatMap(
            entry ->
                Stream.concat(
                    Stream.of(entry.period().from()),
                    entry.period().to().stream().map(last -> last.plusDays(1))));
  }
}
