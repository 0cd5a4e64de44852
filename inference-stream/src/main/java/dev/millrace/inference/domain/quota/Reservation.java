package dev.millrace.inference.domain.quota;

/**
 * Tokens of a call, in those of the quota: an output token may count several times.
 *
 * @param bound what the endpoint holds back when the call begins: the input and the longest answer
 * @param expected what the call will have taken when it ends, as far as one can tell; at most the
 *     bound
 */
public record Reservation(long bound, long expected) {

  public Reservation {
    if (expected < 0 || bound < expected) {
      throw new IllegalArgumentException(
          "expected 0 <= expected <= bound, got " + expected + " and " + bound);
    }
  }
}
