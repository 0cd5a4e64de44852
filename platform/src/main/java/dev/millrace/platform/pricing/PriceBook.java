package dev.millrace.platform.pricing;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/**
 * Prices by model and date. A model without a row is unpriced: never free, and never given
 * another's price.
 */
public final class PriceBook {

  private static final String STARTER = "prices.csv";
  private static final String HEADER =
      "model,effective_from,input,output,cache_read,cache_write_5m,cache_write_1h,checked";
  private static final int COLUMNS = 8;

  private final Map<String, NavigableMap<Instant, Price>> rows;

  private PriceBook(Map<String, NavigableMap<Instant, Price>> rows) {
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
    Map<String, NavigableMap<Instant, Price>> rows = new HashMap<>();
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

  /** The price in force for a model at an instant; empty where the book has none. */
  public Optional<Price> find(String modelId, Instant at) {
    return Optional.ofNullable(rows.get(modelId))
        .map(dated -> dated.floorEntry(at))
        .map(Map.Entry::getValue);
  }

  /** The models that have a price, now or at any time. */
  public Set<String> models() {
    return Set.copyOf(rows.keySet());
  }

  private static void add(Map<String, NavigableMap<Instant, Price>> rows, String[] cells) {
    if (cells.length != COLUMNS) {
      throw new IllegalArgumentException("expected " + COLUMNS + " columns, got " + cells.length);
    }
    if (cells[0].isBlank()) {
      throw new IllegalArgumentException("the model is not named");
    }
    Instant from = LocalDate.parse(cells[1].strip()).atStartOfDay(ZoneOffset.UTC).toInstant();
    Price price =
        new Price(
            rate(cells[2]).orElseThrow(() -> new IllegalArgumentException("input has no price")),
            rate(cells[3]).orElseThrow(() -> new IllegalArgumentException("output has no price")),
            rate(cells[4]),
            rate(cells[5]),
            rate(cells[6]));
    if (rows.computeIfAbsent(cells[0].strip(), model -> new TreeMap<>()).put(from, price) != null) {
      throw new IllegalArgumentException(
          cells[0].strip() + " has two rows from " + cells[1].strip());
    }
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
