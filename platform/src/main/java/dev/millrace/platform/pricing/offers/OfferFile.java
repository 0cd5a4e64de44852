package dev.millrace.platform.pricing.offers;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An offer file of AWS's Price List: JSON with {@code products}, their {@code attributes}, and
 * {@code terms.OnDemand} with the price of each.
 *
 * <p><i>Source</i>: AWS Billing User Guide, "Reading the service price list file".
 */
public final class OfferFile {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private OfferFile() {}

  /** How to read a file. */
  public record Reading(OfferNames names, Optional<String> region, Optional<LocalDate> from) {}

  /**
   * Reads the prices of one region.
   *
   * @param how its region may be absent where the file has only one, its day where the prices begin
   *     when the file says
   * @throws IllegalArgumentException where it is no offer file, or the region is not in it
   */
  public static OfferReading read(InputStream file, Reading how) throws IOException {
    JsonNode root = JSON.readTree(file);
    if (root == null || !root.path("products").isObject() || !root.path("terms").isObject()) {
      throw new IllegalArgumentException(
          "it is no price list: expected products and terms, as in the index.json of a service");
    }
    String region = how.region().orElseGet(() -> onlyRegion(root));
    JsonNode terms = root.path("terms").path("OnDemand");
    OfferedRows rows = new OfferedRows(region, how.names(), how.from(), source(root));
    for (Map.Entry<String, JsonNode> product : root.path("products").properties()) {
      JsonNode attributes = product.getValue().path("attributes");
      if (attributes.path("regionCode").asText().equals(region)) {
        rows.take(attributes, terms.path(product.getKey()));
      }
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("nothing in it is of the region " + region);
    }
    return rows.reading();
  }

  private static String onlyRegion(JsonNode root) {
    NavigableSet<String> regions = new TreeSet<>();
    root.path("products")
        .forEach(
            product -> {
              String region = product.path("attributes").path("regionCode").asText();
              if (!region.isEmpty()) {
                regions.add(region);
              }
            });
    if (regions.size() != 1) {
      throw new IllegalArgumentException(
          regions.isEmpty()
              ? "its products name no region"
              : "it has prices of " + regions.size() + " regions: say which one is yours");
    }
    return regions.first();
  }

  private static OfferedRows.Source source(JsonNode root) {
    return new OfferedRows.Source(
        "AWS Price List "
            + root.path("offerCode").asText("of an unknown service")
            + " "
            + root.path("version").asText(""),
        day(root.path("publicationDate").asText()));
  }

  /** Absent where it is none: a price without it counts as one that nobody has checked. */
  private static Optional<LocalDate> day(String published) {
    if (!published.matches("\\d{4}-\\d{2}-\\d{2}T.*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(published.substring(0, 10)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
