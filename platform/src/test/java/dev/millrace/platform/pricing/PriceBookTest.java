package dev.millrace.platform.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookTest {

  private static final String MICRO = "amazon.nova-micro-v1:0";
  private static final Instant TODAY = Instant.parse("2026-11-24T00:00:00Z");

  private static final PriceBook BOOK =
      PriceBook.parse(
          List.of(
              "# a remark",
              "model,tier,effective_from,input,output,cache_read,cache_write_5m,cache_write_1h,checked",
              "",
              "m,standard,2026-01-01,1,2,,,,2026-01-02",
              "m,standard,2026-07-01,0.5,1,0.05,,,2026-07-02",
              "m,batch,2026-07-01,0.25,0.5,,,,2026-07-02"));

  @Test
  void givesThePriceInForceAtTheInstant() {
    assertThat(BOOK.find("m", Instant.parse("2026-06-30T23:59:59.999Z")))
        .flatMap(price -> price.perMillion(TokenKind.INPUT))
        .contains(new BigDecimal("1"));
    assertThat(BOOK.find("m", Instant.parse("2026-07-01T00:00:00Z")))
        .flatMap(price -> price.perMillion(TokenKind.INPUT))
        .contains(new BigDecimal("0.5"));
  }

  @Test
  void hasNoPriceBeforeTheFirstRowNorForAnotherModel() {
    assertThat(BOOK.find("m", Instant.parse("2025-12-31T23:59:59Z"))).isEmpty();
    assertThat(BOOK.find("m-2", TODAY)).isEmpty();
    assertThat(BOOK.find("M", TODAY)).isEmpty();
  }

  @Test
  void neverGivesThePriceOfATierToAnother() {
    assertThat(BOOK.find("m", Tier.BATCH, TODAY))
        .flatMap(price -> price.perMillion(TokenKind.INPUT))
        .contains(new BigDecimal("0.25"));
    assertThat(BOOK.find("m", Tier.BATCH, Instant.parse("2026-06-30T00:00:00Z"))).isEmpty();
  }

  @Test
  void halvesThePricesOfBatchJobs() {
    PriceBook starter = PriceBook.starter();
    long batch = 0;
    for (String model : starter.models()) {
      Optional<Price> half = starter.find(model, Tier.BATCH, TODAY);
      if (half.isPresent()) {
        Price whole = starter.find(model, TODAY).orElseThrow();
        half.get()
            .perMillion()
            .forEach(
                (kind, rate) ->
                    assertThat(rate.add(rate))
                        .as(model + " " + kind)
                        .isEqualByComparingTo(whole.perMillion(kind).orElseThrow()));
        batch++;
      }
    }

    assertThat(batch).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amazon.titan-embed-text",
        "amazon.titan-embed-text-v2",
        "amazon.titan-embed-text-v2:0:8k",
        "amazon.nova-micro",
        "jp.amazon.nova-micro-v1:0",
        "custom/amazon.nova-micro-v1:0",
        "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc",
        "arn:aws:bedrock:us-east-1:1:custom-model-deployment/" + MICRO
      })
  void neverGivesTheStarterPriceOfAModelToAnother(String id) {
    assertThat(PriceBook.starter().find(id, TODAY)).isEmpty();
  }

  @Test
  void pricesTheModelsOfTheExamplesFromTheStart() {
    assertThat(PriceBook.starter().find(MICRO, TODAY))
        .contains(
            new Price(
                new BigDecimal("0.035"),
                new BigDecimal("0.14"),
                Optional.of(new BigDecimal("0.00875")),
                Optional.empty(),
                Optional.empty()));
    assertThat(PriceBook.starter().find("amazon.titan-embed-text-v2:0", TODAY)).isPresent();
    assertThat(PriceBook.starter().edition()).isZero();
    assertThat(PriceBook.starter().rows().prices())
        .allSatisfy(
            row -> {
              assertThat(row.origin().checked()).as(row.toString()).isPresent();
              assertThat(row.origin().source()).as(row.toString()).isNotBlank();
            });
  }

  @Test
  void agreesWithPublicPriceLists() throws IOException {
    Optional<Path> lists = SharedData.find("prices/bedrock_prices_usd_per_mtok.csv");
    Assumptions.assumeTrue(lists.isPresent(), "the public price lists are not beside the project");
    int compared = 0;
    for (String line : Files.readAllLines(lists.orElseThrow())) {
      String[] cells = line.split(",", -1);
      Optional<Price> ours = PriceBook.starter().find(cells[1], TODAY);
      if (ours.isPresent() && !isWrong(cells[0], cells[1])) {
        Price price = ours.orElseThrow();
        assertThat(price.perMillion(TokenKind.INPUT).orElseThrow())
            .as(line)
            .isEqualByComparingTo(cells[2]);
        price
            .perMillion(TokenKind.OUTPUT)
            .ifPresent(rate -> assertThat(rate).as(line).isEqualByComparingTo(cells[3]));
        compared++;
      }
    }

    assertThat(compared).isGreaterThan(10);
  }

  /**
   * tokencost's copy has titan-embed-text-v2 tenfold, which its own source corrected since; portkey
   * has the price of the global profile at the regional ones of Claude.
   */
  private static boolean isWrong(String source, String modelId) {
    return source.startsWith("tokencost")
        || (source.equals("portkey") && modelId.startsWith("us.anthropic."));
  }
}
