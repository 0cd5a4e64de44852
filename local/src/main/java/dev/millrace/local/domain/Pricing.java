package dev.millrace.local.domain;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** Prices a call as the price book of its day did. */
@FunctionalInterface
public interface Pricing {

  /** Exact US dollars; empty where the model has no price. */
  Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage);

  /** The same of a record of a batch job; never the price of a call at once. */
  default Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
    return Optional.empty();
  }
}
