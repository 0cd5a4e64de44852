package dev.millrace.cost;

import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.Tier;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The price book in force, as windows need it.
 *
 * @param books gives the newest one
 */
record BookRates(Supplier<PriceBook> books) implements Rates {

  /** Bands by their numbers, which are stored: new ones come behind. */
  private static final List<ContextBand> BANDS =
      List.of(
          ContextBand.SHORT,
          ContextBand.ABOVE_128K,
          ContextBand.ABOVE_200K,
          ContextBand.ABOVE_272K);

  @Override
  public int band(String modelId, Tokens tokens) {
    return BANDS.indexOf(ContextBand.of(tokens.usage()));
  }

  @Override
  public Optional<BigDecimal> cost(Series series, long atMillis, Portion portion, Tokens tokens) {
    LocalDate day = PriceBook.day(Instant.ofEpochMilli(atMillis));
    return Tier.served(series.tier(), Tier.STANDARD)
        .map(tier -> new Tariff(series.modelId(), tier, BANDS.get(portion.band())))
        .flatMap(tariff -> books.get().find(tariff, day))
        .flatMap(price -> price.of(tokens.usage()));
  }

  @Override
  public long version() {
    return books.get().edition();
  }
}
