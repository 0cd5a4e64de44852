package dev.millrace.platform.pricing;

import dev.millrace.record.UnitKind;
import java.util.Locale;
import java.util.Optional;

/**
 * What a price is for that is not by tokens.
 *
 * @param item the policy of guardrails, or the model
 * @param region where it is used; absent where it makes no difference
 */
public record UnitSlot(UnitKind kind, String item, Optional<String> region) {

  /** How a kind is spelled in books. */
  public static String spelling(UnitKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The same in all regions. */
  UnitSlot anywhere() {
    return new UnitSlot(kind, item, Optional.empty());
  }

  /** As people say it. */
  @Override
  public String toString() {
    return spelling(kind) + " of " + item + region.map(where -> " in " + where).orElse("");
  }
}
