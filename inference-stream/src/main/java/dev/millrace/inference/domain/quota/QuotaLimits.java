package dev.millrace.inference.domain.quota;

/**
 * What the endpoint grants one model in one account and region.
 *
 * @param tokensPerMinute on demand, at least 1
 * @param requestsPerMinute at least 1
 */
public record QuotaLimits(long tokensPerMinute, long requestsPerMinute) {

  public QuotaLimits {
    if (tokensPerMinute < 1 || requestsPerMinute < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 token and 1 request per minute, got "
              + tokensPerMinute
              + " and "
              + requestsPerMinute);
    }
  }

  /** What one of several users gets who share it without speaking to each other. */
  public QuotaLimits share(int users) {
    return new QuotaLimits(
        Math.max(1, tokensPerMinute / users), Math.max(1, requestsPerMinute / users));
  }
}
