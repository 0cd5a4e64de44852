package dev.millrace.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.work.DeploymentState.Active;
import dev.millrace.lifecycle.work.PriceState;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.ProfileRow;
import dev.millrace.record.TokenUsage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BookedPricesTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final String ARN =
      "arn:aws:bedrock:us-east-1:000000000000:custom-model-deployment/abc";
  private static final TokenUsage TOKENS = new TokenUsage(1_000_000L, 0L, 0L, 0L, 0L);

  /** The book that lies in its topic, and the one that is followed: it may be behind. */
  private PriceBook newest = book("m:0,standard,2026-01-01,1,4");

  private PriceBook followed = newest;
  private int published;
  private final BookedPrices prices = new BookedPrices(() -> followed, this::publish, () -> NOON);

  @Test
  void givesItThePriceOfItsBaseOnce() throws IOException {
    assertThat(prices.of(deployed("m:0"))).isEqualTo(new PriceState.Published());
    assertThat(prices.of(deployed("m:0")))
        .as("not read back yet")
        .isEqualTo(new PriceState.Published());
    followed = newest;

    assertThat(prices.of(deployed("m:0"))).isEqualTo(new PriceState.InForce());
    assertThat(published).isEqualTo(1);
    assertThat(newest.rows().profiles()).containsExactly(new ProfileRow(ARN, "m:0"));
    assertThat(newest.cost(ARN, NOON, TOKENS))
        .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("1"));
  }

  @Test
  void aPriceOfCustomModelsGoesBeforeThatOfTheBase() throws IOException {
    newest = followed = book("m:0,standard,2026-01-01,1,4", "custom/m:0,standard,2026-01-01,3,4");

    assertThat(prices.of(deployed("m:0"))).isEqualTo(new PriceState.Published());

    assertThat(newest.rows().profiles()).containsExactly(new ProfileRow(ARN, "custom/m:0"));
  }

  @Test
  void basesThatAreNamedWithTheirContextArePricedWithout() throws IOException {
    assertThat(prices.of(deployed("m:0:128k"))).isEqualTo(new PriceState.Published());

    assertThat(newest.rows().profiles()).containsExactly(new ProfileRow(ARN, "m:0"));
  }

  @Test
  void saysWhatIsMissingWhereNobodyCanTell() throws IOException {
    assertThat(prices.of(deployed("n:0")))
        .isEqualTo(
            new PriceState.Missing(
                "a price: its base n:0 has none; publish a row for "
                    + ARN
                    + " (millrace prices publish)"));
    assertThat(prices.of(new Active(ARN, Optional.empty())))
        .isInstanceOfSatisfying(
            PriceState.Missing.class,
            missing -> assertThat(missing.what()).contains("not charged by tokens"));
    assertThat(published).isZero();
  }

  @Test
  void whatAnOperatorHasSaidHolds() throws IOException {
    newest = followed = with(newest, new ProfileRow(ARN, "n:0"));
    assertThat(prices.of(deployed("m:0")))
        .isInstanceOfSatisfying(
            PriceState.Missing.class,
            missing -> assertThat(missing.what()).contains("n:0, which stands for it"));

    // Between looking and writing, by somebody else.
    newest =
        with(
            book("m:0,standard,2026-01-01,1,4", "o:0,standard,2026-01-01,9,9"),
            new ProfileRow(ARN, "o:0"));
    followed = book("m:0,standard,2026-01-01,1,4");
    assertThat(prices.of(deployed("m:0"))).isEqualTo(new PriceState.Published());
    assertThat(newest.rows().profiles()).containsExactly(new ProfileRow(ARN, "o:0"));
    assertThat(published).isZero();
  }

  @Test
  void aBookWithoutRoomForItIsSaid() throws IOException {
    BookedPrices full =
        new BookedPrices(
            () -> followed,
            rows -> {
              throw new IllegalStateException("leave out models that nobody calls");
            },
            () -> NOON);

    assertThat(full.of(deployed("m:0")))
        .isInstanceOfSatisfying(
            PriceState.Missing.class,
            missing -> assertThat(missing.what()).contains(ARN).contains("leave out"));
  }

  private void publish(Function<PriceBook, BookRows> rows) {
    BookRows wanted = rows.apply(newest);
    if (!wanted.equals(newest.rows())) {
      newest = PriceBook.of(wanted, newest.edition() + 1);
      published++;
    }
  }

  private static Active deployed(String base) {
    return new Active(ARN, Optional.of(base));
  }

  private static PriceBook with(PriceBook book, ProfileRow profile) {
    BookRows rows = book.rows();
    List<ProfileRow> profiles = new ArrayList<>(rows.profiles());
    profiles.add(profile);
    return PriceBook.of(
        new BookRows(rows.region(), rows.prices(), rows.units(), profiles), book.edition() + 1);
  }

  private static PriceBook book(String... rows) {
    List<String> lines = new ArrayList<>(List.of("model,tier,effective_from,input,output"));
    lines.addAll(List.of(rows));
    return PriceBook.parse(lines);
  }
}
