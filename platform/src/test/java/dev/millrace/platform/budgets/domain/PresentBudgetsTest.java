package dev.millrace.platform.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetForecast;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.Outlook;
import dev.millrace.record.PeriodUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PresentBudgetsTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-01-05T00:00:00Z");
  private static final Instant NOON = MIDNIGHT.plus(Duration.ofHours(12));
  private static final Duration DAY = Duration.ofDays(1);

  private static final Budget EACH = budget("each", new Holders.Each());
  private static final Budget ALL = budget("all", new Holders.Together());
  private static final Budget ACMES = budget("acmes", new Holders.One("acme"));

  @Test
  void areAsTheyWereToldInTheSameWindow() {
    BudgetStatus told = status("each", "acme", MIDNIGHT);

    assertThat(present(List.of(EACH), told))
        .extracting(PresentBudgets.Present::status)
        .containsExactly(told);
  }

  @Test
  void areUnspentWhereTheWindowOfTheStatusIsOver() {
    BudgetStatus yesterday =
        present(List.of(EACH), status("each", "acme", MIDNIGHT.minus(DAY))).get(0).status();
    BudgetStatus before =
        present(List.of(EACH), status("each", "acme", MIDNIGHT.minus(DAY.multipliedBy(2))))
            .get(0)
            .status();

    assertThat(yesterday.getWindowStart()).isEqualTo(MIDNIGHT);
    assertThat(yesterday.getSpent()).isEqualByComparingTo("0");
    assertThat(yesterday.getPreviousSpent()).isEqualByComparingTo("3");
    assertThat(yesterday.getTenant()).isEqualTo("acme");
    assertThat(yesterday.getForecast().getOutlook()).isEqualTo(Outlook.NOT_BEFORE_WINDOW_END);
    assertThat(before.getPreviousSpent()).isNull();
  }

  @Test
  void areUnspentWhereNothingIsTold() {
    assertThat(present(List.of(EACH, ALL, ACMES)))
        .extracting(PresentBudgets.Present::status)
        .extracting(BudgetStatus::getBudget, BudgetStatus::getTenant)
        .containsExactly(tuple("each", null), tuple("all", null), tuple("acmes", "acme"));
  }

  @Test
  void sayWhatTheBudgetIsWhereNothingIsSpentOfIt() {
    Budget tried =
        new Budget(
            "tried",
            new BudgetScope(new Holders.Each(), Optional.of("letters"), Optional.of("m")),
            ALL.window(),
            new BigDecimal("5"),
            BudgetAction.DEFER,
            List.of(),
            Optional.empty(),
            true);

    assertThat(present(List.of(tried)).get(0).status())
        .isEqualTo(
            BudgetStatus.newBuilder()
                .setBudget("tried")
                .setPipeline("letters")
                .setModelId("m")
                .setWindow("1d")
                .setWindowStart(MIDNIGHT)
                .setWindowEnd(MIDNIGHT.plus(DAY))
                .setLimit(new BigDecimal("5.000000000000"))
                .setSpent(new BigDecimal("0.000000000000"))
                .setWasted(new BigDecimal("0.000000000000"))
                .setUnpricedCalls(0)
                .setShare(new BigDecimal("0.000000"))
                .setAction(BudgetAction.DEFER)
                .setDryRun(true)
                .setExceeded(false)
                .setForecast(
                    BudgetForecast.newBuilder().setOutlook(Outlook.NOT_BEFORE_WINDOW_END).build())
                .setAsOf(NOON)
                .build());
  }

  @Test
  void passStatusesOverOfBudgetsThatAreNoMore() {
    assertThat(present(List.of(), status("each", "acme", MIDNIGHT))).isEmpty();
  }

  @Test
  void areATenantsOwnAlone() {
    Map<String, BudgetStatus> told =
        Map.of(
            "each@acme", status("each", "acme", MIDNIGHT),
            "each@globex", status("each", "globex", MIDNIGHT),
            "all", status("all", null, MIDNIGHT),
            "acmes", status("acmes", "acme", MIDNIGHT));
    List<String> asked = new ArrayList<>();
    Function<String, Optional<BudgetStatus>> find =
        key -> {
          asked.add(key);
          return Optional.ofNullable(told.get(key));
        };
    PresentBudgets present = new PresentBudgets(List.of(EACH, ALL, ACMES), NOON);

    assertThat(present.of("acme", PresentBudgetsTest::none, find))
        .containsExactly(told.get("each@acme"), told.get("acmes"));
    assertThat(asked).as("nobody else's is looked at").containsExactly("each@acme", "acmes");
    assertThat(present.of("globex", PresentBudgetsTest::none, find))
        .singleElement()
        .satisfies(status -> assertThat(status.getTenant()).isEqualTo("globex"));
    assertThat(present.of("unseen", PresentBudgetsTest::none, find))
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.getTenant()).isEqualTo("unseen");
              assertThat(status.getSpent()).isEqualByComparingTo("0");
            });
    BudgetStatus foreign = status("each", "globex", MIDNIGHT);
    assertThat(present.of("acme", PresentBudgetsTest::none, key -> Optional.of(foreign)))
        .as("whatever key it is told under")
        .allSatisfy(status -> assertThat(status.getSpent()).isEqualByComparingTo("0"));
  }

  @Test
  void areATenantsOwnWhereItAloneUsesThePipeline() {
    Budget shared =
        new Budget(
            "letters/pipeline/1d",
            new BudgetScope(new Holders.Together(), Optional.of("letters"), Optional.empty()),
            ALL.window(),
            ALL.limit(),
            ALL.action(),
            ALL.alerts(),
            ALL.cheaper(),
            ALL.isDryRun());
    BudgetStatus told = status("letters/pipeline/1d", null, MIDNIGHT);
    PresentBudgets present = new PresentBudgets(List.of(shared, ALL), NOON);

    assertThat(present.of("acme", "letters"::equals, key -> Optional.of(told)))
        .containsExactly(told);
    assertThat(present.of("acme", "letters"::equals, key -> Optional.empty()))
        .singleElement()
        .satisfies(status -> assertThat(status.getSpent()).isEqualByComparingTo("0"));
    assertThat(present.of("acme", PresentBudgetsTest::none, key -> Optional.of(told))).isEmpty();
  }

  private static boolean none(String pipeline) {
    return false;
  }

  private static List<PresentBudgets.Present> present(List<Budget> budgets, BudgetStatus... told) {
    return new PresentBudgets(budgets, NOON).all(List.of(told));
  }

  private static BudgetStatus status(String budget, @Nullable String tenant, Instant start) {
    return BudgetStatus.newBuilder()
        .setBudget(budget)
        .setTenant(tenant)
        .setWindow("1d")
        .setWindowStart(start)
        .setWindowEnd(start.plus(DAY))
        .setLimit(new BigDecimal("5.000000000000"))
        .setSpent(new BigDecimal("3.000000000000"))
        .setWasted(new BigDecimal("0.000000000000"))
        .setUnpricedCalls(0)
        .setShare(new BigDecimal("0.600000"))
        .setAction(BudgetAction.REFUSE)
        .setExceeded(false)
        .setForecast(BudgetForecast.newBuilder().setOutlook(Outlook.NOT_BEFORE_WINDOW_END).build())
        .setAsOf(start.plus(Duration.ofHours(1)))
        .build();
  }

  private static Budget budget(String name, Holders holders) {
    return new Budget(
        name,
        new BudgetScope(holders, Optional.empty(), Optional.empty()),
        new BudgetWindow(PeriodUnit.DAY, 1, ZoneId.of("UTC")),
        new BigDecimal("5"),
        BudgetAction.REFUSE,
        List.of(),
        Optional.empty(),
        false);
  }
}
