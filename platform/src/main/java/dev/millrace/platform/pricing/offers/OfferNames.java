package dev.millrace.platform.pricing.offers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What models are called in price lists, which never say their ids. Names are found as a whole:
 * what is not in the list is nobody's.
 */
public final class OfferNames {

  private static final String SHIPPED = "offer-names.csv";
  private static final String EDITION = " (Amazon Bedrock Edition)";

  private final Map<String, String> ids;

  private OfferNames(Map<String, String> ids) {
    this.ids = Map.copyOf(ids);
  }

  /** Those that are shipped. */
  public static OfferNames shipped() {
    try (InputStream stream = OfferNames.class.getResourceAsStream(SHIPPED)) {
      if (stream == null) {
        throw new AssertionError(SHIPPED + " is missing in the jar");
      }
      try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
        return new OfferNames(Map.of()).and(reader.lines().toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * These and more, which go before these.
   *
   * @param lines NAME,MODEL-ID each; lines that begin with # are remarks
   * @throws IllegalArgumentException naming the first line that is wrong
   */
  public OfferNames and(List<String> lines) {
    Map<String, String> all = new HashMap<>(ids);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        int comma = line.lastIndexOf(',');
        if (comma <= 0 || comma == line.length() - 1) {
          throw new IllegalArgumentException(
              "line " + (i + 1) + " of the names is not of the form NAME,MODEL-ID");
        }
        all.put(line.substring(0, comma).strip(), line.substring(comma + 1).strip());
      }
    }
    return new OfferNames(all);
  }

  /** The id of a model that is sold by its name as a service. */
  Optional<String> ofService(String name) {
    return Optional.ofNullable(
        ids.get(
            name.endsWith(EDITION) ? name.substring(0, name.length() - EDITION.length()) : name));
  }

  /**
   * The id of a model by its name in a usage type; or by that which its product has, where both are
   * the same but for spaces and marks: a usage type may say more than the model.
   */
  Optional<String> ofUsage(String inUsageType, Optional<String> ofProduct) {
    return Optional.ofNullable(ids.get(inUsageType))
        .or(() -> ofProduct.filter(name -> plain(name).equals(plain(inUsageType))).map(ids::get));
  }

  /** Whether it is the id of a model itself, not of a profile or a custom model. */
  boolean isOfAModel(String id) {
    return ids.containsValue(id);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
