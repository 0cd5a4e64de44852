package dev.millrace.ingestion.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Bounds an average, and lets bursts pass.
 *
 * <p><i>Shape</i>: the bucket fills at a rate, up to {@link #BURST} of it. Whoever comes while
 * there is anything in it may take all that it wants: what is missing is owed, and nobody gets
 * anything until it is paid back. So what is larger than a bucket can pass at all, and the average
 * holds.
 *
 * <p><i>Threads</i>: may be used by many at once. Time that goes backwards counts as standing
 * still.
 */
final class TokenBucket {

  /** How long a full bucket lasts at twice the rate: enough for a client that sends in bursts. */
  static final Duration BURST = Duration.ofSeconds(3);

  private static final double NANOS = 1e9;

  private double perSecond;
  private double level;
  private Instant filledAt;

  TokenBucket(double perSecond, Instant now) {
    this.perSecond = perSecond;
    this.level = capacity();
    this.filledAt = now;
  }

  /** How long to wait until something may be taken; nothing where it may now. */
  synchronized Optional<Duration> wait(double rate, Instant now) {
    fill(rate, now);
    return level > 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) Math.ceil((1 - level) / perSecond * NANOS)));
  }

  /** Takes tokens, or says how long to wait. */
  synchronized Optional<Duration> take(double tokens, double rate, Instant now) {
    Optional<Duration> wait = wait(rate, now);
    if (wait.isEmpty()) {
      level -= tokens;
    }
    return wait;
  }

  /** Takes tokens for something that has passed already. */
  synchronized void owe(double tokens, double rate, Instant now) {
    fill(rate, now);
    level -= tokens;
  }

  /** Fills it at the old rate up to now; from now on another may hold. */
  private void fill(double rate, Instant now) {
    if (now.isAfter(filledAt)) {
      double seconds = Duration.between(filledAt, now).toNanos() / NANOS;
      level = Math.min(capacity(), level + seconds * perSecond);
      filledAt = now;
    }
    if (rate != perSecond) {
      perSecond = rate;
      level = Math.min(capacity(), level);
    }
  }

  private double capacity() {
    return perSecond * BURST.toSeconds();
  }
}
