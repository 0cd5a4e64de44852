package dev.millrace.inference;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.queue.LaneQueue;
import dev.millrace.inference.domain.queue.LaneQueue.Lanes;
import dev.millrace.inference.domain.quota.CallWindow;
import dev.millrace.inference.domain.quota.CircuitBreaker;
import dev.millrace.inference.domain.quota.Quota;
import dev.millrace.inference.domain.quota.Reservation;
import dev.millrace.record.Lane;
import org.jspecify.annotations.Nullable;

/**
 * What one model can still take.
 *
 * <p><i>Units</i>: moments in nanoseconds; only differences count.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class ModelCapacity {

  /** Of the calls under way, bulk may have as many; the others stay free for interactive ones. */
  private static final double BULK_SHARE = 0.75;

  private static final int SECONDS_PER_MINUTE = 60;

  private final CallWindow window;
  private final @Nullable Quota quota;
  private final CircuitBreaker breaker = new CircuitBreaker();
  private int bulkUnderWay;
  private int spareUnderWay;
  private long throttled;

  /**
   * All of it.
   *
   * @param quota null where nobody has told it
   */
  ModelCapacity(CallWindow window, @Nullable Quota quota) {
    this.window = window;
    this.quota = quota;
  }

  /** Whether its answers are worth a try where another model stands in for it. */
  CircuitBreaker breaker() {
    return breaker;
  }

  /** Whether one more call may be under way. */
  boolean isOpen() {
    return window.isOpen();
  }

  /** Which lanes may be served. */
  Lanes open() {
    return bulkUnderWay < Math.max(1, (int) (BULK_SHARE * window.size()))
        ? Lanes.ALL
        : Lanes.INTERACTIVE_ONLY;
  }

  /** Until a call may begin; 0 where it may begin now. */
  long waitFor(Reservation reservation, long now) {
    return quota == null ? 0 : quota.waitFor(reservation, now);
  }

  void begin(Lane lane, Reservation reservation, long now) {
    take(reservation, now);
    window.begin();
    bulkUnderWay += lane == Lane.BULK ? 1 : 0;
  }

  /** The call has ended. */
  void end(Lane lane, Verdict verdict, long now) {
    bulkUnderWay -= lane == Lane.BULK ? 1 : 0;
    if (verdict.isThrottled()) {
      throttled++;
      window.throttled(now);
    } else {
      window.end();
    }
    if (verdict.isAnswered()) {
      breaker.answered();
    } else if (verdict.isOutOfOrder()) {
      breaker.failed(now);
    }
  }

  /** Whether a call that nobody waits for leaves enough for those that somebody may wait for. */
  boolean spares(Reservation reservation, long now) {
    return window.isCalm(now) && (quota == null || quota.spares(reservation, now));
  }

  /** Such a call begins: the window is not for it. */
  void beginSpare(Reservation reservation, long now) {
    take(reservation, now);
    spareUnderWay++;
  }

  /** It has ended; of the window and the breaker it says nothing. */
  void endSpare(Verdict verdict, long now) {
    spareUnderWay--;
    if (verdict.isThrottled()) {
      throttled++;
      window.spareThrottled(now);
    }
  }

  /** Gives back what a call that has ended did not use. */
  void settle(ModelCall ended, Reservation reservation, Verdict verdict, long now) {
    if (quota != null) {
      quota.settle(reservation, verdict.used(ended, reservation), now);
    }
  }

  /** How it stands, with such a line before it. */
  ModelStanding standing(LaneQueue<?> line, @Nullable Long tokensPerMinute, long now) {
    return new ModelStanding(
        window.underWay() + spareUnderWay,
        line.size(),
        throttled,
        quota == null ? 0 : quota.used(now),
        tokensPerMinute == null ? 0 : line.cost() / tokensPerMinute * SECONDS_PER_MINUTE);
  }

  private void take(Reservation reservation, long now) {
    if (quota != null) {
      quota.take(reservation, now);
    }
  }
}
