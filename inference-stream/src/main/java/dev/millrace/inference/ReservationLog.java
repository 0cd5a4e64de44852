package dev.millrace.inference;

import dev.millrace.record.BudgetReservation;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * The records of {@code budget-reservations}, in the one order that all instances read them in.
 *
 * <p><i>Threads</i>: may be written by many; one thread reads.
 */
interface ReservationLog {

  /**
   * Writes a record behind all others, without blocking; the future fails within seconds where it
   * may not have been written.
   */
  CompletableFuture<Void> append(BudgetReservation entry);

  /** Has everything up to now read before it returns, and everything else as it comes. */
  void follow(Reader reader);

  /**
   * Makes sure that it is read.
   *
   * @throws IllegalStateException where a defect has ended that: nobody knows any more what is
   *     reserved, and only a new start reads all of it again
   */
  void requireReading();

  /** Who follows. */
  @FunctionalInterface
  interface Reader {

    /**
     * The next record.
     *
     * @param writtenAt when the brokers took it in
     */
    void read(BudgetReservation entry, Instant writtenAt);
  }
}
