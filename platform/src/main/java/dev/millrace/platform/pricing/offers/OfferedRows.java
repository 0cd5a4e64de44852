package dev.millrace.platform.pricing.offers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.Origin;
import dev.millrace.platform.pricing.Period;
import dev.millrace.platform.pricing.Price;
import dev.millrace.platform.pricing.PriceRow;
import dev.millrace.platform.pricing.Slot;
import dev.millrace.platform.pricing.UnitRow;
import dev.millrace.platform.pricing.UnitSlot;
import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.platform.pricing.offers.OfferedUsage.Strange;
import dev.millrace.platform.pricing.offers.OfferedUsage.TextUnits;
import dev.millrace.platform.pricing.offers.OfferedUsage.Tokens;
import dev.millrace.platform.pricing.offers.OfferedUsage.Trait;
import dev.millrace.record.UnitKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the offers of a list into rows of a book.
 *
 * <p>A price that names no scope is that of the model in its region, and of the geographic profiles
 * that can be called from there, unless the list has prices of theirs: AWS charges a call across
 * regions by where it comes from.
 */
final class OfferedRows {

  /** What custom models are called in books, before the id of their base. */
  static final String CUSTOM = "custom/";

  private final String region;
  private final OfferNames names;
  private final Optional<LocalDate> from;
  private final Source source;
  private final Map<Slot, Gathered> gathered = new LinkedHashMap<>();
  private final List<UnitRow> units = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /** Where the rows are from. */
  record Source(String name, Optional<LocalDate> published) {}

  /** The rates of one row, the usage types they are from, and the first day of the last of them. */
  private static final class Gathered {
    private final Map<TokenKind, BigDecimal> rates = new EnumMap<>(TokenKind.class);
    private final Map<TokenKind, List<String>> from = new EnumMap<>(TokenKind.class);
    private final Set<TokenKind> disputed = EnumSet.noneOf(TokenKind.class);
    private LocalDate since = LocalDate.MIN;

    private void put(TokenKind kind, BigDecimal rate, LocalDate day, String usageType) {
      @Nullable BigDecimal other = rates.putIfAbsent(kind, rate);
      if (other != null && other.compareTo(rate) != 0) {
        disputed.add(kind);
      }
      from.computeIfAbsent(kind, key -> new ArrayList<>()).add(usageType);
      since = day.isAfter(since) ? day : since;
    }

    /** Takes out what has two prices. */
    private void settle(List<LeftOut> leftOut) {
      for (TokenKind kind : disputed) {
        rates.remove(kind);
        from.getOrDefault(kind, List.of())
            .forEach(
                usageType ->
                    leftOut.add(new LeftOut(usageType, "the list has two prices for the same")));
      }
    }
  }

  /**
   * Rows of one region.
   *
   * @param from first day of all of them; absent where the list's own days count
   */
  OfferedRows(String region, OfferNames names, Optional<LocalDate> from, Source source) {
    this.region = region;
    this.names = names;
    this.from = from;
    this.source = source;
  }

  void take(JsonNode attributes, JsonNode terms) {
    String usageType = attributes.path("usagetype").asText("");
    try {
      OfferedUsage usage = UsageTypes.read(usageType);
      if (usage instanceof Strange strange) {
        throw new IllegalArgumentException(strange.reason());
      }
      Offer offer = Offer.of(attributes, terms);
      if (usage instanceof Tokens tokens) {
        take(tokens, offer);
      } else if (usage instanceof TextUnits textUnits) {
        take(textUnits, offer);
      }
    } catch (IllegalArgumentException e) {
      leftOut.add(new LeftOut(usageType, String.valueOf(e.getMessage())));
    }
  }

  boolean isEmpty() {
    return gathered.isEmpty() && units.isEmpty() && leftOut.isEmpty();
  }

  OfferReading reading() {
    gathered.values().forEach(row -> row.settle(leftOut));
    gathered.values().removeIf(row -> row.rates.isEmpty());
    spread();
    List<PriceRow> rows = new ArrayList<>();
    gathered.forEach(
        (slot, row) ->
            rows.add(new PriceRow(slot, Period.since(row.since), new Price(row.rates), origin())));
    return new OfferReading(new BookRows(Optional.of(region), rows, units, List.of()), leftOut);
  }

  private void take(Tokens tokens, Offer offer) {
    String id = id(tokens, offer);
    if (offer.tier().flatMap(Tier::spelled).filter(tier -> tier != tokens.tier()).isPresent()) {
      throw new IllegalArgumentException(
          "its product says the tier " + offer.tier().get() + ", its usage type does not");
    }
    BigDecimal rate =
        offer
            .amount()
            .perMillionTokens()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "its unit is " + offer.amount().unit() + ", which is no number of tokens"));
    // Looked at alone first: a row is not lost because one of its kinds cannot be booked.
    Price alone = new Price(Map.of(tokens.kind(), rate));
    Slot slot =
        new Slot(
            (tokens.traits().contains(Trait.CUSTOM_MODEL) ? CUSTOM : "")
                + tokens.scope().map(scope -> scope + ".").orElse("")
                + id,
            Optional.of(region),
            tokens.tier(),
            band(tokens, id));
    gathered
        .computeIfAbsent(slot, key -> new Gathered())
        .put(
            tokens.kind(),
            alone.perMillion(tokens.kind()).orElseThrow(),
            from.orElse(offer.from()),
            offer.usageType());
  }

  private void take(TextUnits textUnits, Offer offer) {
    BigDecimal amount =
        offer
            .amount()
            .perThousandTextUnits()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "its unit is " + offer.amount().unit() + ", which is no text unit"));
    units.add(
        new UnitRow(
            new UnitSlot(UnitKind.TEXT_UNITS, textUnits.policy(), Optional.of(region)),
            Period.since(from.orElse(offer.from())),
            amount,
            origin()));
  }

  private String id(Tokens tokens, Offer offer) {
    Optional<String> id =
        tokens.model().isPresent()
            ? names.ofUsage(tokens.model().get(), offer.model())
            : offer.service().flatMap(names::ofService);
    return id.orElseThrow(
        () ->
            new IllegalArgumentException(
                "no model id is known for the name "
                    + tokens.model().or(offer::service).orElse("that it does not have")));
  }

  /** Lists do not say where long contexts begin; of Claude it is known. */
  private static ContextBand band(Tokens tokens, String id) {
    if (!tokens.traits().contains(Trait.LONG_CONTEXT)) {
      return ContextBand.SHORT;
    }
    if (!id.startsWith("anthropic.")) {
      throw new IllegalArgumentException("it does not say where long contexts begin");
    }
    return ContextBand.ABOVE_200K;
  }

  private void spread() {
    List<Map.Entry<Slot, Gathered>> listed = List.copyOf(gathered.entrySet());
    for (Map.Entry<Slot, Gathered> row : listed) {
      Slot slot = row.getKey();
      if (names.isOfAModel(slot.modelId())) {
        for (String profile : Geography.profilesFrom(region)) {
          gathered.putIfAbsent(
              new Slot(profile + slot.modelId(), slot.region(), slot.tier(), slot.band()),
              row.getValue());
        }
      }
    }
  }

  private Origin origin() {
    return new Origin(source.published(), source.name());
  }
}
