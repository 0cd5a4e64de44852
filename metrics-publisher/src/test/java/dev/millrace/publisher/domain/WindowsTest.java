package dev.millrace.publisher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.publisher.domain.Reading.Manner;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowsTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Instant OVER = NOON.plusSeconds(60).plus(Duration.ofMinutes(2));
  private static final int ALL = Integer.MAX_VALUE;

  private final Windows windows = new Windows(Terms.usual());

  @Test
  void tellsAWindowWhenItIsOverAndItsLatenessToo() {
    windows.take(cost("acme", NOON, 1, "2"), at(0));

    assertThat(windows.isDue(OVER.minusMillis(1))).isFalse();
    assertThat(values(tell(OVER))).containsExactly("CostSpent acme 2.0");
    assertThat(windows.waiting()).isZero();
  }

  @Test
  void tellsOnlyTheDifferenceOfALaterRevision() {
    windows.take(cost("acme", NOON, 1, "2"), at(0));
    tell(OVER);
    windows.take(cost("acme", NOON, 2, "2.5"), at(1));
    windows.take(cost("acme", NOON, 3, "1.75"), at(2));

    Batch batch = tell(OVER);

    assertThat(values(batch)).containsExactly("CostSpent acme -0.25");
    assertThat(batch.datums().get(0).at()).isEqualTo(NOON);
    assertThat(batch.corrections()).isOne();
  }

  @Test
  void tellsAGaugeOnce() {
    windows.take(used(NOON, "0.5"), at(0));
    assertThat(values(tell(OVER))).containsExactly("BudgetUsed acme 0.5");
    windows.take(used(NOON, "0.6"), at(1));

    Batch batch = tell(OVER);

    assertThat(batch.datums()).isEmpty();
    assertThat(batch.corrections()).isOne();
  }

  @Test
  void countsARecordThatIsReadAgainOnce() {
    windows.take(letter(NOON), at(0));
    windows.take(letter(NOON), at(1));
    Batch batch = tell(OVER);

    Windows another = new Windows(Terms.usual());
    batch.windows().forEach((window, told) -> another.restore(window, Told.of(told.written())));
    another.take(letter(NOON), at(0));
    another.take(letter(NOON), at(1));
    another.take(letter(NOON), at(2));

    assertThat(values(batch)).containsExactly("DeadLetters null 2.0");
    assertThat(values(another.draft(2, OVER, List.of(), ALL)))
        .containsExactly("DeadLetters null 1.0");
  }

  @Test
  void keepsWhatCameWhileABatchWasOnItsWay() {
    windows.take(letter(NOON), at(0));
    Batch underWay = windows.draft(1, OVER, List.of(), ALL);
    windows.take(letter(NOON), at(1));
    windows.take(letter(NOON), at(2));

    windows.told(underWay);

    assertThat(windows.held()).containsExactly(Map.entry("p-0", 1L));
    assertThat(values(tell(OVER))).containsExactly("DeadLetters null 2.0");
  }

  @Test
  void holdsBackOffsetsOfWhatIsNotTold() {
    windows.take(cost("acme", NOON, 1, "1"), at(4));
    windows.take(cost("acme", NOON, 2, "2"), at(7));
    windows.take(letter(NOON), at(5));
    windows.take(letter(NOON), at(9));

    assertThat(windows.held()).containsExactly(Map.entry("p-0", 5L));
    tell(OVER);
    assertThat(windows.held()).isEmpty();
  }

  @Test
  void leavesOutWhatIsTooOldAndCountsIt() {
    windows.take(cost("acme", NOON.minus(Duration.ofDays(4)), 1, "1"), at(0));

    assertThat(tell(NOON).datums()).isEmpty();
    assertThat(windows.leftOut()).isOne();
    assertThat(windows.waiting()).isZero();
  }

  @Test
  void forgetsToldWindowsOnlyWhenNothingMoreIsToldOfThem() {
    windows.take(cost("acme", NOON, 1, "1"), at(0));
    tell(OVER);

    assertThat(windows.forget(NOON.plus(Duration.ofDays(3)))).isEmpty();
    assertThat(windows.forget(OVER.plus(Duration.ofDays(3)).plusSeconds(3_600))).hasSize(1);
  }

  @Test
  void forgetsTheOldestWhereThereAreTooManyAndNeverTellsOfThemAnew() {
    Windows few = new Windows(Terms.usual(), Draft.Limits.USUAL, 10);
    for (int minute = 0; minute < 11; minute++) {
      few.take(cost("acme", NOON.minusSeconds(60L * minute), 1, "1"), at(minute));
    }
    few.take(cost("bolt", NOON.minusSeconds(600), 1, "1"), at(11));
    Batch batch = few.draft(1, OVER, List.of(), ALL);
    few.told(batch);
    // A correction that waits while its window is forgotten.
    few.take(cost("acme", NOON.minusSeconds(600), 2, "2"), at(12));

    assertThat(few.forget(OVER)).hasSize(3);
    few.take(cost("bolt", NOON.minusSeconds(600), 2, "2"), at(13));
    few.take(cost("acme", NOON, 2, "2"), at(14));

    assertThat(few.leftOut()).isEqualTo(2);
    assertThat(values(few.draft(2, OVER, List.of(), ALL))).containsExactly("CostSpent acme 1.0");

    Windows another = new Windows(Terms.usual());
    few.written(batch)
        .windows()
        .forEach((window, told) -> another.restore(window, Told.of(told.written())));
    another.take(cost("cord", NOON.minusSeconds(600), 1, "2"), at(15));

    assertThat(another.leftOut()).isOne();
    assertThat(another.waiting()).isZero();
  }

  @Test
  void leavesOutWhatIsTooFarAheadAndCountsIt() {
    windows.take(cost("acme", NOON.plus(Duration.ofHours(2)), 1, "1"), at(0));
    windows.take(cost("acme", NOON.plus(Duration.ofMinutes(30)), 1, "1"), at(1));

    assertThat(tell(NOON).datums()).isEmpty();
    assertThat(windows.leftOut()).isOne();
    assertThat(windows.held()).containsExactly(Map.entry("p-0", 1L));
  }

  @Test
  void namesTheLargestTenantsOfTheDayBeforeAndPutsOthersTogether() {
    Windows two =
        new Windows(
            new Terms(Duration.ofMinutes(2), Duration.ofDays(3), 2, Set.of(Dimension.TENANT)));
    List.of("small", "large", "medium")
        .forEach(tenant -> spend(two, tenant, NOON.minusSeconds(1_800)));
    two.told(two.draft(1, OVER, List.of(), ALL));
    List.of("small", "large", "medium").forEach(tenant -> spend(two, tenant, NOON));

    Batch next = two.draft(2, OVER, List.of(), ALL);

    // In the first hour whoever comes first has a name; then whoever spends most.
    assertThat(next.windows().values())
        .filteredOn(Told::isNamed)
        .extracting(told -> told.tenant().orElseThrow())
        .containsExactlyInAnyOrder("large", "medium");
    assertThat(values(next))
        .containsExactlyInAnyOrder(
            "CostSpent large 5.0", "CostSpent medium 6.0", "CostSpent (other) 5.0");
  }

  @Test
  void countsEqualValuesOfTenantsThatHaveNoName() {
    Windows none =
        new Windows(
            new Terms(Duration.ofMinutes(2), Duration.ofDays(3), 0, Set.of(Dimension.TENANT)));
    none.take(cost("acme", NOON, 1, "1"), at(0));
    none.take(cost("bolt", NOON, 1, "1"), at(1));

    Batch batch = none.draft(1, OVER, List.of(), ALL);

    assertThat(batch.datums())
        .singleElement()
        .extracting(d -> d.counts().toString())
        .isEqualTo("{1.0=2}");
  }

  @Test
  void fillsACallAndLeavesTheRestToTheNext() {
    Windows narrow = new Windows(Terms.usual(), new Draft.Limits(3, 100_000), ALL);
    for (int minute = 0; minute < 5; minute++) {
      narrow.take(cost("acme", NOON.minusSeconds(60L * minute), 1, "1"), at(minute));
    }

    Batch first = narrow.draft(1, OVER, List.of(), ALL);
    narrow.told(first);

    assertThat(first.datums()).extracting(Datum::at).isSorted().hasSize(3);
    assertThat(narrow.draft(2, OVER, List.of(), ALL).datums()).hasSize(2);
  }

  @Test
  void putsAtMostAHundredAndFiftyValuesIntoADatum() {
    Windows none =
        new Windows(
            new Terms(Duration.ofMinutes(2), Duration.ofDays(3), 0, Set.of(Dimension.TENANT)));
    for (int i = 0; i < 200; i++) {
      none.take(cost("t" + i, NOON, 1, String.valueOf(i + 1)), at(i));
    }

    assertThat(none.draft(1, OVER, List.of(), ALL).datums())
        .extracting(datum -> datum.counts().size())
        .containsExactly(150, 50);
  }

  @Test
  void writesLabelsThatCloudWatchTakes() {
    assertThat(
            Series.of(Metric.COST_SPENT, Map.of(Dimension.TENANT, "größer\n"))
                .labels()
                .get(Dimension.TENANT))
        .isEqualTo("gr%00F6%00DFer%000A");
  }

  private static void spend(Windows to, String tenant, Instant start) {
    String cost = tenant.equals("large") ? "5" : tenant.equals("medium") ? "6" : "5";
    to.take(
        cost(tenant, start, 1, tenant.equals("small") && start.isBefore(NOON) ? "1" : cost), at(0));
  }

  private Batch tell(Instant now) {
    Batch batch = windows.draft(1, now, List.of(), ALL);
    windows.told(batch);
    return batch;
  }

  private static List<String> values(Batch batch) {
    return batch.datums().stream()
        .flatMap(
            datum ->
                datum.counts().keySet().stream()
                    .map(
                        value ->
                            datum.series().metric().cloudWatchName()
                                + " "
                                + datum.series().labels().get(Dimension.TENANT)
                                + " "
                                + value))
        .toList();
  }

  private static Place at(long offset) {
    return new Place("p-0", offset);
  }

  private static Reading cost(String tenant, Instant start, long revision, String dollars) {
    return new Reading(
        "cost/" + tenant + "/" + start,
        start,
        start.plusSeconds(60),
        Manner.REPLACES,
        revision,
        Optional.of(tenant),
        Map.of(Dimension.LANE, "bulk"),
        Map.of(Metric.COST_SPENT, new BigDecimal(dollars)));
  }

  private static Reading used(Instant start, String share) {
    return new Reading(
        "budget/" + start,
        start,
        start.plusSeconds(60),
        Manner.REPLACES,
        0,
        Optional.of("acme"),
        Map.of(),
        Map.of(Metric.BUDGET_USED, new BigDecimal(share)));
  }

  private static Reading letter(Instant start) {
    return new Reading(
        "letters/" + start,
        start,
        start.plusSeconds(60),
        Manner.ADDS,
        0,
        Optional.empty(),
        Map.of(),
        Map.of(Metric.DEAD_LETTERS, BigDecimal.ONE));
  }
}
