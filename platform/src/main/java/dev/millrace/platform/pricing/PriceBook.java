package dev.millrace.platform.pricing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.TokenUsage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Prices by model, tier and date. A model without a row is unpriced: never free, and never given
 * another's price.
 */
public final class PriceBook implements Pricing {

  private static final String STARTER = "prices.csv";
  private static final String HEADER =
      "model,tier,effective_from,input,output,cache_read,cache_write_5m,cache_write_1h,checked";
  private static final int COLUMNS = 9;

  private final Map<Row, NavigableMap<Instant, Price>> rows;

  /** How a call is served, as far as it makes a difference to its price. */
  public enum Tier {
    /** At once. */
    STANDARD,
    /** As a record of a batch inference job. */
    BATCH
  }

  private record Row(String modelId, Tier tier) {}

  private PriceBook(Map<Row, NavigableMap<Instant, Price>> rows) {
    this.rows = rows;
  }

  /** The book that is shipped. */
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
   * Reads a book.
   *
   * @param lines CSV without quotes; lines that begin with # are remarks
   * @throws IllegalArgumentException naming every line that is wrong
   */
  public static PriceBook parse(List<String> lines) {
    Map<Row, NavigableMap<Instant, Price>> rows = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#") && !line.equals(HEADER)) {
        try {
          add(rows, line.split(",", -1));
        } catch (IllegalArgumentException | DateTimeParseException e) {
          problems.add("line " + (i + 1) + ": " + e.getMessage());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the price book is wrong:\n  " + String.join("\n  ", problems));
    }
    return new PriceBook(rows);
  }

  /** The price of a call at once, in force for a model at an instant; empty where there is none. */
  public Optional<Price> find(String modelId, Instant at) {
    return find(modelId, Tier.STANDARD, at);
  }

  /** The same for a tier; never the price of another. */
  public Optional<Price> find(String modelId, Tier tier, Instant at) {
    return Optional.ofNullable(rows.get(new Row(modelId, tier)))
        .map(dated -> dated.floorEntry(at))
        .map(Map.Entry::getValue);
  }

  @Override
  public Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage) {
    return find(modelId, at).flatMap(price -> price.of(usage));
  }

  @Override
  public Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
    return find(modelId, Tier.BATCH, at).flatMap(price -> price.of(usage));
  }

  /** The models that have a price, now or at any time. */
  public Set<String> models() {
    return rows.keySet().stream().map(Row::modelId).collect(Collectors.toUnmodifiableSet());
  }

  private static void add(Map<Row, NavigableMap<Instant, Price>> rows, String[] cells) {
    if (cells.length != COLUMNS) {
      throw new IllegalArgumentException("expected " + COLUMNS + " columns, got " + cells.length);
    }
    if (cells[0].isBlank()) {
      throw new IllegalArgumentException("the model is not named");
    }
    Row row = new Row(cells[0].strip(), tier(cells[1].strip()));
    Instant from = LocalDate.parse(cells[2].strip()).atStartOfDay(ZoneOffset.UTC).toInstant();
    Price price =
        new Price(
            rate(cells[3]).orElseThrow(() -> new IllegalArgumentException("input has no price")),
            rate(cells[4]).orElseThrow(() -> new IllegalArgumentException("output has no price")),
            rate(cells[5]),
            rate(cells[6]),
            rate(cells[7]));
    if (rows.computeIfAbsent(row, key -> new TreeMap<>()).put(from, price) != null) {
      throw new IllegalArgumentException(
          row.modelId() + " has two rows from " + cells[2].strip() + " in one tier");
    }
  }

  private static Tier tier(String cell) {
    return switch (cell) {
      case "standard" -> Tier.STANDARD;
      case "batch" -> Tier.BATCH;
      default ->
          throw new IllegalArgumentException(cell + " is no tier: expected standard or batch");
    };
  }

  private static Optional<BigDecimal> rate(String cell) {
    if (cell.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(cell.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(cell.strip() + " is no number", e);
    }
  }
}
