package dev.millrace.platform.audit;

import java.util.SplittableRandom;

/**
 * Waits a random part of a time that doubles from try to try: of two writers that fence each other
 * one is soon alone for long enough.
 *
 * @param random rolls the dice
 */
record JitteredTurn(SplittableRandom random) implements AuditLog.Turn {

  private static final long FIRST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 2_000;

  @Override
  public void await(int tries) throws InterruptedException {
    long limit = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(tries, 10));
    Thread.sleep(random.nextLong(limit));
  }
}
