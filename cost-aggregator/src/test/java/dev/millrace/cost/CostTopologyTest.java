package dev.millrace.cost;

import static dev.millrace.cost.Terminals.NOON;
import static dev.millrace.cost.Terminals.UNPRICED;
import static dev.millrace.cost.Terminals.call;
import static dev.millrace.cost.Terminals.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import dev.millrace.record.Prediction;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostTopologyTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-11-26T00:00:00Z");

  private final ChangingRates rates = new ChangingRates();
  private Aggregator aggregator;

  @BeforeEach
  void start(@TempDir Path folder) {
    aggregator = new Aggregator(folder, rates);
  }

  @AfterEach
  void stop() {
    aggregator.close();
  }

  @Test
  void writesTheMinuteTheHourAndTheDayOfACall() {
    aggregator.take(Terminals.of("r-1", call(1, NOON, tokens(100, 10)).build()).build());
    aggregator.pass();

    List<CostMetric> written = aggregator.written();
    assertThat(written)
        .extracting(CostMetric::getWindowStart, CostMetric::getWindowEnd)
        .containsExactlyInAnyOrder(
            tuple(NOON, NOON.plusSeconds(60)),
            tuple(NOON, NOON.plusSeconds(3600)),
            tuple(MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1))));
    assertThat(written)
        .extracting(metric -> metric.getTotal().getCost())
        .containsOnly(cost("0.000110"));
    assertThat(written).extracting(CostMetric::getTenant).containsOnly("acme");
  }

  @Test
  void writesAWindowOnceForAllThatCameMeanwhile() {
    for (int i = 0; i < 50; i++) {
      aggregator.take(Terminals.of("r-" + i, call(1, NOON, tokens(1, 1)).build()).build());
    }
    assertThat(aggregator.written()).isEmpty();
    aggregator.pass();

    assertThat(aggregator.written())
        .hasSize(3)
        .extracting(CostMetric::getRequests)
        .containsOnly(50L);
    aggregator.pass();
    assertThat(aggregator.written()).as("nothing has changed").isEmpty();
  }

  @Test
  void writesHoursAndDaysLessOftenThanMinutes(@TempDir Path other) {
    Duration fiveTimes = Aggregator.WRITING.multipliedBy(5);
    try (Aggregator slower =
        new Aggregator(other, rates, new Pace(Aggregator.WRITING, fiveTimes))) {
      slower.take(Terminals.of("r-0", call(1, NOON, tokens(1, 0)).build()).build());
      slower.pass();
      assertThat(slower.written()).as("all lengths at first").hasSize(3);

      for (int i = 1; i < 5; i++) {
        slower.take(Terminals.of("r-" + i, call(1, NOON, tokens(1, 0)).build()).build());
        slower.pass();
        assertThat(slower.written())
            .singleElement()
            .satisfies(minute -> assertThat(minute.getWindowEnd()).isEqualTo(NOON.plusSeconds(60)));
      }
      slower.pass();
      assertThat(slower.written())
          .as("an hour and a day, which have all of it")
          .hasSize(2)
          .extracting(CostMetric::getRequests)
          .containsOnly(5L);
    }
  }

  @Test
  void commitsWhatIsPendingWithTheCallsThatItIsMadeOf() {
    aggregator.take(Terminals.of("r-1", call(1, NOON, tokens(1, 0)).build()).build());

    assertThat(aggregator.pending().wrapped().approximateNumEntries())
        .as("the driver commits after each record")
        .isEqualTo(1);
    aggregator.pass();
    assertThat(aggregator.pending().wrapped().approximateNumEntries()).isZero();
  }

  @Test
  void takesACopyForNothing() {
    Prediction record = Terminals.of("r-1", call(1, NOON, tokens(100, 10)).build()).build();
    aggregator.take(record);
    aggregator.pass();
    assertThat(aggregator.written()).hasSize(3);

    aggregator.take(record, NOON.plus(Duration.ofDays(30)));
    aggregator.pass();

    assertThat(aggregator.written()).isEmpty();
  }

  @Test
  void writesAHigherRevisionForACallThatComesLate() {
    aggregator.take(Terminals.of("r-1", call(1, NOON, tokens(100, 10)).build()).build());
    aggregator.take(
        Terminals.of("r-2", call(1, NOON.plus(Duration.ofDays(9)), tokens(1, 1)).build()).build());
    aggregator.pass();
    List<CostMetric> first = aggregator.written();
    aggregator.take(
        Terminals.of("r-3", call(1, NOON.plusSeconds(1), tokens(10, 0)).build()).build(),
        NOON.plus(Duration.ofDays(9)));
    aggregator.pass();

    List<CostMetric> again = aggregator.written();
    assertThat(again).hasSize(3);
    for (CostMetric metric : again) {
      CostMetric before =
          first.stream()
              .filter(one -> Aggregator.name(one).equals(Aggregator.name(metric)))
              .findFirst()
              .orElseThrow();
      assertThat(metric.getRevision()).isGreaterThan(before.getRevision());
      assertThat(metric.getTotal().getCost()).isEqualTo(cost("0.000120"));
    }
  }

  @Test
  void keepsShadowsApartFromWhatServes() {
    aggregator.take(Terminals.of("r-1", call(1, NOON, tokens(100, 0)).build()).build());
    aggregator.take(Terminals.shadow("r-1", call(1, NOON, tokens(7, 0)).build()));
    aggregator.pass();

    CostMetric minute = minute(aggregator.written());
    assertThat(minute.getTotal().getCalls()).isEqualTo(2);
    assertThat(minute.getUseful().getUsage().getInputTokens()).isEqualTo(100);
    assertThat(minute.getShadows().getUsage().getInputTokens()).isEqualTo(7);
  }

  @Test
  void keepsModelsTiersAndLanesApart() {
    aggregator.take(
        Terminals.of(
                "r-1",
                call(1, NOON, tokens(1, 0)).build(),
                call(2, NOON, tokens(1, 0)).setServiceTier("batch").build(),
                call(3, NOON, tokens(1, 0)).setModelVersion(0).build(),
                call(4, NOON, tokens(1, 0)).setModelId(UNPRICED).build())
            .build());
    aggregator.take(
        Terminals.of("r-2", call(1, NOON, tokens(1, 0)).build()).setLane(Lane.BULK).build());
    aggregator.pass();

    assertThat(aggregator.written()).hasSize(15);
  }

  @Test
  void ratesWindowsAgainWhenAPriceComes() {
    aggregator.take(
        Terminals.of("r-1", call(1, NOON, tokens(100, 10)).setModelId(UNPRICED).build()).build());
    aggregator.take(Terminals.of("r-2", call(1, NOON, tokens(1, 0)).build()).build());
    aggregator.pass();
    List<CostMetric> before = aggregator.written();
    rates.knowsEverything = true;
    rates.version++;
    aggregator.pass();

    List<CostMetric> after = aggregator.written();
    assertThat(before)
        .filteredOn(metric -> metric.getModelId().equals(UNPRICED))
        .extracting(metric -> metric.getTotal().getUnpricedCalls())
        .containsOnly(1L);
    assertThat(after)
        .as("only windows whose price has changed")
        .hasSize(3)
        .allSatisfy(
            metric -> {
              assertThat(metric.getModelId()).isEqualTo(UNPRICED);
              assertThat(metric.getTotal().getUnpricedCalls()).isZero();
              assertThat(metric.getTotal().getCost()).isEqualTo(cost("0.000110"));
              assertThat(metric.getRevision()).isEqualTo(2);
            });
  }

  @Test
  void givesTheSameWhetherAPriceComesBeforeOrAfterTheCalls(@TempDir Path other) {
    Prediction record =
        Terminals.of("r-1", call(1, NOON, tokens(100, 10)).setModelId(UNPRICED).build()).build();
    aggregator.take(record);
    aggregator.pass();
    rates.knowsEverything = true;
    rates.version++;
    aggregator.pass();

    try (Aggregator fresh = new Aggregator(other, rates)) {
      fresh.take(record);
      fresh.pass();
      Map<String, Aggregator.Written> before = aggregator.newest();
      fresh
          .newest()
          .forEach(
              (window, written) ->
                  assertThat(written.bytes())
                      .isEqualTo(Objects.requireNonNull(before.remove(window)).bytes()));
      assertThat(before).isEmpty();
    }
  }

  @Test
  void forgetsWhatIsOver() {
    aggregator.take(Terminals.of("r-1", call(1, NOON, tokens(1, 0)).build()).build());
    aggregator.pass();
    assertThat(aggregator.windows().approximateNumEntries()).isEqualTo(3);
    Instant later = NOON.plus(Duration.ofDays(50));
    aggregator.take(Terminals.of("r-2", call(1, later, tokens(1, 0)).build()).build());
    aggregator.pass();

    assertThat(count()).as("the old day, and the new windows").isEqualTo(4);
    Instant last = NOON.plus(Duration.ofDays(500));
    aggregator.take(Terminals.of("r-3", call(1, last, tokens(1, 0)).build()).build());
    aggregator.pass();
    assertThat(count()).isEqualTo(3);
    assertThat(aggregator.pending().wrapped().approximateNumEntries()).isZero();
  }

  @Test
  void booksNothingOfWhichNobodyKnowsWhetherItIsACopy() {
    aggregator.take(Terminals.of("r-1", call(1, NOON, tokens(1, 0)).build()).build());
    aggregator.pass();
    aggregator.written();

    Instant early = NOON.minus(Duration.ofDays(33));
    aggregator.take(Terminals.of("r-2", call(1, early, tokens(1, 0)).build()).build(), NOON);
    aggregator.pass();

    assertThat(aggregator.written()).isEmpty();
  }

  @Test
  void isNotSetAheadByARecordFromTheFuture() {
    Instant future = NOON.plus(Duration.ofDays(4000));
    aggregator.take(Terminals.of("r-1", call(1, future, tokens(5, 0)).build()).build(), NOON);
    aggregator.take(Terminals.of("r-2", call(1, NOON, tokens(1, 0)).build()).build());
    Prediction copy = Terminals.of("r-2", call(1, NOON, tokens(1, 0)).build()).build();
    aggregator.take(copy);
    aggregator.pass();

    assertThat(aggregator.written())
        .extracting(metric -> metric.getTotal().getUsage().getInputTokens())
        .containsExactlyInAnyOrder(5L, 5L, 5L, 1L, 1L, 1L);
  }

  @Test
  void goesOnBehindARecordThatCannotBeRead() {
    aggregator.takeNonsense();
    aggregator.take(Terminals.of("r-1", call(1, NOON, tokens(1, 0)).build()).build());
    aggregator.pass();

    assertThat(aggregator.written()).hasSize(3);
  }

  /** A thread that died of one would read it again, and die again. */
  @Test
  void goesOnBehindARecordThatSaysWhatCannotBe() {
    aggregator.take(
        Terminals.of("r-1", call(1, NOON, tokens(1, 0)).setModelVersion(-1).build()).build());
    aggregator.take(Terminals.of("r-2", call(1, NOON, tokens(Long.MAX_VALUE, 0)).build()).build());
    aggregator.take(Terminals.of("r-3", call(1, NOON, tokens(Long.MAX_VALUE, 0)).build()).build());
    aggregator.take(Terminals.of("r-4", call(1, NOON, tokens(1, 0)).build()).build());
    aggregator.pass();

    assertThat(minute(aggregator.written()).getTotal().getUsage().getInputTokens()).isEqualTo(1);
  }

  private long count() {
    long count = 0;
    try (var all = aggregator.windows().all()) {
      while (all.hasNext()) {
        all.next();
        count++;
      }
    }
    return count;
  }

  private static CostMetric minute(List<CostMetric> written) {
    return written.stream()
        .filter(metric -> metric.getWindowEnd().equals(NOON.plusSeconds(60)))
        .findFirst()
        .orElseThrow();
  }

  private static BigDecimal cost(String amount) {
    return new BigDecimal(amount).setScale(12);
  }

  /** A millionth of a dollar for each token; of models that are known. */
  private static final class ChangingRates implements Rates {

    private boolean knowsEverything;
    private long version;

    @Override
    public int band(String modelId, Tokens tokens) {
      return 0;
    }

    @Override
    public Optional<BigDecimal> cost(Series series, long atMillis, Portion portion, Tokens tokens) {
      return series.modelId().equals(UNPRICED) && !knowsEverything
          ? Optional.empty()
          : Optional.of(BigDecimal.valueOf(tokens.input() + tokens.output(), 6).setScale(12));
    }

    @Override
    public long version() {
      return version;
    }
  }
}
