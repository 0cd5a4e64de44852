package dev.millrace.platform.pricing.offers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JacksonException;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.record.UnitKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfferFileTest {

  private static final LocalDate DAY = LocalDate.parse("2026-11-26");
  private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";

  @Test
  void readsPricesForAThousandAndForAMillionTokensRight() throws IOException {
    PriceBook nova =
        book(
            new OfferText("AmazonBedrock")
                .own("NovaMicro-input-tokens", "Nova Micro", "0.0000350000", "1K tokens")
                .own("NovaMicro-output-tokens", "Nova Micro", "0.1400000000", "1M tokens"));
    PriceBook claude =
        book(
            new OfferText("AmazonBedrockFoundationModels")
                .service("InputTokenCount", "Claude Haiku 4.5", "1.1000000000", "1M tokens")
                .service("OutputTokenCount", "Claude Haiku 4.5", "0.0055000000", "1K tokens"));
    BigDecimal mistaken = new BigDecimal("1.1").multiply(new BigDecimal(1000));

    assertThat(rate(nova, "amazon.nova-micro-v1:0", TokenKind.INPUT)).isEqualTo("0.035");
    assertThat(rate(nova, "amazon.nova-micro-v1:0", TokenKind.OUTPUT)).isEqualTo("0.14");
    assertThat(rate(claude, HAIKU, TokenKind.INPUT))
        .isEqualTo("1.1")
        .isNotEqualTo(mistaken.stripTrailingZeros().toPlainString());
    assertThat(rate(claude, HAIKU, TokenKind.OUTPUT)).isEqualTo("5.5");
  }

  @Test
  void takesUnitsForAMillionOnlyWhereTheDescriptionSaysSo() throws IOException {
    OfferReading reading =
        read(
            new OfferText("AmazonBedrockFoundationModels")
                .described(
                    "InputTokenCount",
                    "AWS Marketplace software usage|us-east-1|Million Input Tokens")
                .described("OutputTokenCount", "AWS Marketplace software usage|us-east-1"));

    assertThat(reading.rows().prices().get(0).price().perMillion())
        .containsExactly(Map.entry(TokenKind.INPUT, new BigDecimal("1.1")));
    assertThat(reading.leftOut())
        .containsExactly(
            new LeftOut(
                "USE1-MP:USE1_OutputTokenCount-Units",
                "its unit is Units, which is no number of tokens"));
  }

  @Test
  void keepsGlobalAndRegionalPricesApart() throws IOException {
    PriceBook book =
        book(
            new OfferText("AmazonBedrockFoundationModels")
                .service("InputTokenCount", "Claude Haiku 4.5", "1.1", "1M tokens")
                .service("InputTokenCount_Global", "Claude Haiku 4.5", "1", "1M tokens")
                .service(
                    "CacheWriteInputTokenCount_Global", "Claude Haiku 4.5", "1.25", "1M tokens")
                .service(
                    "CacheWrite1hInputTokenCount_Global", "Claude Haiku 4.5", "2", "1M tokens"));

    assertThat(rate(book, HAIKU, TokenKind.INPUT)).isEqualTo("1.1");
    assertThat(rate(book, "us." + HAIKU, TokenKind.INPUT)).isEqualTo("1.1");
    assertThat(rate(book, "global." + HAIKU, TokenKind.INPUT)).isEqualTo("1");
    assertThat(rate(book, "global." + HAIKU, TokenKind.CACHE_WRITE_5M)).isEqualTo("1.25");
    assertThat(rate(book, "global." + HAIKU, TokenKind.CACHE_WRITE_1H)).isEqualTo("2");
    assertThat(rate(book, "us." + HAIKU, TokenKind.CACHE_WRITE_5M)).isEqualTo("unpriced");
    assertThat(rate(book, "eu." + HAIKU, TokenKind.INPUT)).isEqualTo("unpriced");
  }

  @Test
  void believesTheListWhereItHasPricesOfAProfile() throws IOException {
    PriceBook book =
        book(
            new OfferText("AmazonBedrock")
                .own("Nova2.0Lite-input-tokens", "Nova 2.0 Lite", "0.0003", "1K tokens")
                .own(
                    "Nova2.0Lite-input-tokens-cross-region-us",
                    "Nova 2.0 Lite",
                    "0.00033",
                    "1K tokens"));

    assertThat(rate(book, "amazon.nova-2-lite-v1:0", TokenKind.INPUT)).isEqualTo("0.3");
    assertThat(rate(book, "us.amazon.nova-2-lite-v1:0", TokenKind.INPUT)).isEqualTo("0.33");
  }

  @Test
  void keepsTiersLongContextsAndCustomModelsApart() throws IOException {
    PriceBook book =
        book(
            new OfferText("AmazonBedrock")
                .own("NovaMicro-input-tokens", "Nova Micro", "0.000035", "1K tokens")
                .own("NovaMicro-input-tokens-batch", "Nova Micro", "0.0000175", "1K tokens")
                .own("NovaMicro-input-tokens-flex", "Nova Micro", "0.00002", "1K tokens")
                .own("NovaMicro-input-tokens-custom-model", "Nova Micro", "0.00004", "1K tokens")
                .service("InputTokenCount", "Claude Sonnet 4.5", "3.3", "1M tokens")
                .service("InputTokenCount_LCtx", "Claude Sonnet 4.5", "6.6", "1M tokens"));
    String sonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";

    assertThat(rate(book, "amazon.nova-micro-v1:0", TokenKind.INPUT)).isEqualTo("0.035");
    assertThat(rate(book, tariff("amazon.nova-micro-v1:0", Tier.BATCH))).isEqualTo("0.0175");
    assertThat(rate(book, tariff("amazon.nova-micro-v1:0", Tier.FLEX))).isEqualTo("0.02");
    assertThat(rate(book, tariff("amazon.nova-micro-v1:0", Tier.PRIORITY))).isEqualTo("unpriced");
    assertThat(rate(book, "custom/amazon.nova-micro-v1:0", TokenKind.INPUT)).isEqualTo("0.04");
    assertThat(rate(book, sonnet, TokenKind.INPUT)).isEqualTo("3.3");
    assertThat(rate(book, new Tariff(sonnet, Tier.STANDARD, ContextBand.ABOVE_272K)))
        .isEqualTo("6.6");
  }

  @Test
  void guessesNothing() throws IOException {
    OfferReading reading =
        read(
            new OfferText("AmazonBedrock")
                .own("NovaMicro-input-tokens", "Nova Micro", "0.000035", "1K tokens")
                .own("NovaUltra-input-tokens", "Nova Ultra", "1", "1K tokens")
                .own("NovaPro-latency-optimized-input-tokens", "Nova Pro", "0.001", "1K tokens")
                .own("NovaPro-input-tokens", "Nova Pro", "0.0008", "1K words")
                .own("NovaLite-input-tokens", "Nova Lite", "0.00006", "1K tokens")
                .own("NovaLite-input-tokens", "Nova Lite", "0.00007", "1K tokens")
                .own("NovaLite-output-tokens", "Nova Lite", "0.0000000000001", "1M tokens")
                .own("NovaCanvas-T2I-1024-Standard", "Nova Canvas", "0.04", "image")
                .in("eu-west-1", "NovaPro-input-tokens", "Nova Pro", "0.00105", "1K tokens"));

    assertThat(reading.leftOut())
        .extracting(LeftOut::usageType, LeftOut::reason)
        .containsExactlyInAnyOrder(
            tuple("USE1-NovaUltra-input-tokens", "no model id is known for the name NovaUltra"),
            tuple(
                "USE1-NovaPro-latency-optimized-input-tokens",
                "no model id is known for the name NovaPro-latency-optimized"),
            tuple(
                "USE1-NovaPro-input-tokens", "its unit is 1K words, which is no number of tokens"),
            tuple("USE1-NovaLite-input-tokens", "the list has two prices for the same"),
            tuple("USE1-NovaLite-input-tokens", "the list has two prices for the same"),
            tuple(
                "USE1-NovaLite-output-tokens",
                "0.0000000000001 is no price: expected at least 0 with at most 6 digits after the"
                    + " point"),
            tuple("USE1-NovaCanvas-T2I-1024-Standard", "it is not of tokens"));
    assertThat(reading.rows().prices())
        .extracting(row -> row.slot().modelId())
        .containsExactly("amazon.nova-micro-v1:0", "us.amazon.nova-micro-v1:0");
  }

  @Test
  void learnsMoreNames() throws IOException {
    OfferFile.Reading how =
        new OfferFile.Reading(
            OfferNames.shipped().and(List.of("# mine", "Nova Ultra, amazon.nova-ultra-v1:0")),
            Optional.empty(),
            Optional.of(DAY));
    OfferReading reading =
        read(
            new OfferText("AmazonBedrock")
                .own("NovaUltra-input-tokens", "Nova Ultra", "0.001", "1K tokens"),
            how);

    assertThat(reading.rows().prices().get(0).slot().modelId()).isEqualTo("amazon.nova-ultra-v1:0");
    assertThat(reading.rows().prices().get(0).period().from()).isEqualTo(DAY);
    assertThatThrownBy(() -> OfferNames.shipped().and(List.of("Nova Ultra")))
        .hasMessage("line 1 of the names is not of the form NAME,MODEL-ID");
  }

  @Test
  void beginsOnTheFirstWholeDayAndSaysWhereItIsFrom() throws IOException {
    OfferReading reading =
        read(
            new OfferText("AmazonBedrock")
                .own("NovaMicro-input-tokens", "Nova Micro", "0.000035", "1K tokens"));
    OfferReading later =
        read(
            new OfferText("AmazonBedrock")
                .since("2026-11-01T05:00:00Z")
                .own("NovaMicro-input-tokens", "Nova Micro", "0.000035", "1K tokens"));

    assertThat(reading.rows().prices().get(0).period().from()).isEqualTo("2026-11-01");
    assertThat(later.rows().prices().get(0).period().from()).isEqualTo("2026-11-02");
    assertThat(reading.rows().region()).contains("us-east-1");
    assertThat(reading.rows().prices().get(0).origin().source())
        .isEqualTo("AWS Price List AmazonBedrock 20261105120000");
    assertThat(reading.rows().prices().get(0).origin().checked())
        .contains(LocalDate.parse("2026-11-05"));
  }

  @Test
  void takesADayThatThereIsNotForNone() throws IOException {
    String list =
        new OfferText("AmazonBedrock")
            .own("NovaMicro-input-tokens", "Nova Micro", "0.000035", "1K tokens")
            .json()
            .replace("2026-11-05T12:00:00Z", "2026-11-85T12:00:00Z");

    assertThat(read(list).rows().prices().get(0).origin().checked()).isEmpty();
  }

  @Test
  void readsTextUnitsOfGuardrails() throws IOException {
    PriceBook book =
        book(
            new OfferText("AmazonBedrock")
                .own("Guardrail-ContentPolicyUnitsConsumed", "", "0.0001500000", "Text-Units")
                .own("Guardrail-TopicPolicyUnitsConsumed", "", "0.15", "1K Text-Units"));

    assertThat(book.rate(UnitKind.TEXT_UNITS, "content-policy", DAY))
        .contains(new BigDecimal("0.000150000000"));
    assertThat(book.rate(UnitKind.TEXT_UNITS, "topic-policy", DAY))
        .contains(new BigDecimal("0.000150000000"));
    assertThat(book.rate(UnitKind.TEXT_UNITS, "word-policy", DAY)).isEmpty();
  }

  @Test
  void saysWhyAFileIsNone() {
    assertThatThrownBy(() -> read("{\"products\":{}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("it is no price list");
    assertThatThrownBy(() -> read("{\"products\":{},\"terms\":{}}"))
        .hasMessage("its products name no region");
    assertThatThrownBy(() -> read("products")).isInstanceOf(JacksonException.class);
    assertThatThrownBy(
            () ->
                read(
                    new OfferText("AmazonBedrock")
                        .own("NovaMicro-input-tokens", "Nova Micro", "1", "1K tokens")
                        .in("eu-west-1", "NovaMicro-input-tokens", "Nova Micro", "1", "1K tokens"),
                    new OfferFile.Reading(
                        OfferNames.shipped(), Optional.empty(), Optional.empty())))
        .hasMessage("it has prices of 2 regions: say which one is yours");
  }

  private static String rate(PriceBook book, String model, TokenKind kind) {
    return text(book, new Tariff(model, Tier.STANDARD, ContextBand.SHORT), kind);
  }

  private static String rate(PriceBook book, Tariff tariff) {
    return text(book, tariff, TokenKind.INPUT);
  }

  private static String text(PriceBook book, Tariff tariff, TokenKind kind) {
    return book.find(tariff, DAY)
        .flatMap(price -> price.perMillion(kind))
        .map(BigDecimal::toPlainString)
        .orElse("unpriced");
  }

  private static Tariff tariff(String model, Tier tier) {
    return new Tariff(model, tier, ContextBand.SHORT);
  }

  private static PriceBook book(OfferText text) throws IOException {
    return PriceBook.of(read(text).rows(), 1);
  }

  private static OfferReading read(OfferText text) throws IOException {
    return read(
        text,
        new OfferFile.Reading(OfferNames.shipped(), Optional.of("us-east-1"), Optional.empty()));
  }

  private static OfferReading read(String text) throws IOException {
    return OfferFile.read(
        new ByteArrayInputStream(text.getBytes(UTF_8)),
        new OfferFile.Reading(OfferNames.shipped(), Optional.empty(), Optional.empty()));
  }

  private static OfferReading read(OfferText text, OfferFile.Reading how) throws IOException {
    return OfferFile.read(new ByteArrayInputStream(text.json().getBytes(UTF_8)), how);
  }
}
