package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.TokenKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a price book: CSV without quotes.
 *
 * <p><i>Shape</i>: a header that names the columns ({@link Column}), and a row for each price of a
 * model. Lines that begin with these words are something else, wherever they stand:
 *
 * <ul>
 *   <li>{@code region,CODE}: where calls are made that do not say so themselves
 *   <li>{@code profile,ARN,MODEL}: a name that costs what a model costs
 *   <li>{@code unit,KIND,ITEM,REGION,FROM,TO,AMOUNT,CHECKED,SOURCE}: what is not charged by tokens
 *   <li>{@code #}: a remark
 * </ul>
 *
 * <p><i>Units</i>: US dollars per million tokens; days, UTC, the last one included.
 */
public final class BookReader {

  private static final String MARK = "\uFEFF";
  private static final int PROFILE_CELLS = 3;
  private static final int UNIT_CELLS = 9;

  private final BookIndex index = new BookIndex();
  private final List<PriceRow> prices = new ArrayList<>();
  private final List<UnitRow> units = new ArrayList<>();
  private final List<ProfileRow> profiles = new ArrayList<>();
  private final List<Integer> profileLines = new ArrayList<>();
  private final List<BookProblem> problems = new ArrayList<>();
  private Optional<String> region = Optional.empty();
  private List<Column> columns = Column.WITHOUT_HEADER;

  private BookReader() {}

  /** Reads all lines, whatever is wrong with some of them. */
  public static BookReading read(List<String> lines) {
    BookReader reader = new BookReader();
    for (int i = 0; i < lines.size(); i++) {
      String line =
          i == 0 && lines.get(i).startsWith(MARK) ? lines.get(i).substring(1) : lines.get(i);
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        reader.take(i + 1, line);
      }
    }
    return new BookReading(
        new BookRows(reader.region, reader.prices, reader.units, reader.profiles),
        reader.problems,
        reader.oddities());
  }

  private void take(int number, String line) {
    try {
      if (line.indexOf('"') >= 0) {
        throw new IllegalArgumentException("it has quotes: write its cells without them");
      }
      List<String> cells = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
      switch (cells.get(0)) {
        case "model" -> header(cells);
        case "region" -> region(cells);
        case "profile" -> profile(number, cells);
        case "unit" -> unit(cells);
        default -> price(cells);
      }
    } catch (IllegalArgumentException e) {
      problems.add(new BookProblem(number, String.valueOf(e.getMessage())));
    }
  }

  private void header(List<String> cells) {
    List<Column> named = new ArrayList<>();
    for (String cell : cells) {
      named.add(
          Column.titled(cell)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "there is no column "
                              + cell
                              + ": expected some of "
                              + String.join(
                                  ", ",
                                  Arrays.stream(Column.values()).map(Column::title).toList()))));
    }
    if (new HashSet<>(named).size() < named.size()) {
      throw new IllegalArgumentException("the header names a column twice");
    }
    for (Column needed : List.of(Column.TIER, Column.EFFECTIVE_FROM)) {
      if (!named.contains(needed)) {
        throw new IllegalArgumentException("the header has no column " + needed.title());
      }
    }
    columns = List.copyOf(named);
  }

  private void region(List<String> cells) {
    expect(2, cells);
    String code = Cells.name(cells.get(1), "region");
    Cells.region(code).ifPresent(index::in);
    region = Optional.of(code);
  }

  private void profile(int number, List<String> cells) {
    expect(PROFILE_CELLS, cells);
    ProfileRow row = new ProfileRow(cells.get(1), cells.get(2));
    index.add(row);
    profiles.add(row);
    profileLines.add(number);
  }

  private void unit(List<String> cells) {
    expect(UNIT_CELLS, cells);
    UnitRow row =
        new UnitRow(
            new UnitSlot(
                Cells.unit(cells.get(1)),
                Cells.name(cells.get(2), "item"),
                Cells.region(cells.get(3))),
            Cells.period(cells.get(4), cells.get(5)),
            Cells.rate(cells.get(6))
                .orElseThrow(() -> new IllegalArgumentException("it has no price")),
            new Origin(Cells.date(cells.get(7)), cells.get(8)));
    index.add(row);
    units.add(row);
  }

  private void price(List<String> cells) {
    expect(columns.size(), cells);
    Map<TokenKind, BigDecimal> rates = new EnumMap<>(TokenKind.class);
    Column.RATES.forEach(
        (column, kind) -> Cells.rate(cell(cells, column)).ifPresent(rate -> rates.put(kind, rate)));
    PriceRow row =
        new PriceRow(
            new Slot(
                Cells.name(cell(cells, Column.MODEL), "model"),
                Cells.region(cell(cells, Column.REGION)),
                Cells.tier(cell(cells, Column.TIER)),
                Cells.above(cell(cells, Column.ABOVE))),
            Cells.period(cell(cells, Column.EFFECTIVE_FROM), cell(cells, Column.EFFECTIVE_TO)),
            new Price(rates),
            new Origin(Cells.date(cell(cells, Column.CHECKED)), cell(cells, Column.SOURCE)));
    index.add(row);
    prices.add(row);
  }

  /** What stands in a column; nothing where the book does not have it. */
  private String cell(List<String> cells, Column column) {
    int place = columns.indexOf(column);
    return place < 0 ? "" : cells.get(place);
  }

  private static void expect(int count, List<String> cells) {
    if (cells.size() != count) {
      throw new IllegalArgumentException("expected " + count + " columns, got " + cells.size());
    }
  }

  private List<BookProblem> oddities() {
    List<BookProblem> odd = new ArrayList<>();
    for (int i = 0; i < profiles.size(); i++) {
      ProfileRow profile = profiles.get(i);
      if (!index.models().contains(profile.arn())) {
        odd.add(
            new BookProblem(
                profileLines.get(i),
                "the profile stands for "
                    + profile.modelId()
                    + ", which has no price: its calls are unpriced"));
      }
    }
    return odd;
  }
}
