package dev.millrace.cost.domain;

import static dev.millrace.cost.domain.Fixtures.NOON;
import static dev.millrace.cost.domain.Fixtures.call;
import static dev.millrace.cost.domain.Fixtures.rates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CostMetricsTest {

  private static final WindowKey MINUTE =
      new WindowKey(Fixtures.SERIES, CostWindow.MINUTE, NOON.toEpochMilli());

  @Test
  void saysWhatAWindowTookToTheLastDigit() {
    CostMetric metric =
        metric(
            call(1, NOON, new Tokens(100, 10, 0, 0, 0)).ending(),
            call(1, NOON, new Tokens(7, 1, 0, 0, 0), Use.RETRY),
            call(2, NOON, new Tokens(9, 0, 0, 0, 0), Use.SHADOW).ending(),
            call(1, NOON, new Tokens(3, 0, 0, 0, 0), Use.OFFLINE).ending(),
            call(3, NOON, new Tokens(5, 0, 0, 0, 0), Use.INVALID_ANSWER),
            call(4, NOON, new Tokens(11, 0, 0, 0, 0), Use.PACKED_OVERHEAD));

    assertThat(metric.getWindowStart()).isEqualTo(NOON);
    assertThat(metric.getWindowEnd()).isEqualTo(NOON.plusSeconds(60));
    assertThat(metric.getRequests()).isEqualTo(3);
    assertThat(metric.getTotal().getCalls()).isEqualTo(6);
    assertThat(metric.getTotal().getUsage()).isEqualTo(new TokenUsage(135L, 11L, 0L, 0L, 0L));
    assertThat(metric.getTotal().getCost()).isEqualTo(new BigDecimal("0.000380000000"));
    assertThat(metric.getUseful().getCost()).isEqualTo(new BigDecimal("0.000300000000"));
    assertThat(metric.getRetries().getCost()).isEqualTo(new BigDecimal("0.000024000000"));
    assertThat(metric.getShadows().getCost()).isEqualTo(new BigDecimal("0.000018000000"));
    assertThat(metric.getOffline().getCost()).isEqualTo(new BigDecimal("0.000006000000"));
    assertThat(metric.getInvalidAnswers().getCost()).isEqualTo(new BigDecimal("0.000010000000"));
    assertThat(metric.getPackedOverhead().getCost()).isEqualTo(new BigDecimal("0.000022000000"));
    assertThat(metric.getUseful().getUnpricedCalls()).isZero();
    assertThat(metric.getEstimated().getCalls()).isZero();
  }

  @Test
  void countsCallsWithoutAPriceApartAndNeverAsZero() {
    CostMetric metric =
        metric(
            call(1, NOON, new Tokens(100, 10, 0, 0, 0)),
            call(2, NOON, new Tokens(100, 10, 50, 0, 0)),
            unknown(3));

    assertThat(metric.getTotal().getCalls()).isEqualTo(3);
    assertThat(metric.getTotal().getUnpricedCalls()).isEqualTo(2);
    assertThat(metric.getTotal().getCost())
        .as("the tokens of a call that has no price are priced by no other call's")
        .isEqualTo(new BigDecimal("0.000300000000"));
    assertThat(metric.getTotal().getUsage().getInputTokens()).isEqualTo(200);
    assertThat(metric.getRevision()).isEqualTo(4);
  }

  @Test
  void tellsHowMuchIsEstimated() {
    Tokens tokens = new Tokens(10, 0, 0, 0, 0);
    ChargedCall broken = call(1, NOON, tokens, Use.RETRY);
    CostMetric metric =
        metric(
            new ChargedCall(
                1,
                broken.modelId(),
                3,
                broken.tier(),
                broken.startedAtMillis(),
                Optional.empty(),
                Portion.of(Use.RETRY, Knowledge.ESTIMATED, 0, tokens),
                tokens,
                false),
            call(2, NOON, tokens));

    assertThat(metric.getEstimated().getCalls()).isEqualTo(1);
    assertThat(metric.getEstimated().getCost()).isEqualTo(metric.getRetries().getCost());
    assertThat(metric.getTotal().getCost()).isEqualTo(new BigDecimal("0.000040000000"));
  }

  @Test
  void isTheSameInAnyOrder() {
    long seed = 20_261_126;
    Random random = new Random(seed);
    List<ChargedCall> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Tokens tokens = new Tokens(random.nextInt(99), random.nextInt(9), random.nextInt(2), 0, 0);
      Use use = List.of(Use.values()).get(random.nextInt(Use.values().length));
      calls.add(call(i, NOON.plusMillis(random.nextInt(60_000)), tokens, use));
    }
    CostMetric first = metric(calls.toArray(ChargedCall[]::new));

    for (int shuffle = 0; shuffle < 20; shuffle++) {
      Collections.shuffle(calls, random);
      WindowSums left = WindowSums.EMPTY;
      WindowSums right = WindowSums.EMPTY;
      for (ChargedCall call : calls) {
        if (random.nextBoolean()) {
          left = left.plus(Fixtures.sums(call));
        } else {
          right = Fixtures.sums(call).plus(right);
        }
      }
      WindowSums sums = right.plus(left);

      assertThat(CostMetrics.of(MINUTE, sums, rates())).as("seed %d", seed).isEqualTo(first);
      assertThat(new WindowState(0, sums).bytes())
          .isEqualTo(
              new WindowState(0, WindowState.of(new WindowState(0, sums).bytes()).sums()).bytes());
    }
  }

  @Test
  void hasAHigherRevisionWithEachCallThatComesLate() {
    Tokens tokens = new Tokens(1, 0, 0, 0, 0);

    assertThat(metric(call(1, NOON, tokens)).getRevision()).isEqualTo(2);
    assertThat(metric(call(1, NOON, tokens), call(2, NOON, tokens)).getRevision()).isEqualTo(4);
    assertThat(metric(call(1, NOON, tokens), unknown(2)).getRevision()).isEqualTo(3);
  }

  @Test
  void noticesAnyChangeOfPrices() {
    WindowSums sums = Fixtures.sums(call(1, NOON, new Tokens(1, 1, 0, 0, 0)));
    Series unknown =
        new Series("acme", "letters", "nobody", 3, Optional.empty(), Fixtures.SERIES.lane());
    WindowKey other = new WindowKey(unknown, CostWindow.MINUTE, NOON.toEpochMilli());

    assertThat(CostMetrics.rating(CostMetrics.of(MINUTE, sums, rates())))
        .isEqualTo(CostMetrics.rating(CostMetrics.of(MINUTE, sums, rates())))
        .isNotEqualTo(CostMetrics.rating(CostMetrics.of(other, sums, rates())));
  }

  @Test
  void refusesWhatCannotBe() {
    for (int kind = 0; kind < Tokens.KINDS; kind++) {
      long[] tokens = {7, 7, 7, 7, 7};
      tokens[kind] = -1;
      assertThatThrownBy(() -> new Tokens(tokens[0], tokens[1], tokens[2], tokens[3], tokens[4]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Tally(0, Tokens.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new WindowSums(0, new TreeMap<>())).isEqualTo(WindowSums.EMPTY);
  }

  private static ChargedCall unknown(int number) {
    return new ChargedCall(
        number,
        Fixtures.NOVA,
        3,
        Optional.of("default"),
        NOON.toEpochMilli(),
        Optional.of("call-" + number),
        Portion.of(Use.USEFUL, Knowledge.UNKNOWN, 0, Tokens.NONE),
        Tokens.NONE,
        false);
  }

  private static CostMetric metric(ChargedCall... calls) {
    WindowSums sums = WindowSums.EMPTY;
    for (ChargedCall call : calls) {
      sums = sums.plus(Fixtures.sums(call));
    }
    return CostMetrics.of(MINUTE, sums, rates());
  }
}
