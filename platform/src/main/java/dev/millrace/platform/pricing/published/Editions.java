package dev.millrace.platform.pricing.published;

import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.Origin;
import dev.millrace.platform.pricing.Period;
import dev.millrace.platform.pricing.Price;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.PriceRow;
import dev.millrace.platform.pricing.ProfileRow;
import dev.millrace.platform.pricing.Slot;
import dev.millrace.platform.pricing.UnitRow;
import dev.millrace.platform.pricing.UnitSlot;
import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Rates;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.record.PriceEdition;
import dev.millrace.record.PriceTier;
import dev.millrace.record.PricedProfile;
import dev.millrace.record.TokenPrice;
import dev.millrace.record.UnitPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Price books as records of {@link dev.millrace.schemas.Topics#PRICE_BOOK}. */
public final class Editions {

  /** The key of all editions: the currency of the amounts. */
  public static final String KEY = "USD";

  private Editions() {}

  /**
   * A book to be published.
   *
   * @param by who publishes it
   */
  public static PriceEdition of(BookRows rows, long edition, String by, Instant at) {
    return PriceEdition.newBuilder()
        .setEdition(edition)
        .setPublishedBy(by)
        .setPublishedAt(at)
        .setRegion(rows.region().orElse(null))
        .setPrices(rows.prices().stream().map(Editions::record).toList())
        .setUnits(rows.units().stream().map(Editions::record).toList())
        .setProfiles(
            rows.profiles().stream()
                .map(row -> new PricedProfile(row.arn(), row.modelId()))
                .toList())
        .build();
  }

  /**
   * The book that was published.
   *
   * @throws IllegalArgumentException where the record is none that this build understands
   */
  public static PriceBook book(PriceEdition edition) {
    return PriceBook.of(
        new BookRows(
            Optional.ofNullable(edition.getRegion()),
            edition.getPrices().stream().map(Editions::row).toList(),
            edition.getUnits().stream().map(Editions::row).toList(),
            edition.getProfiles().stream()
                .map(profile -> new ProfileRow(profile.getArn(), profile.getModelId()))
                .toList()),
        edition.getEdition());
  }

  private static TokenPrice record(PriceRow row) {
    return TokenPrice.newBuilder()
        .setModelId(row.slot().modelId())
        .setRegion(row.slot().region().orElse(null))
        .setTier(PriceTier.valueOf(row.slot().tier().name()))
        .setAboveTokens(row.slot().band().above())
        .setEffectiveFrom(row.period().from().toString())
        .setEffectiveTo(text(row.period().to()))
        .setInput(amount(row.price(), TokenKind.INPUT))
        .setOutput(amount(row.price(), TokenKind.OUTPUT))
        .setCacheRead(amount(row.price(), TokenKind.CACHE_READ))
        .setCacheWrite5m(amount(row.price(), TokenKind.CACHE_WRITE_5M))
        .setCacheWrite1h(amount(row.price(), TokenKind.CACHE_WRITE_1H))
        .setChecked(text(row.origin().checked()))
        .setSource(row.origin().source())
        .build();
  }

  private static UnitPrice record(UnitRow row) {
    return UnitPrice.newBuilder()
        .setKind(row.slot().kind())
        .setItem(row.slot().item())
        .setRegion(row.slot().region().orElse(null))
        .setEffectiveFrom(row.period().from().toString())
        .setEffectiveTo(text(row.period().to()))
        .setAmount(row.amount().setScale(Rates.SCALE))
        .setChecked(text(row.origin().checked()))
        .setSource(row.origin().source())
        .build();
  }

  private static PriceRow row(TokenPrice price) {
    return new PriceRow(
        new Slot(
            price.getModelId(),
            Optional.ofNullable(price.getRegion()),
            Tier.valueOf(price.getTier().name()),
            ContextBand.above(price.getAboveTokens())
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "prices of "
                                + price.getModelId()
                                + " change above "
                                + price.getAboveTokens()
                                + " tokens, which this build does not know"))),
        period(price.getEffectiveFrom(), price.getEffectiveTo()),
        new Price(rates(price)),
        new Origin(day(price.getChecked()), price.getSource()));
  }

  private static UnitRow row(UnitPrice price) {
    return new UnitRow(
        new UnitSlot(price.getKind(), price.getItem(), Optional.ofNullable(price.getRegion())),
        period(price.getEffectiveFrom(), price.getEffectiveTo()),
        price.getAmount(),
        new Origin(day(price.getChecked()), price.getSource()));
  }

  private static Map<TokenKind, BigDecimal> rates(TokenPrice price) {
    Map<TokenKind, BigDecimal> rates = new EnumMap<>(TokenKind.class);
    put(rates, TokenKind.INPUT, price.getInput());
    put(rates, TokenKind.OUTPUT, price.getOutput());
    put(rates, TokenKind.CACHE_READ, price.getCacheRead());
    put(rates, TokenKind.CACHE_WRITE_5M, price.getCacheWrite5m());
    put(rates, TokenKind.CACHE_WRITE_1H, price.getCacheWrite1h());
    return rates;
  }

  private static void put(
      Map<TokenKind, BigDecimal> rates, TokenKind kind, @Nullable BigDecimal rate) {
    if (rate != null) {
      rates.put(kind, rate);
    }
  }

  private static @Nullable BigDecimal amount(Price price, TokenKind kind) {
    return price.perMillion(kind).map(rate -> rate.setScale(Rates.SCALE)).orElse(null);
  }

  private static Period period(String from, @Nullable String to) {
    return new Period(LocalDate.parse(from), day(to));
  }

  private static Optional<LocalDate> day(@Nullable String text) {
    return Optional.ofNullable(text).map(LocalDate::parse);
  }

  private static @Nullable String text(Optional<LocalDate> day) {
    return day.map(LocalDate::toString).orElse(null);
  }
}
