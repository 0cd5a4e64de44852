package dev.millrace.inference.domain.queue;

import dev.millrace.record.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Two waiting lines: interactive requests go first, but of {@value #TURNS} turns that both want,
 * bulk gets one, so that it never stands still.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class LaneQueue<E> {

  static final int TURNS = 10;

  private final FairQueue<E> interactive = new FairQueue<>();
  private final FairQueue<E> bulk = new FairQueue<>();

  /** Turns of interactive requests since bulk had to wait. */
  private int passed;

  /**
   * Comes in.
   *
   * @param cost what it takes to serve it; in the same unit for all
   */
  public void add(Lane lane, String tenant, E entry, double cost) {
    of(lane).add(tenant, entry, cost);
  }

  /** Who is served next; stays where it is. */
  public Optional<E> peek(Lanes open) {
    return next(open).flatMap(FairQueue::peek);
  }

  /** Takes out who is served next. */
  public Optional<E> poll(Lanes open) {
    Optional<FairQueue<E>> next = next(open);
    if (next.isEmpty()) {
      return Optional.empty();
    }
    passed = next.get() == bulk || bulk.size() == 0 ? 0 : passed + 1;
    return Optional.ofNullable(next.get().poll());
  }

  /** Takes out all that need not be served any more. */
  public List<E> removeIf(Predicate<E> obsolete) {
    List<E> removed = new ArrayList<>(interactive.removeIf(obsolete));
    removed.addAll(bulk.removeIf(obsolete));
    return removed;
  }

  /** How many wait. */
  public int size() {
    return interactive.size() + bulk.size();
  }

  /** Which lanes may be served at the moment. */
  public enum Lanes {
    ALL,
    INTERACTIVE_ONLY
  }

  private Optional<FairQueue<E>> next(Lanes open) {
    boolean bulkMay = open == Lanes.ALL && bulk.size() > 0;
    if (interactive.size() == 0) {
      return bulkMay ? Optional.of(bulk) : Optional.empty();
    }
    return Optional.of(bulkMay && passed >= TURNS - 1 ? bulk : interactive);
  }

  private FairQueue<E> of(Lane lane) {
    return switch (lane) {
      case INTERACTIVE -> interactive;
      case BULK -> bulk;
    };
  }
}
