package dev.millrace.platform.pricing.domain;

import java.util.Locale;
import java.util.Optional;

/** How a call is served, as far as it makes a difference to its price. */
public enum Tier {
  /** At once; Bedrock calls it default. */
  STANDARD,
  /** As a record of a batch inference job. */
  BATCH,
  /** Before others. */
  PRIORITY,
  /** When there is room. */
  FLEX;

  private static final String DEFAULT = "default";

  /** As it is spelled in books and records. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The tier of this spelling; nothing where there is none such. */
  public static Optional<Tier> spelled(String text) {
    for (Tier tier : values()) {
      if (tier.spelling().equals(text)) {
        return Optional.of(tier);
      }
    }
    return Optional.empty();
  }

  /**
   * The tier that a call is charged by: the one that served it, whatever was asked for. Nothing
   * where it was served by one that has no price for tokens, such as reserved capacity.
   *
   * @param named by the response, in Bedrock's words
   * @param requested stands in where the response names none
   */
  public static Optional<Tier> served(Optional<String> named, Tier requested) {
    return named.isEmpty()
        ? Optional.of(requested)
        : named.get().equals(DEFAULT) ? Optional.of(STANDARD) : spelled(named.get());
  }
}
