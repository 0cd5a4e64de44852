package dev.millrace.ingestion.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Something on its way: its part of a request's body, and the stage that waits for its end.
 *
 * @param part as it is sent
 * @param enteredNanos when it was taken
 * @param deadlineNanos no try begins after it
 * @param era number of flushes before it
 * @param ended whether it has ended; the stage does not tell, because whoever sent it may have
 *     cancelled it
 * @param stage as given to whoever sent it
 */
record Parcel(
    byte[] part,
    long enteredNanos,
    long deadlineNanos,
    long era,
    AtomicBoolean ended,
    CompletableFuture<Delivery> stage) {

  Parcel(byte[] part, long enteredNanos, long deadlineNanos, long era) {
    this(
        part,
        enteredNanos,
        deadlineNanos,
        era,
        new AtomicBoolean(),
        new CompletableFuture<Delivery>());
  }

  /** Its share of a request, with what stands between two parts. */
  int bytes() {
    return part.length + 1;
  }

  /** Ends it; false where it has ended before. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }
}
