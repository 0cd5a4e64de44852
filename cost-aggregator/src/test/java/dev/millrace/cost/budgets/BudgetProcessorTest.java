package dev.millrace.cost.budgets;

import static dev.millrace.cost.budgets.Windows.TEN;
import static dev.millrace.cost.budgets.Windows.budget;
import static dev.millrace.cost.budgets.Windows.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Outlook;
import dev.millrace.record.PeriodUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class BudgetProcessorTest extends BudgetProcessing {

  @Test
  void tellsWhatIsSpentByEachAndByAllAndByOne() {
    take(minute("acme", TEN, "1"));
    take(minute("globex", TEN, "2"));
    take(minute("acme", TEN.plus(MINUTE), "0.5"));

    Told told = look();

    assertThat(told.statuses().keySet()).containsExactly("acmes", "all", "own@acme", "own@globex");
    assertThat(told.of("own@acme").getSpent()).isEqualByComparingTo("1.5");
    assertThat(told.of("own@acme").getTenant()).isEqualTo("acme");
    assertThat(told.of("own@globex").getSpent()).isEqualByComparingTo("2");
    assertThat(told.of("all").getSpent()).isEqualByComparingTo("3.5");
    assertThat(told.of("all").getTenant()).isNull();
    assertThat(told.of("acmes").getSpent()).isEqualByComparingTo("1.5");
    assertThat(told.of("acmes").getTenant()).isEqualTo("acme");
    assertThat(told.of("all").getAsOf()).isEqualTo(TEN.plus(MINUTE.multipliedBy(2)));
    assertThat(told.of("all").getShare()).isEqualByComparingTo("0.035");
  }

  @Test
  void countsTheNewestRevisionOfAWindowOnce() {
    take(minute("acme", TEN, "1"));
    take(minute("acme", TEN, "1"));
    take(minute("acme", TEN, "3"));
    assertThat(look().of("own@acme").getSpent()).isEqualByComparingTo("3");

    take(minute("acme", TEN, "2"));

    assertThat(look().of("own@acme").getSpent()).isEqualByComparingTo("2");
  }

  @Test
  void countsMinutesOnlyAndWhatTheScopeCovers() {
    take(Windows.window("acme", TEN, Duration.ofHours(1), "5"));
    CostMetric bills = minute("acme", TEN, "5");
    bills.setPipeline("bills");
    take(bills);

    assertThat(look().statuses()).isEmpty();
  }

  @Test
  void saysWhatIsWastedAndWhatHasNoPrice() {
    CostMetric metric = minute("acme", TEN, "1");
    metric.getTotal().setUnpricedCalls(3L);
    metric.getUseful().setCost(metric.getTotal().getCost().movePointLeft(1).setScale(12));
    take(metric);

    BudgetStatus status = look().of("own@acme");

    assertThat(status.getWasted()).isEqualByComparingTo("0.9");
    assertThat(status.getUnpricedCalls()).isEqualTo(3);
  }

  @Test
  void countsNoReplaysAndEvaluationsWhichHaveBudgetsOfTheirOwn() {
    CostMetric metric = minute("acme", TEN, "1");
    metric.getTotal().setCost(new BigDecimal("25.000000000000"));
    metric.getTotal().setUnpricedCalls(5L);
    metric.getOffline().setCost(new BigDecimal("24.000000000000"));
    metric.getOffline().setUnpricedCalls(4L);
    take(metric);

    BudgetStatus status = look().of("own@acme");

    assertThat(status.getSpent()).isEqualByComparingTo("1");
    assertThat(status.getWasted()).isEqualByComparingTo("0");
    assertThat(status.getUnpricedCalls()).isEqualTo(1);
  }

  @Test
  void tellsNothingTwice() {
    take(minute("acme", TEN, "1"));
    assertThat(look().statuses()).hasSize(3);

    take(minute("acme", TEN, "1"));

    assertThat(look().statuses()).isEmpty();
  }

  @Test
  void tellsOfAThresholdOnceThroughDuplicatesAndRestarts() {
    take(minute("acme", TEN, "8"));
    List<Alert> first = alerts(forwarded());
    assertThat(first)
        .filteredOn(alert -> alert.getRule().startsWith("threshold"))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.getSubject()).isEqualTo("own@acme");
              assertThat(alert.getState()).isEqualTo(AlertState.OPEN);
              assertThat(alert.getOpenedAt()).isEqualTo(TEN.plus(MINUTE));
              assertThat(alert.getText())
                  .isEqualTo(
                      "budget own of tenant acme: 80 % of 10 USD for 1d are reached, 8 USD are"
                          + " spent");
            });

    take(minute("acme", TEN, "8"));
    assertThat(alerts(forwarded())).isEmpty();
    restart();
    take(minute("acme", TEN, "8"));
    assertThat(alerts(forwarded())).isEmpty();
    assertThat(forwarded()).isEmpty();

    take(minute("acme", TEN.plus(MINUTE), "2"));
    assertThat(alerts(forwarded()))
        .extracting(Alert::getRule)
        .contains("threshold-100")
        .doesNotContain("threshold-80");
  }

  /** Nothing is told between the windows and the crash; the stores hold that it was not. */
  @Test
  void tellsAfterACrashWhatWasNotToldBefore() {
    take(minute("acme", TEN, "9"));

    restart();

    List<SpecificRecord> told = forwarded();
    assertThat(statuses(told)).containsKey("own@acme");
    assertThat(alerts(told)).extracting(Alert::getRule).contains("threshold-80");
  }

  @Test
  void makesUpForABudgetThatIsNew() {
    take(minute("acme", TEN.minus(Duration.ofDays(1)), "4"));
    take(minute("acme", TEN, "1"));
    Told unused = look();

    inForce = Budgets.of(budget("new", new Holders.Each(), "2"));

    BudgetStatus status = look().of("new@acme");
    assertThat(status.getSpent()).isEqualByComparingTo("1");
    assertThat(status.getPreviousSpent()).isEqualByComparingTo("4");
  }

  @Test
  void makesUpForABudgetThatCountsOtherWindows() {
    take(minute("acme", TEN.minus(Duration.ofDays(1)), "4"));
    take(minute("acme", TEN, "1"));
    Told unused = look();

    inForce = Budgets.of(budget("own", new Holders.Each(), PeriodUnit.MONTH, "10"));

    assertThat(look().of("own@acme").getSpent()).isEqualByComparingTo("5");
  }

  @Test
  void tellsOfAnotherLimitThoughNothingIsSpent() {
    take(minute("acme", TEN, "1"));
    Told unused = look();

    inForce = Budgets.of(budget("own", new Holders.Each(), "1"));

    List<SpecificRecord> told = forwarded();
    BudgetStatus status = new Told(statuses(told)).of("own@acme");
    assertThat(status.getExceeded()).isTrue();
    assertThat(status.getForecast().getOutlook()).isEqualTo(Outlook.REACHED);
    assertThat(alerts(told)).extracting(Alert::getRule).contains("threshold-100");
  }

  @Test
  void takesStatusesAwayAndClosesAlertsOfABudgetThatIsNoMore() {
    take(minute("acme", TEN, "9"));
    Told unused = look();

    inForce = Budgets.NONE;

    List<MockProcessorContext.CapturedForward<? extends String, ? extends SpecificRecord>> told =
        lookRaw();
    assertThat(
            told.stream()
                .filter(one -> one.record().value() == null)
                .map(one -> String.valueOf(one.record().key())))
        .containsExactlyInAnyOrder("own@acme", "all", "acmes");
    assertThat(told)
        .filteredOn(one -> one.record().value() instanceof Alert)
        .isNotEmpty()
        .allSatisfy(
            one ->
                assertThat(((Alert) one.record().value()).getState()).isEqualTo(AlertState.CLOSED));
    restart();
    assertThat(forwarded()).isEmpty();
  }

  @Test
  void goesOnToTheNextWindowWhenSomebodyElseSpends() {
    take(minute("acme", TEN, "9"));
    Told unused = look();

    take(minute("globex", TEN.plus(Duration.ofDays(1)), "1"));

    BudgetStatus status = look().of("own@acme");
    assertThat(status.getSpent()).isEqualByComparingTo("0");
    assertThat(status.getPreviousSpent()).isEqualByComparingTo("9");
  }

  @Test
  void standsTheSameWhateverTheOrderOfTheWindows() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<CostMetric> windows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      windows.add(
          minute(
              "tenant-" + random.nextInt(3),
              TEN.plus(MINUTE.multipliedBy(random.nextInt(3 * 24 * 60))),
              "0.00" + random.nextInt(1000)));
    }
    Map<String, CostMetric> newest = new TreeMap<>();
    windows.forEach(one -> newest.put(one.getTenant() + one.getWindowStart(), one));
    List<CostMetric> once = new ArrayList<>(newest.values());
    Map<String, BudgetStatus> expected = standing(once, random);

    Collections.shuffle(once, random);
    once.addAll(once.subList(0, once.size() / 5));

    assertThat(standing(once, random)).as("seed %s", seed).isEqualTo(expected);
  }

  @Test
  void passesOverWhatCannotBeRead() {
    processor.process(new Record<>("key", new byte[] {1, 2}, 0));
    take(minute("acme", TEN, "1"));

    assertThat(look().statuses()).hasSize(3);
  }

  @Test
  void forgetsMinutesThatNoWindowReachesAndTakesThemNoMore() {
    take(minute("acme", TEN, "1"));
    take(minute("acme", TEN.plus(Minutes.KEPT).plus(Duration.ofDays(1)), "1"));
    Told unused = look();

    take(minute("acme", TEN, "7"));

    List<Instant> kept = new ArrayList<>();
    assertThat(
            minutes()
                .some(
                    SpentMinute.from(Instant.EPOCH),
                    Integer.MAX_VALUE,
                    (minute, spent) -> kept.add(minute.start())))
        .isNull();
    assertThat(kept).containsExactly(TEN.plus(Minutes.KEPT).plus(Duration.ofDays(1)));
    assertThat(look().statuses()).isEmpty();
  }

  /** The last status of each, from empty stores, looked at every now and then. */
  private Map<String, BudgetStatus> standing(List<CostMetric> windows, Random random) {
    BudgetProcessorTest other = new BudgetProcessorTest();
    other.inForce = inForce;
    other.start();
    Map<String, BudgetStatus> told = new TreeMap<>();
    for (CostMetric window : windows) {
      other.take(window);
      if (random.nextInt(20) == 0) {
        told.putAll(other.look().statuses());
      }
    }
    told.putAll(other.look().statuses());
    // When the last change was seen depends on the order; how it stands does not.
    other.restart();
    other.context.resetForwards();
    Minutes minutes = other.minutes();
    told.values()
        .forEach(
            status -> {
              status.setAsOf(minutes.now());
              status.setAlerts(List.of());
              status.setForecast(new dev.millrace.record.BudgetForecast());
            });
    return told;
  }
}
