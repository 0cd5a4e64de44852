package dev.millrace.inference;

import dev.millrace.record.BudgetReservation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a {@link ReservationLog} that may be away: then one reservation at a time tries whether
 * it is back, and everybody else is told not to ask, so that nobody keeps a place among the calls
 * at once for nothing.
 *
 * <p><i>Failure</i>: what calls have cost and cannot be written is kept, and written when the log
 * is back; beyond {@value #MOST_KEPT} it stays booked at its bound. The log of this process says
 * once that the reservations are away, and once that they are back.
 *
 * <p><i>Threads</i>: may be told by many.
 */
final class ReservationWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ReservationWriter.class);

  /** Before it is tried again. */
  private static final Duration BREATH = Duration.ofSeconds(1);

  /** Some MiB, and some seconds of calls. */
  private static final int MOST_KEPT = 10_000;

  private final ReservationLog log;
  private final InstantSource clock;
  private final Deque<BudgetReservation> unwritten = new ArrayDeque<>();

  /** When somebody may try again; absent while the log is there. */
  private @Nullable Instant retryAt;

  ReservationWriter(ReservationLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Whether it makes sense to ask for money now. */
  synchronized boolean isThere(Instant now) {
    return retryAt == null || !now.isBefore(retryAt);
  }

  /**
   * Writes a reservation; the future fails where it may not have been written.
   *
   * @param patience after which it has failed at the latest
   */
  CompletableFuture<Void> ask(BudgetReservation entry, Duration patience) {
    synchronized (this) {
      if (retryAt != null) {
        // This one tries it; all others wait for what comes of it.
        retryAt = clock.instant().plus(patience);
      }
    }
    return append(entry).whenComplete((done, failure) -> heard(failure));
  }

  /** Writes what a call has cost; done when that is written or kept, and never fails. */
  CompletableFuture<Void> settle(BudgetReservation entry) {
    return append(entry)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                keep(entry);
              }
              heard(failure);
              return null;
            });
  }

  /** A reservation was written, or seemed to be, and has not come back. */
  void unanswered() {
    away("none is read back");
  }

  private CompletableFuture<Void> append(BudgetReservation entry) {
    try {
      return log.append(entry);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void heard(@Nullable Throwable failure) {
    if (failure != null) {
      away(failure.toString());
      return;
    }
    List<BudgetReservation> again = List.of();
    synchronized (this) {
      if (retryAt != null) {
        retryAt = null;
        again = new ArrayList<>(unwritten);
        unwritten.clear();
        LOG.info("budget-reservations can be written again: calls under budgets go on");
      }
    }
    for (BudgetReservation entry : again) {
      CompletableFuture<?> unused = settle(entry);
    }
  }

  private synchronized void away(String why) {
    if (retryAt == null) {
      LOG.warn("budget-reservations are away, so calls under budgets wait: {}", why);
    }
    retryAt = clock.instant().plus(BREATH);
  }

  private synchronized void keep(BudgetReservation entry) {
    if (unwritten.size() < MOST_KEPT) {
      unwritten.add(entry);
    } else {
      LOG.warn(
          "what a call of request {} cost is not written: it stays booked at its bound",
          entry.getRequestId());
    }
  }
}
