package dev.millrace.platform.pricing.domain;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** Knows what a call costs. */
@FunctionalInterface
public interface Pricing {

  /**
   * Exact cost in US dollars of a call at once, linear in the tokens of each kind; empty where the
   * model, or tokens of a kind used, have no price.
   */
  Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage);

  /** The same of a record of a batch job; never the price of a call at once. */
  default Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
    return Optional.empty();
  }

  /**
   * The same of a call that was served by a tier; never the price of another one.
   *
   * @param tier as {@link Tier#served} tells it
   */
  default Optional<BigDecimal> cost(String modelId, Tier tier, Instant at, TokenUsage usage) {
    return switch (tier) {
      case STANDARD -> cost(modelId, at, usage);
      case BATCH -> batchCost(modelId, at, usage);
      case PRIORITY, FLEX -> Optional.empty();
    };
  }
}
