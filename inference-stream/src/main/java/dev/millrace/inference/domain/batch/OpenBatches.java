package dev.millrace.inference.domain.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Collects requests until they are enough for a batch job, or have waited long enough.
 *
 * <p><i>Threads</i>: for one at a time.
 *
 * @param <W> who waits
 */
public final class OpenBatches<W> {

  private final Map<Collected, Open<W>> open = new LinkedHashMap<>();

  /**
   * When a collection is closed.
   *
   * @param minRecords fewer are no job
   * @param maxRecords as many go at once
   * @param maxWait of the first of them
   */
  public record Bounds(int minRecords, int maxRecords, Duration maxWait) {
    public Bounds {
      if (minRecords < 1 || maxRecords < minRecords || maxWait.isNegative()) {
        throw new IllegalArgumentException(
            "expected 1 <= minRecords <= maxRecords and a wait, got "
                + minRecords
                + ", "
                + maxRecords
                + ", "
                + maxWait);
      }
    }
  }

  /**
   * What is no longer collected.
   *
   * @param isEnough whether it is a job; else its requests are asked for one by one
   */
  public record Closed<W>(Collected what, List<W> all, boolean isEnough) {}

  private record Open<W>(Bounds bounds, Instant closesAt, List<W> all) {}

  /** Takes up one more, and says what is complete with it. */
  public Optional<Closed<W>> add(Collected what, W one, Bounds bounds, Instant now) {
    Open<W> collection =
        open.computeIfAbsent(
            what, key -> new Open<>(bounds, now.plus(bounds.maxWait()), new ArrayList<>()));
    collection.all().add(one);
    if (collection.all().size() < collection.bounds().maxRecords()) {
      return Optional.empty();
    }
    open.remove(what);
    return Optional.of(new Closed<>(what, List.copyOf(collection.all()), true));
  }

  /** Closes all that have waited long enough. */
  public List<Closed<W>> closeDue(Instant now) {
    List<Closed<W>> closed = new ArrayList<>();
    Iterator<Map.Entry<Collected, Open<W>>> each = open.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Collected, Open<W>> entry = each.next();
      Open<W> collection = entry.getValue();
      if (!now.isBefore(collection.closesAt())) {
        each.remove();
        closed.add(
            new Closed<>(
                entry.getKey(),
                List.copyOf(collection.all()),
                collection.all().size() >= collection.bounds().minRecords()));
      }
    }
    return closed;
  }

  /** Takes out those of whom something is true. */
  public List<W> removeIf(Predicate<W> out) {
    List<W> removed = new ArrayList<>();
    Iterator<Open<W>> each = open.values().iterator();
    while (each.hasNext()) {
      List<W> all = each.next().all();
      // Asked once of each: the answer may be another one a moment later.
      all.removeIf(one -> out.test(one) && removed.add(one));
      if (all.isEmpty()) {
        each.remove();
      }
    }
    return removed;
  }

  /** When the next is due; absent where nothing is collected. */
  public Optional<Instant> nextClosing() {
    return open.values().stream().map(Open::closesAt).min(Comparator.naturalOrder());
  }
}
