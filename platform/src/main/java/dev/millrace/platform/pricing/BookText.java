package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.TokenKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a price book as {@link BookReader} reads it. */
public final class BookText {

  private BookText() {}

  /** The lines of a book; commas and quotes of sources give way to spaces. */
  public static List<String> of(BookRows rows) {
    List<String> lines = new ArrayList<>();
    rows.region().ifPresent(region -> lines.add("region," + region));
    lines.add(Arrays.stream(Column.values()).map(Column::title).collect(Collectors.joining(",")));
    rows.prices().forEach(row -> lines.add(line(row)));
    rows.units().forEach(row -> lines.add(line(row)));
    rows.profiles().forEach(row -> lines.add("profile," + row.arn() + "," + row.modelId()));
    return lines;
  }

  private static String line(PriceRow row) {
    return Arrays.stream(Column.values())
        .map(column -> cell(row, column))
        .collect(Collectors.joining(","));
  }

  private static String cell(PriceRow row, Column column) {
    Slot slot = row.slot();
    return switch (column) {
      case MODEL -> slot.modelId();
      case REGION -> slot.region().orElse("");
      case TIER -> slot.tier().spelling();
      case ABOVE -> slot.band() == ContextBand.SHORT ? "" : String.valueOf(slot.band().above());
      case EFFECTIVE_FROM -> row.period().from().toString();
      case EFFECTIVE_TO -> day(row.period().to());
      case INPUT -> rate(row, TokenKind.INPUT);
      case OUTPUT -> rate(row, TokenKind.OUTPUT);
      case CACHE_READ -> rate(row, TokenKind.CACHE_READ);
      case CACHE_WRITE_5M -> rate(row, TokenKind.CACHE_WRITE_5M);
      case CACHE_WRITE_1H -> rate(row, TokenKind.CACHE_WRITE_1H);
      case CHECKED -> day(row.origin().checked());
      case SOURCE -> row.origin().source();
    };
  }

  private static String line(UnitRow row) {
    return String.join(
        ",",
        "unit",
        UnitSlot.spelling(row.slot().kind()),
        row.slot().item(),
        row.slot().region().orElse(""),
        row.period().from().toString(),
        day(row.period().to()),
        row.amount().toPlainString(),
        day(row.origin().checked()),
        row.origin().source());
  }

  private static String rate(PriceRow row, TokenKind kind) {
    return row.price().perMillion(kind).map(BigDecimal::toPlainString).orElse("");
  }

  private static String day(Optional<LocalDate> day) {
    return day.map(LocalDate::toString).orElse("");
  }
}
