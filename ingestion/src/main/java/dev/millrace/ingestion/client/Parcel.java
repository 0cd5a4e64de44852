package dev.millrace.ingestion.client;

import java.util.concurrent.CompletableFuture;

/**
 * Something on its way: its part of a request's body, and the stage that waits for its end.
 *
 * @param part as it is sent
 * @param enteredNanos when it was taken
 * @param deadlineNanos no try begins after it
 * @param era number of flushes before it
 * @param stage completed once, by whoever is first
 */
record Parcel(
    byte[] part,
    long enteredNanos,
    long deadlineNanos,
    long era,
    CompletableFuture<Delivery> stage) {

  /** Its share of a request, with what stands between two parts. */
  int bytes() {
    return part.length + 1;
  }
}
