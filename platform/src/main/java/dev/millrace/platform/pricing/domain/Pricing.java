package dev.millrace.platform.pricing.domain;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** Knows what a call costs. */
@FunctionalInterface
public interface Pricing {

  /**
   * Exact cost in US dollars, linear in the tokens of each kind; empty where the model, or tokens
   * of a kind used, have no price.
   */
  Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage);

  /** The same of a record of a batch job; never the price of a call at once. */
  default Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
    return Optional.empty();
  }
}
