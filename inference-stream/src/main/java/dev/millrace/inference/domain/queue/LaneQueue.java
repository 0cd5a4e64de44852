package dev.millrace.inference.domain.queue;

import dev.millrace.record.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Two waiting lines: interactive requests go first, but while bulk waits, each of them owes it the
 * part of a turn that the weights of its own pipeline say, and bulk goes as soon as it is owed a
 * whole one. So bulk never stands still, and an interactive request lets one of bulk go before it
 * at most.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class LaneQueue<E> {

  /** A whole turn, but for what is lost in adding up its parts. */
  private static final double WHOLE = 1 - 1e-9;

  private final Function<E, LaneWeights> weights;
  private final FairQueue<E> interactive = new FairQueue<>();
  private final FairQueue<E> bulk = new FairQueue<>();

  /** Turns that bulk is owed; below 2. */
  private double owed;

  /**
   * Nobody waits.
   *
   * @param weights of the pipeline of an entry
   */
  public LaneQueue(Function<E, LaneWeights> weights) {
    this.weights = weights;
  }

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
    return peek(open, anybody -> true);
  }

  /** Takes out who is served next. */
  public Optional<E> poll(Lanes open) {
    return poll(open, anybody -> true);
  }

  /**
   * Who is served next; stays where it is.
   *
   * @param may whether an entry may be served at the moment; who may not loses no turn by it, and a
   *     lane of none but these does not hold up the other one
   */
  public Optional<E> peek(Lanes open, Predicate<E> may) {
    return inTurn(open).stream().flatMap(lane -> lane.peek(may).stream()).findFirst();
  }

  /** Takes out who of those that may be served is served next. */
  public Optional<E> poll(Lanes open, Predicate<E> may) {
    for (FairQueue<E> lane : inTurn(open)) {
      @Nullable E served = lane.poll(may);
      if (served != null) {
        count(served, lane);
        return Optional.of(served);
      }
    }
    return Optional.empty();
  }

  private void count(E served, FairQueue<E> from) {
    if (bulk.size() == 0) {
      owed = 0;
    } else if (from == bulk) {
      owed = Math.max(0, owed - 1);
    } else if (owed < WHOLE) {
      owed += weights.apply(served).owed();
    }
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

  /** What it takes to serve all that wait. */
  public double cost() {
    return interactive.cost() + bulk.cost();
  }

  /** Which lanes may be served at the moment. */
  public enum Lanes {
    ALL,
    INTERACTIVE_ONLY
  }

  private List<FairQueue<E>> inTurn(Lanes open) {
    return switch (open) {
      case ALL ->
          bulk.size() > 0 && owed >= WHOLE
              ? List.of(bulk, interactive)
              : List.of(interactive, bulk);
      case INTERACTIVE_ONLY -> List.of(interactive);
    };
  }

  private FairQueue<E> of(Lane lane) {
    return switch (lane) {
      case INTERACTIVE -> interactive;
      case BULK -> bulk;
    };
  }
}
