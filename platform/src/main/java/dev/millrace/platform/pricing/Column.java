package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.TokenKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A column of the rows of models, as the header of a book names it. */
enum Column {
  MODEL,
  REGION,
  TIER,
  ABOVE,
  EFFECTIVE_FROM,
  EFFECTIVE_TO,
  INPUT,
  OUTPUT,
  CACHE_READ,
  CACHE_WRITE_5M,
  CACHE_WRITE_1H,
  CHECKED,
  SOURCE;

  /** Those of a book that has no header. */
  static final List<Column> WITHOUT_HEADER =
      List.of(
          MODEL,
          TIER,
          EFFECTIVE_FROM,
          INPUT,
          OUTPUT,
          CACHE_READ,
          CACHE_WRITE_5M,
          CACHE_WRITE_1H,
          CHECKED);

  /** Those that hold rates, in US dollars per million tokens. */
  static final Map<Column, TokenKind> RATES =
      Map.of(
          INPUT, TokenKind.INPUT,
          OUTPUT, TokenKind.OUTPUT,
          CACHE_READ, TokenKind.CACHE_READ,
          CACHE_WRITE_5M, TokenKind.CACHE_WRITE_5M,
          CACHE_WRITE_1H, TokenKind.CACHE_WRITE_1H);

  /** As it stands in a header. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Column> titled(String text) {
    for (Column column : values()) {
      if (column.title().equals(text)) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }
}
