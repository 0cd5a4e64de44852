package dev.millrace.platform.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What others get wrong about the price of a call. Each test computes what the mistaken rule gives,
 * and shows that ours is another one, and right.
 *
 * <p><i>Source</i>: public issues of LiteLLM, Langfuse, LangSmith, genai-prices and archestra,
 * named at each test.
 */
class PriceMistakesTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String GLOBAL = "global." + HAIKU;
  private static final String REGIONAL = "us." + HAIKU;
  private static final String PROFILE =
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3";

  /** 12,000 read, of which 10,000 from a cache, and 500 written. */
  private static final TokenUsage CACHED = new TokenUsage(2_000L, 500L, 10_000L, 0L, 0L);

  private static final PriceBook BOOK = PriceBook.starter();

  /** langfuse#12306, litellm#12313: what a cache gave counts as input once more. */
  @Test
  void doesNotAddWhatACacheGaveToTheInput() {
    BigDecimal mistaken = usd("1.00", 12_000).add(usd("0.10", 10_000)).add(usd("5.00", 500));
    BigDecimal right = usd("1.00", 2_000).add(usd("0.10", 10_000)).add(usd("5.00", 500));

    assertThat(cost(GLOBAL, CACHED)).isEqualByComparingTo(right).isNotEqualByComparingTo(mistaken);
    assertThat(right).isEqualByComparingTo("0.0055");
    assertThat(mistaken).isEqualByComparingTo("0.0155");
  }

  /** litellm PR 15292, langsmith-sdk#1858: it is taken out of an input that does not hold it. */
  @Test
  void doesNotTakeWhatACacheGaveOutOfTheInput() {
    BigDecimal mistaken = usd("1.00", 2_000 - 10_000).add(usd("0.10", 10_000));

    assertThat(mistaken).isNegative();
    assertThat(cost(GLOBAL, new TokenUsage(2_000L, 0L, 10_000L, 0L, 0L)))
        .isEqualByComparingTo("0.003")
        .isPositive();
  }

  /** litellm#29145: tokens of a cache cost nothing. */
  @Test
  void doesNotGiveTokensOfACacheAway() {
    BigDecimal mistaken = usd("1.00", 2_000).add(usd("5.00", 500));

    assertThat(cost(GLOBAL, CACHED).subtract(mistaken)).isEqualByComparingTo(usd("0.10", 10_000));
  }

  /** litellm PR 36762, #29432: writes for an hour at the price of those for five minutes. */
  @Test
  void pricesWritesForAnHourAsSuch() {
    TokenUsage written = new TokenUsage(0L, 0L, 0L, 0L, 100_000L);
    BigDecimal mistaken = usd("1.25", 100_000);

    assertThat(cost(GLOBAL, written)).isEqualByComparingTo(usd("2.00", 100_000));
    assertThat(mistaken).isEqualByComparingTo("0.125");
    assertThat(cost(GLOBAL, written)).isEqualByComparingTo("0.2");
  }

  /** ... and where the price for an hour is not known, that for five minutes is none. */
  @Test
  void doesNotPriceWritesForAnHourLikeOthersWhereTheirPriceIsNotKnown() {
    assertThat(BOOK.cost(REGIONAL, NOON, new TokenUsage(0L, 0L, 0L, 1L, 0L))).isPresent();
    assertThat(BOOK.cost(REGIONAL, NOON, new TokenUsage(0L, 0L, 0L, 0L, 1L))).isEmpty();
  }

  /** A price for a thousand tokens taken for one for a million, or the other way round. */
  @Test
  void pricesAMillionTokensAndNotAThousand() {
    TokenUsage million = new TokenUsage(1_000_000L, 0L, 0L, 0L, 0L);
    BigDecimal mistaken = new BigDecimal("0.035").multiply(BigDecimal.valueOf(1_000));

    assertThat(cost("amazon.nova-micro-v1:0", million)).isEqualByComparingTo("0.035");
    assertThat(mistaken).isEqualByComparingTo("35");
  }

  /** langfuse#13325, #10592: calls through an application inference profile cost nothing. */
  @Test
  void pricesCallsThroughAProfileOfOnesOwn() {
    PriceBook book =
        with("profile," + PROFILE + "," + GLOBAL, "profile," + PROFILE + "-eu," + REGIONAL);

    assertThat(BOOK.cost(PROFILE, NOON, CACHED)).as("nobody said what it stands for").isEmpty();
    assertThat(book.cost(PROFILE, NOON, CACHED)).contains(cost(GLOBAL, CACHED));
    assertThat(book.cost(PROFILE + "-eu", NOON, CACHED)).contains(cost(REGIONAL, CACHED));
    assertThat(book.models()).contains(PROFILE);
  }

  /** ... whose base is named by its ARN, as CreateInferenceProfile takes it. */
  @Test
  void pricesWhatIsNamedByAnArnThatEndsWithItsId() {
    String model = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0";
    String system = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/" + REGIONAL;
    PriceBook book = with("profile," + PROFILE + "," + system);

    assertThat(book.cost(model, NOON, CACHED)).contains(cost("amazon.nova-micro-v1:0", CACHED));
    assertThat(book.cost(system, NOON, CACHED)).contains(cost(REGIONAL, CACHED));
    assertThat(book.cost(PROFILE, NOON, CACHED)).contains(cost(REGIONAL, CACHED));
  }

  /** The price of the tier that was asked for, where another one served the call. */
  @Test
  void pricesByTheTierThatServed() {
    PriceBook book =
        PriceBook.parse(
            List.of(
                "model,tier,effective_from,input,output",
                "m,standard,2026-01-01,1,4",
                "m,flex,2026-01-01,0.5,2",
                "m,priority,2026-01-01,1.75,7"));
    TokenUsage usage = new TokenUsage(1_000_000L, 0L, 0L, 0L, 0L);
    Tier served = Tier.served(Optional.of("default"), Tier.FLEX).orElseThrow();
    BigDecimal mistaken = book.cost("m", Tier.FLEX, NOON, usage).orElseThrow();

    assertThat(mistaken).isEqualByComparingTo("0.5");
    assertThat(book.cost("m", served, NOON, usage).orElseThrow()).isEqualByComparingTo("1");
    assertThat(
            Tier.served(Optional.empty(), Tier.PRIORITY)
                .flatMap(tier -> book.cost("m", tier, NOON, usage))
                .orElseThrow())
        .isEqualByComparingTo("1.75");
  }

  /** The price of the global profile for calls through a regional one, which costs a tenth more. */
  @Test
  void pricesTheProfileThatWasCalled() {
    TokenUsage usage = new TokenUsage(1_000_000L, 1_000_000L, 0L, 0L, 0L);
    BigDecimal mistaken = cost(GLOBAL, usage);

    assertThat(mistaken).isEqualByComparingTo("6.00");
    assertThat(cost(REGIONAL, usage)).isEqualByComparingTo("6.60");
    assertThat(BOOK.cost(HAIKU, NOON, usage)).as("the prefix is part of the name").isEmpty();
  }

  /**
   * litellm#9306: what is not known costs 0. archestra PR 6912: it costs what something else does.
   */
  @Test
  void pricesNothingThatItDoesNotKnow() {
    assertThat(BOOK.cost("somebody.elses-model-v1:0", NOON, CACHED)).isEmpty();
    assertThat(BOOK.cost("mars." + HAIKU, NOON, CACHED)).isEmpty();
    assertThat(BOOK.cost(GLOBAL, Instant.parse("2025-10-14T23:59:59.999Z"), CACHED)).isEmpty();
    assertThat(BOOK.cost(GLOBAL, Tier.FLEX, NOON, CACHED)).isEmpty();
  }

  /** A region that has no price of its own, and no price for all. */
  @Test
  void pricesNoRegionLikeAnother() {
    PriceBook book =
        PriceBook.parse(
            List.of(
                "region,eu-west-1",
                "model,region,tier,effective_from,input",
                "m,us-east-1,standard,2026-01-01,1",
                "n,eu-west-1,standard,2026-01-01,1.3",
                "n,,standard,2026-01-01,1"));
    TokenUsage million = new TokenUsage(1_000_000L, 0L, 0L, 0L, 0L);

    assertThat(book.cost("m", NOON, million)).isEmpty();
    assertThat(book.cost("n", NOON, million).orElseThrow()).isEqualByComparingTo("1.3");
    assertThat(
            book.cost("arn:aws:bedrock:us-east-1::foundation-model/m", NOON, million).orElseThrow())
        .isEqualByComparingTo("1");
    assertThat(
            book.cost("arn:aws:bedrock:us-west-2::foundation-model/n", NOON, million).orElseThrow())
        .isEqualByComparingTo("1");
  }

  /**
   * genai-prices finds models by a part of their name, and charges Titan v2 five times too much.
   */
  @Test
  void findsModelsByTheirWholeNames() {
    String v1 = "amazon.titan-embed-text-v1";
    String v2 = "amazon.titan-embed-text-v2:0";
    TokenUsage million = new TokenUsage(1_000_000L, 0L, 0L, 0L, 0L);
    String mistaken = v2.contains("titan-embed-text") ? v1 : v2;

    assertThat(cost(mistaken, million)).isEqualByComparingTo("0.10");
    assertThat(cost(v2, million)).isEqualByComparingTo("0.02");
    assertThat(BOOK.find("titan-embed-text", NOON)).isEmpty();
  }

  /** langsmith-sdk#1858: costs below zero. */
  @Test
  void hasNoCostBelowZero() {
    assertThatThrownBy(() -> BOOK.cost(GLOBAL, NOON, new TokenUsage(-8_000L, 0L, 0L, 0L, 0L)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                BOOK.cost(
                    new Tariff(GLOBAL, Tier.STANDARD, ContextBand.SHORT),
                    new TokenUsage(0L, 0L, -1L, 0L, 0L),
                    PriceBook.day(NOON)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Price(Map.of(TokenKind.INPUT, new BigDecimal("-1"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * Long contexts at the price of short ones; all tokens of the call are dearer, not only those.
   */
  @Test
  void pricesLongContextsAsSuch() {
    PriceBook book =
        PriceBook.parse(
            List.of(
                "model,tier,above,effective_from,input,output,cache_read",
                "m,standard,,2026-01-01,3,15,0.3",
                "m,standard,200000,2026-01-01,6,22.5,0.6"));
    TokenUsage usage = new TokenUsage(150_000L, 1_000L, 50_001L, 0L, 0L);
    BigDecimal mistaken =
        usd("3", 150_000).add(usd("0.3", 50_000)).add(usd("0.6", 1)).add(usd("15", 1_000));

    assertThat(book.cost("m", NOON, usage).orElseThrow())
        .isEqualByComparingTo(usd("6", 150_000).add(usd("0.6", 50_001)).add(usd("22.5", 1_000)))
        .isNotEqualByComparingTo(mistaken);
    assertThat(
            book.cost("m", NOON, new TokenUsage(150_000L, 1_000L, 50_000L, 0L, 0L)).orElseThrow())
        .isEqualByComparingTo(usd("3", 150_000).add(usd("0.3", 50_000)).add(usd("15", 1_000)));
  }

  /** litellm#20615: one wrong price stays in every sum. Here a row of its day takes its place. */
  @Test
  void ratesADayAnewFromItsTokens() {
    TokenUsage sum = new TokenUsage(123_456_789L, 0L, 0L, 0L, 0L);
    Tariff tariff = new Tariff("m", Tier.STANDARD, ContextBand.SHORT);
    PriceBook unpriced = PriceBook.parse(List.of("n,standard,2026-01-01,1,2,,,,"));
    PriceBook corrected = PriceBook.parse(List.of("m,standard,2026-11-26,0.035,0.14,,,,"));

    assertThat(unpriced.cost(tariff, sum, PriceBook.day(NOON))).isEmpty();
    assertThat(corrected.cost(tariff, sum, PriceBook.day(NOON)))
        .contains(new BigDecimal("4.320987615000"));
    assertThat(corrected.cost(tariff, sum, PriceBook.day(NOON).minusDays(1))).isEmpty();
  }

  private static BigDecimal cost(String modelId, TokenUsage usage) {
    return BOOK.cost(modelId, NOON, usage).orElseThrow();
  }

  private static PriceBook with(String... lines) {
    return PriceBook.parse(
        Stream.concat(BookText.of(BOOK.rows()).stream(), Arrays.stream(lines)).toList());
  }

  private static BigDecimal usd(String perMillion, long tokens) {
    return new BigDecimal(perMillion).multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
  }
}
