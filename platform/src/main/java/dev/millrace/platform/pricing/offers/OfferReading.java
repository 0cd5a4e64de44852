package dev.millrace.platform.pricing.offers;

import dev.millrace.platform.pricing.BookRows;
import java.util.List;

/**
 * What was understood of a price list, and what was not.
 *
 * @param rows of one region
 * @param leftOut all the rest, none of it guessed
 */
public record OfferReading(BookRows rows, List<LeftOut> leftOut) {

  public OfferReading {
    leftOut = List.copyOf(leftOut);
  }
}
