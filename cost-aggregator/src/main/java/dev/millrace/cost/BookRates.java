package dev.millrace.cost;

import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.platform.pricing.PriceBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** The shipped price book, as windows need it. */
record BookRates(PriceBook book) implements Rates {

  private static final String BATCH = "batch";

  @Override
  public int band(String modelId, Tokens tokens) {
    return 0;
  }

  @Override
  public Optional<BigDecimal> cost(Series series, long atMillis, Portion portion, Tokens tokens) {
    Instant at = Instant.ofEpochMilli(atMillis);
    return series.tier().filter(BATCH::equals).isPresent()
        ? book.batchCost(series.modelId(), at, tokens.usage())
        : book.cost(series.modelId(), at, tokens.usage());
  }

  @Override
  public long version() {
    return 0;
  }
}
