package dev.millrace.platform.pricing.domain;

import dev.millrace.record.TokenUsage;

/**
 * All that decides, besides the day, what a token of each kind costs.
 *
 * @param modelId Bedrock model id, profile id or ARN, as it was called
 */
public record Tariff(String modelId, Tier tier, ContextBand band) {

  /** That of one call. */
  public static Tariff of(String modelId, Tier tier, TokenUsage usage) {
    return new Tariff(modelId, tier, ContextBand.of(usage));
  }
}
