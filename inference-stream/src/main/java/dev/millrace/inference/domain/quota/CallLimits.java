package dev.millrace.inference.domain.quota;

import java.util.HashMap;
import java.util.Map;

/**
 * What may be asked of the endpoint.
 *
 * @param callsAtOnce under way in one instance, to answer requests; a few for tenants that have
 *     none under way, and those that nobody waits for, come on top
 * @param quotas of all instances together, by model id or ARN as in model-versions; a model without
 *     one is limited by what it throttles alone
 */
public record CallLimits(int callsAtOnce, Map<String, QuotaLimits> quotas) {

  /** Few, because nobody waits for them. */
  private static final int SPARE_PART = 4;

  /** Fewer yet: who comes anew goes first, and needs one for a moment. */
  private static final int NEWCOMERS_PART = 64;

  /** Below it, one more were too much. */
  private static final int FEW = 16;

  public CallLimits {
    quotas = Map.copyOf(quotas);
  }

  /**
   * Calls that may be under way in one instance beside the others, of tenants that have none under
   * way: one for 64, at least one; none below {@value #FEW} calls at once.
   */
  public int newcomersAtOnce() {
    return callsAtOnce < FEW ? 0 : Math.max(1, callsAtOnce / NEWCOMERS_PART);
  }

  /** Calls that may be under way in one instance to answer requests, whoever's they are. */
  public int requestsAtOnce() {
    return callsAtOnce + newcomersAtOnce();
  }

  /**
   * Calls that may be under way in one instance beside the others, to ask models what nobody waits
   * for.
   */
  public int spareAtOnce() {
    return Math.max(1, callsAtOnce / SPARE_PART);
  }

  /** All calls that may be under way in one instance. */
  public int allAtOnce() {
    return requestsAtOnce() + spareAtOnce();
  }

  /** The same with what one of several instances gets of the quotas. */
  public CallLimits share(int instances) {
    Map<String, QuotaLimits> shares = new HashMap<>();
    quotas.forEach((model, quota) -> shares.put(model, quota.share(instances)));
    return new CallLimits(callsAtOnce, shares);
  }
}
