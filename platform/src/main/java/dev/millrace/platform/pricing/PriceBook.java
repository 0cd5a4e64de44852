package dev.millrace.platform.pricing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.platform.pricing.domain.Rates;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.record.TokenUsage;
import dev.millrace.record.UnitKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prices by model, region, tier, length of context and day. A model without a row is unpriced:
 * never free, and never given another's price.
 */
public final class PriceBook implements Pricing, Rates {

  private static final String STARTER = "prices.csv";

  private final long edition;
  private final BookRows rows;
  private final BookIndex index;

  private PriceBook(long edition, BookRows rows) {
    this.edition = edition;
    this.rows = rows;
    this.index = BookIndex.of(rows);
  }

  /** A book without any price, where the one in force is not known: edition -1. */
  public static PriceBook unknown() {
    return of(new BookRows(Optional.empty(), List.of(), List.of(), List.of()), -1);
  }

  /** The book that is shipped: edition 0. */
  public static PriceBook starter() {
    try (InputStream stream = PriceBook.class.getResourceAsStream(STARTER)) {
      if (stream == null) {
        throw new AssertionError(STARTER + " is missing in the jar");
      }
      try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
        return parse(reader.lines().toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a book that is not published.
   *
   * @param lines as {@link BookReader} reads them
   * @throws IllegalArgumentException naming every line that is wrong
   */
  public static PriceBook parse(List<String> lines) {
    BookReading reading = BookReader.read(lines);
    if (!reading.problems().isEmpty()) {
      throw new IllegalArgumentException(
          "the price book is wrong:\n  "
              + reading.problems().stream()
                  .map(BookProblem::toString)
                  .collect(Collectors.joining("\n  ")));
    }
    return of(reading.rows(), 0);
  }

  /**
   * A book of these rows.
   *
   * @throws IllegalArgumentException where rows contradict each other
   */
  public static PriceBook of(BookRows rows, long edition) {
    return new PriceBook(edition, rows);
  }

  /** The day of an instant, in books. */
  public static LocalDate day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** The price of a call at once, in force for a model at an instant; empty where there is none. */
  public Optional<Price> find(String modelId, Instant at) {
    return find(modelId, Tier.STANDARD, at);
  }

  /** The same for a tier; never the price of another. */
  public Optional<Price> find(String modelId, Tier tier, Instant at) {
    return find(new Tariff(modelId, tier, ContextBand.SHORT), day(at));
  }

  /** The price of calls on a day; empty where there is none. */
  public Optional<Price> find(Tariff tariff, LocalDate day) {
    return index.price(tariff, day);
  }

  @Override
  public Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage) {
    return cost(modelId, Tier.STANDARD, at, usage);
  }

  @Override
  public Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
    return cost(modelId, Tier.BATCH, at, usage);
  }

  @Override
  public Optional<BigDecimal> cost(String modelId, Tier tier, Instant at, TokenUsage usage) {
    return find(Tariff.of(modelId, tier, usage), day(at)).flatMap(price -> price.of(usage));
  }

  @Override
  public long edition() {
    return edition;
  }

  @Override
  public Optional<BigDecimal> rate(Tariff tariff, TokenKind kind, LocalDate day) {
    return find(tariff, day).flatMap(price -> price.perToken(kind));
  }

  /**
   * US dollars for one text unit of a policy of guardrails, or for one hour of a model; empty where
   * it has no price.
   *
   * @param item the policy, or the model
   */
  public Optional<BigDecimal> rate(UnitKind kind, String item, LocalDate day) {
    return index.unit(kind, item, day);
  }

  /** The names of models that have a price, now or at any time. */
  public Set<String> models() {
    return index.models();
  }

  /** All that stands in it. */
  public BookRows rows() {
    return rows;
  }

  BookIndex index() {
    return index;
  }
}
