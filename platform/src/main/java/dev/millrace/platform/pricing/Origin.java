package dev.millrace.platform.pricing;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a price is from.
 *
 * @param checked when somebody looked last
 * @param source where; may be empty, and has a blank for whatever a line of a book cannot hold
 */
public record Origin(Optional<LocalDate> checked, String source) {

  private static final Pattern UNWRITABLE = Pattern.compile("[,\"\\s\\p{Cntrl}]+");

  public Origin {
    source = UNWRITABLE.matcher(source).replaceAll(" ").strip();
  }
}
