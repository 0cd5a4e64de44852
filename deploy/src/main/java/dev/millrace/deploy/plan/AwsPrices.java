package dev.millrace.deploy.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What AWS charges for what it runs, by dated rows with their source; what models cost is in the
 * price book.
 */
public final class AwsPrices {

  private static final String FILE = "aws-prices.csv";
  private static final int CELLS = 6;
  private static final String UNCHECKED = "unchecked";

  private final List<Row> rows;

  /**
   * One price.
   *
   * @param unit of which it is the price
   * @param from day from which on it holds
   * @param dollars of one unit
   * @param checked day on which it was held against its source; absent where nobody has
   */
  public record Row(
      String item,
      String unit,
      LocalDate from,
      BigDecimal dollars,
      Optional<LocalDate> checked,
      String source) {}

  private AwsPrices(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Those that are shipped. */
  public static AwsPrices shipped() {
    try (InputStream stream = AwsPrices.class.getResourceAsStream(FILE)) {
      if (stream == null) {
        throw new AssertionError(FILE + " is missing in the jar");
      }
      try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
        return parse(reader.lines().toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AwsPrices parse(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("#") || line.startsWith("item,") || line.isBlank()) {
        continue;
      }
      String[] cells = line.split(",", -1);
      if (cells.length != CELLS) {
        throw new IllegalArgumentException(line + " has " + cells.length + " cells, not " + CELLS);
      }
      rows.add(
          new Row(
              cells[0],
              cells[1],
              LocalDate.parse(cells[2]),
              new BigDecimal(cells[3]),
              cells[4].equals(UNCHECKED)
                  ? Optional.empty()
                  : Optional.of(LocalDate.parse(cells[4])),
              cells[5]));
    }
    return new AwsPrices(rows);
  }

  /** All of them. */
  public List<Row> rows() {
    return rows;
  }

  /** What holds for an item on a day: the latest row that has begun; none where none has. */
  public Optional<Row> find(String item, LocalDate day) {
    return rows.stream()
        .filter(row -> row.item().equals(item) && !row.from().isAfter(day))
        .max(Comparator.comparing(Row::from));
  }
}
