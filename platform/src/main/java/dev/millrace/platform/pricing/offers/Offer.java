package dev.millrace.platform.pricing.offers;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * One product of a price list, with its price on demand.
 *
 * @param usageType what is charged
 * @param region where
 * @param service name of the model, where it is sold as a service
 * @param model name of the model, where the product has it
 * @param tier where the product has it
 * @param from first whole day, UTC
 */
record Offer(
    String usageType,
    String region,
    Optional<String> service,
    Optional<String> model,
    Optional<String> tier,
    LocalDate from,
    Amount amount) {

  /**
   * A price for a number of units.
   *
   * @param unit as the list says it, which differs from list to list and from line to line
   */
  record Amount(BigDecimal dollars, String unit, String description) {

    /** For a million tokens; nothing where it is for something else, or that is not said. */
    Optional<BigDecimal> perMillionTokens() {
      return switch (unit.toLowerCase(Locale.ROOT)) {
        case "1k tokens" -> Optional.of(dollars.movePointRight(3));
        case "1m tokens" -> Optional.of(dollars);
        // Lists of the marketplace say it in their description, where they say it at all.
        case "units" ->
            description.toLowerCase(Locale.ROOT).matches(".*\\bmillion\\b.*\\btokens?\\b.*")
                ? Optional.of(dollars)
                : Optional.empty();
        default -> Optional.empty();
      };
    }

    /** For a thousand text units; nothing where it is for something else. */
    Optional<BigDecimal> perThousandTextUnits() {
      return switch (unit.toLowerCase(Locale.ROOT).replaceAll("[ -]", "")) {
        case "textunit", "textunits" -> Optional.of(dollars.movePointRight(3));
        case "1ktextunits" -> Optional.of(dollars);
        default -> Optional.empty();
      };
    }
  }

  /**
   * Reads a product.
   *
   * @param terms its terms on demand
   * @throws IllegalArgumentException with a few words where it has no single price in US dollars
   */
  static Offer of(JsonNode attributes, JsonNode terms) {
    JsonNode term = only(terms, "terms");
    JsonNode dimension = only(term.path("priceDimensions"), "prices");
    String dollars = dimension.path("pricePerUnit").path("USD").asText();
    if (!dollars.matches("\\d{1,12}(\\.\\d{1,18})?")) {
      throw new IllegalArgumentException("it has no price in US dollars");
    }
    return new Offer(
        attributes.path("usagetype").asText(),
        attributes.path("regionCode").asText(),
        text(attributes, "servicename"),
        text(attributes, "model").or(() -> text(attributes, "titanModel")),
        text(attributes, "service_tier"),
        day(term.path("effectiveDate").asText()),
        new Amount(
            new BigDecimal(dollars),
            dimension.path("unit").asText().strip(),
            dimension.path("description").asText()));
  }

  private static JsonNode only(JsonNode parent, String what) {
    if (parent.size() != 1) {
      throw new IllegalArgumentException("it has " + parent.size() + " " + what);
    }
    return parent.elements().next();
  }

  private static Optional<String> text(JsonNode attributes, String name) {
    return Optional.of(attributes.path(name).asText("").strip()).filter(text -> !text.isEmpty());
  }

  /** The first day that is charged so from its beginning. */
  private static LocalDate day(String text) {
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      OffsetDateTime utc = at.atOffset(ZoneOffset.UTC);
      return utc.toLocalTime().equals(LocalTime.MIDNIGHT)
          ? utc.toLocalDate()
          : utc.toLocalDate().plusDays(1);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("it does not say from when on it holds", e);
    }
  }
}
