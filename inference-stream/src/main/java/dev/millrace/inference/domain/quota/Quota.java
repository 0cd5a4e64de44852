package dev.millrace.inference.domain.quota;

/**
 * The quota of one model, as the endpoint keeps it: a call takes its bound when it begins, and when
 * it ends gets back what it did not use.
 *
 * <p><i>Shape</i>: three buckets, all of which have to agree. One mirrors the endpoint's: it holds
 * a minute, and calls under way weigh with their bounds. One spreads what will really be used
 * evenly: it holds {@value #BURST_SECONDS} seconds, so that the calls of a minute are not spent in
 * its first moment. One counts requests.
 *
 * <p><i>Source</i>: Amazon Bedrock user guide, "How tokens are counted in Amazon Bedrock" (token
 * burndown).
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Quota {

  private static final int BURST_SECONDS = 5;
  private static final double SECONDS_PER_MINUTE = 60;

  private final Bucket mirror;
  private final Bucket pace;
  private final Bucket requests;

  /**
   * A quota of which nothing is used.
   *
   * @param now nanoseconds; only differences count
   */
  public Quota(QuotaLimits limits, long now) {
    double tokens = (double) limits.tokensPerMinute();
    this.mirror = new Bucket(tokens, tokens, now);
    this.pace = new Bucket(burst(tokens), tokens, now);
    double calls = (double) limits.requestsPerMinute();
    this.requests = new Bucket(burst(calls), calls, now);
  }

  /** Nanoseconds until the call may begin, if no other does; 0 where it may begin now. */
  public long waitFor(Reservation reservation, long now) {
    return Math.max(
        requests.waitFor(1, now),
        Math.max(
            pace.waitFor(reservation.expected(), now), mirror.waitFor(reservation.bound(), now)));
  }

  /**
   * Whether the call leaves enough to others that come at any moment: half of what may be spent at
   * once. What is larger than that is spared where nothing was spent lately.
   */
  public boolean spares(Reservation reservation, long now) {
    return requests.spares(1, now)
        && pace.spares(reservation.expected(), now)
        && mirror.spares(reservation.bound(), now);
  }

  /** Share of a minute's tokens that is taken or reserved. */
  public double used(long now) {
    return mirror.used(now);
  }

  /** The call begins. */
  public void take(Reservation reservation, long now) {
    requests.take(1, now);
    pace.take(reservation.expected(), now);
    mirror.take(reservation.bound(), now);
  }

  /**
   * The call has ended.
   *
   * @param used what it took in the end
   */
  public void settle(Reservation reservation, long used, long now) {
    pace.take(used - reservation.expected(), now);
    mirror.take(used - reservation.bound(), now);
  }

  private static double burst(double perMinute) {
    return Math.max(1, perMinute * BURST_SECONDS / SECONDS_PER_MINUTE);
  }
}
