package dev.millrace.platform.pricing.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.platform.pricing.published.PublishedPrices.Published;
import dev.millrace.record.PriceEdition;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PublishedPricesTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final String MICRO = "amazon.nova-micro-v1:0";
  private static final TokenUsage MILLION = new TokenUsage(1_000_000L, 0L, 0L, 0L, 0L);

  private final AtomicReference<Published> newest = new AtomicReference<>(new Published.Nothing());
  private final PublishedPrices prices = prices();

  @Test
  void goByTheBookThatIsShippedUntilThereIsAnother() {
    assertThat(prices.edition()).isZero();
    assertThat(cost(MICRO)).contains(new BigDecimal("0.035000000000"));
    assertThat(cost("m")).isEmpty();
  }

  @Test
  void goByTheNewestEditionFromTheNextCallOn() {
    publish(edition(1, "m,standard,2026-01-01,2,4,,,,", "m,batch,2026-01-01,1,2,,,,"));

    assertThat(prices.edition()).isEqualTo(1);
    assertThat(cost("m")).contains(new BigDecimal("2.000000000000"));
    assertThat(prices.batchCost("m", NOON, MILLION)).contains(new BigDecimal("1.000000000000"));
    assertThat(prices.cost("m", Tier.FLEX, NOON, MILLION)).isEmpty();
    assertThat(
            prices.rate(
                new Tariff("m", Tier.STANDARD, ContextBand.SHORT),
                TokenKind.INPUT,
                PriceBook.day(NOON)))
        .contains(new BigDecimal("0.000002000000"));
    assertThat(cost(MICRO)).as("what is not in it has no price").isEmpty();

    publish(edition(2, "m,standard,2026-01-01,3,4,,,,"));

    assertThat(cost("m")).contains(new BigDecimal("3.000000000000"));

    newest.set(new Published.Nothing());

    assertThat(prices.edition()).as("a deleted record").isZero();
  }

  @Test
  void stayAsTheyAreWhereAnEditionIsNotUnderstood() {
    publish(edition(1, "m,standard,2026-01-01,2,4,,,,"));
    assertThat(cost("m")).isPresent();
    PriceEdition broken = edition(2, "m,standard,2026-01-01,3,4,,,,");
    broken.getPrices().get(0).setEffectiveFrom("someday");
    publish(broken);

    assertThat(prices.edition()).isEqualTo(1);
    assertThat(cost("m")).contains(new BigDecimal("2.000000000000"));
  }

  @Test
  void nothingHasAPriceWhereNoEditionWasEverUnderstood() {
    PriceEdition broken = edition(2, MICRO + ",standard,2026-01-01,3,4,,,,");
    broken.getPrices().get(0).setEffectiveFrom("someday");
    publish(broken);

    assertThat(cost(MICRO)).as("the book that is shipped is another").isEmpty();
    assertThat(prices.edition()).as("what it rated is rated again").isEqualTo(-1);

    publish(edition(3, MICRO + ",standard,2026-01-01,3,4,,,,"));
    assertThat(cost(MICRO)).contains(new BigDecimal("3.000000000000"));
  }

  @Test
  void aRecordThatCannotBeReadIsNotTakenForNone() {
    newest.set(new Published.Unreadable());
    assertThat(cost(MICRO)).isEmpty();

    publish(edition(1, "m,standard,2026-01-01,2,4,,,,"));
    assertThat(prices.edition()).isEqualTo(1);
    newest.set(new Published.Unreadable());
    assertThat(cost("m")).contains(new BigDecimal("2.000000000000"));
  }

  @Test
  void keepOneBookWhileNothingIsPublished() {
    publish(edition(1, "m,standard,2026-01-01,2,4,,,,"));

    assertThat(prices.book()).isSameAs(prices.book());
  }

  private PublishedPrices prices() {
    return new PublishedPrices(() -> Objects.requireNonNull(newest.get()), () -> {});
  }

  private void publish(PriceEdition edition) {
    newest.set(new Published.Edition(edition));
  }

  private Optional<BigDecimal> cost(String model) {
    return prices.cost(model, NOON, MILLION);
  }

  private static PriceEdition edition(long number, String... lines) {
    return Editions.of(PriceBook.parse(List.of(lines)).rows(), number, "ada", NOON);
  }
}
