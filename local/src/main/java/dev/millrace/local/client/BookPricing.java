package dev.millrace.local.client;

import dev.millrace.local.domain.Pricing;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.PriceBook.Tier;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** The prices of a book. */
record BookPricing(PriceBook book) implements Pricing {

  @Override
  public Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage) {
    return book.find(modelId, at).flatMap(price -> price.of(usage));
  }

  @Override
  public Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
    return book.find(modelId, Tier.BATCH, at).flatMap(price -> price.of(usage));
  }
}
