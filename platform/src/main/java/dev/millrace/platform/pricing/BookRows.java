package dev.millrace.platform.pricing;

import java.util.List;
import java.util.Optional;

/**
 * All that stands in a price book, in its order.
 *
 * @param region where calls are made that do not say so themselves; absent where the book has no
 *     prices of single regions
 */
public record BookRows(
    Optional<String> region,
    List<PriceRow> prices,
    List<UnitRow> units,
    List<ProfileRow> profiles) {

  public BookRows {
    prices = List.copyOf(prices);
    units = List.copyOf(units);
    profiles = List.copyOf(profiles);
  }
}
