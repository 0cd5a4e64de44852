package dev.millrace.cost;

import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.platform.pricing.Price;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.Tier;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The price book in force, as windows need it. Prices that were looked up are remembered for as
 * long as the book is in force: there are few, and each window asks for some.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class BookRates implements Rates {

  /** Bands by their numbers, which are stored: new ones come behind. */
  private static final List<ContextBand> BANDS =
      List.of(
          ContextBand.SHORT,
          ContextBand.ABOVE_128K,
          ContextBand.ABOVE_200K,
          ContextBand.ABOVE_272K);

  /** More than any factory asks for on a day; then it begins anew. */
  private static final int MOST_REMEMBERED = 10_000;

  private final Supplier<PriceBook> books;
  private volatile Remembered remembered;

  /** What was looked up in a book. */
  private record Remembered(PriceBook book, Map<Asked, Optional<Price>> prices) {

    static Remembered of(PriceBook book) {
      return new Remembered(book, new ConcurrentHashMap<>());
    }
  }

  private record Asked(Tariff tariff, LocalDate day) {}

  /**
   * Those of a book.
   *
   * @param books gives the newest one
   */
  BookRates(Supplier<PriceBook> books) {
    this.books = books;
    this.remembered = Remembered.of(PriceBook.unknown());
  }

  @Override
  public int band(String modelId, Tokens tokens) {
    return BANDS.indexOf(ContextBand.of(tokens.usage()));
  }

  @Override
  public Optional<BigDecimal> cost(Series series, long atMillis, Portion portion, Tokens tokens) {
    LocalDate day = PriceBook.day(Instant.ofEpochMilli(atMillis));
    return Tier.served(series.tier(), Tier.STANDARD)
        .map(tier -> new Tariff(series.modelId(), tier, BANDS.get(portion.band())))
        .flatMap(tariff -> price(new Asked(tariff, day)))
        .flatMap(price -> price.of(tokens.usage()));
  }

  @Override
  public long version() {
    return books.get().edition();
  }

  private Optional<Price> price(Asked asked) {
    PriceBook book = books.get();
    Remembered known = remembered;
    if (known.book() != book || known.prices().size() >= MOST_REMEMBERED) {
      known = Remembered.of(book);
      remembered = known;
    }
    return known.prices().computeIfAbsent(asked, one -> book.find(one.tariff(), one.day()));
  }
}
