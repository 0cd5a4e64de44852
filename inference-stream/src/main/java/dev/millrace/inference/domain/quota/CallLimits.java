package dev.millrace.inference.domain.quota;

import java.util.HashMap;
import java.util.Map;

/**
 * What may be asked of the endpoint.
 *
 * @param callsAtOnce under way in one instance
 * @param quotas of all instances together, by model id or ARN as in model-versions; a model without
 *     one is limited by what it throttles alone
 */
public record CallLimits(int callsAtOnce, Map<String, QuotaLimits> quotas) {

  public CallLimits {
    quotas = Map.copyOf(quotas);
  }

  /** The same with what one of several instances gets of the quotas. */
  public CallLimits share(int instances) {
    Map<String, QuotaLimits> shares = new HashMap<>();
    quotas.forEach((model, quota) -> shares.put(model, quota.share(instances)));
    return new CallLimits(callsAtOnce, shares);
  }
}
