package dev.millrace.ingestion.client;

import dev.millrace.ingestion.client.ProducerSettings.Batching;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Parcels in order, of which one batch is under way at a time: nothing overtakes within a lane,
 * whatever is tried again. Decides and does nothing: time comes in, what to do comes out.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class Lane {

  private final Batching limits;
  private final Deque<Parcel> queue = new ArrayDeque<>();

  /** To be sent before the queue: what failed, or was halved. */
  private final Deque<Batch> again = new ArrayDeque<>();

  private long queuedBytes;
  private boolean underWay;
  private long notBeforeNanos;

  /**
   * What is to be done now.
   *
   * @param expired parcels whose time is over, in batches that tell how often they were sent
   * @param send a batch to be sent; the lane waits until {@link #settle} tells how it went
   * @param wakeNanos when to ask again, if nothing happens before
   */
  record Step(List<Batch> expired, Optional<Batch> send, OptionalLong wakeNanos) {}

  Lane(Batching limits) {
    this.limits = limits;
  }

  void add(Parcel parcel) {
    queue.add(parcel);
    queuedBytes += parcel.bytes();
  }

  /** Whether a parcel that comes now need not wait for an answer. */
  boolean isFree() {
    return !underWay && again.isEmpty();
  }

  /** Parcels that wait for their first try. */
  int waiting() {
    return queue.size();
  }

  /**
   * Looks what is due.
   *
   * @param era parcels of earlier ones do not linger
   */
  Step step(long nowNanos, long era) {
    List<Batch> expired = expire(nowNanos);
    if (underWay) {
      return new Step(expired, Optional.empty(), OptionalLong.empty());
    }
    Optional<Batch> due = due(nowNanos, era);
    underWay = due.isPresent();
    return new Step(expired, due, underWay ? OptionalLong.empty() : wake());
  }

  /**
   * The batch under way has been answered.
   *
   * @param rest what of it is to be sent again before all else, in order
   * @param restNanos when, at the earliest
   */
  void settle(List<Batch> rest, long restNanos) {
    underWay = false;
    notBeforeNanos = restNanos;
    for (int i = rest.size() - 1; i >= 0; i--) {
      again.addFirst(rest.get(i));
    }
  }

  /**
   * Takes all parcels that are not under way out, in batches that tell how often they were sent.
   */
  List<Batch> abandon() {
    List<Batch> left = new ArrayList<>(again);
    if (!queue.isEmpty()) {
      left.add(new Batch(List.copyOf(queue), 0));
    }
    again.clear();
    queue.clear();
    queuedBytes = 0;
    return left;
  }

  private List<Batch> expire(long nowNanos) {
    List<Batch> expired = new ArrayList<>();
    if (!again.isEmpty() && again.peekFirst().parcels().get(0).deadlineNanos() <= nowNanos) {
      List<Batch> alive = new ArrayList<>();
      for (Batch batch : again) {
        List<Parcel> over = batch.expired(nowNanos);
        if (!over.isEmpty()) {
          expired.add(new Batch(over, batch.tries()));
        }
        List<Parcel> left = batch.alive(nowNanos);
        if (!left.isEmpty()) {
          alive.add(new Batch(left, batch.tries()));
        }
      }
      again.clear();
      again.addAll(alive);
    }
    List<Parcel> unsent = new ArrayList<>();
    while (!queue.isEmpty() && queue.peek().deadlineNanos() <= nowNanos) {
      unsent.add(poll());
    }
    if (!unsent.isEmpty()) {
      expired.add(new Batch(unsent, 0));
    }
    return expired;
  }

  private Optional<Batch> due(long nowNanos, long era) {
    if (!again.isEmpty()) {
      return nowNanos < notBeforeNanos ? Optional.empty() : Optional.of(again.remove());
    }
    return isDue(nowNanos, era) ? Optional.of(take()) : Optional.empty();
  }

  private boolean isDue(long nowNanos, long era) {
    Parcel first = queue.peek();
    return first != null
        && (queue.size() >= limits.maxEvents()
            || queuedBytes >= limits.maxBytes()
            || first.era() < era
            || nowNanos >= lingered(first));
  }

  private Batch take() {
    List<Parcel> parcels = new ArrayList<>();
    long bytes = 0;
    while (!queue.isEmpty()
        && parcels.size() < limits.maxEvents()
        && (parcels.isEmpty() || bytes + queue.element().bytes() <= limits.maxBytes())) {
      Parcel parcel = poll();
      bytes += parcel.bytes();
      parcels.add(parcel);
    }
    return new Batch(parcels, 0);
  }

  /** Parcels came in the order of their deadlines, so the first of a line is the next to expire. */
  private OptionalLong wake() {
    Parcel first = queue.peek();
    if (!again.isEmpty()) {
      long deadline = again.element().parcels().get(0).deadlineNanos();
      long earliest = first == null ? deadline : Math.min(deadline, first.deadlineNanos());
      return OptionalLong.of(Math.min(notBeforeNanos, earliest));
    }
    return first == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.min(lingered(first), first.deadlineNanos()));
  }

  private long lingered(Parcel parcel) {
    return parcel.enteredNanos() + limits.linger().toNanos();
  }

  private Parcel poll() {
    Parcel parcel = queue.remove();
    queuedBytes -= parcel.bytes();
    return parcel;
  }
}
