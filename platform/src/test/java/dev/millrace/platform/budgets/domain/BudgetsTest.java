package dev.millrace.platform.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetHolders;
import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.PeriodUnit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetsTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-26T00:00:00Z");

  @Test
  void aBudgetCountsWhatFitsAllOfItsParts() {
    Budget one =
        Budget.of(
            definition(BudgetHolders.ONE).setTenant("acme").setPipeline("p").setModel("m").build());
    Budgets budgets = Budgets.of(one);

    assertThat(budgets.covering("acme", "p", "m")).containsExactly(one);
    assertThat(budgets.covering("other", "p", "m")).isEmpty();
    assertThat(budgets.covering("acme", "q", "m")).isEmpty();
    assertThat(budgets.covering("acme", "p", "n")).isEmpty();
  }

  @Test
  void aBudgetWithoutPartsCountsEverything() {
    Budget all = Budget.of(definition(BudgetHolders.TOGETHER).build());

    assertThat(Budgets.of(all).covering("anybody", "any", "model")).containsExactly(all);
    assertThat(all.account("anybody", NOON))
        .isEqualTo(new BudgetAccount("night", Optional.empty(), MIDNIGHT))
        .isEqualTo(all.account("another", NOON));
  }

  @Test
  void eachTenantHasAnAccountOfItsOwn() {
    Budget each = Budget.of(definition(BudgetHolders.EACH).build());

    assertThat(each.account("never-seen", NOON))
        .isEqualTo(new BudgetAccount("night", Optional.of("never-seen"), MIDNIGHT));
  }

  @Test
  void budgetsOfSpecsAreNamedByWhatTheyAreAndNotByTheirLimit() {
    dev.millrace.record.Budget declared =
        dev.millrace.record.Budget.newBuilder()
            .setScope(dev.millrace.record.BudgetScope.TENANT)
            .setModel("m")
            .setPeriod(new BudgetPeriod(PeriodUnit.MONTH, 1, "Europe/Vienna"))
            .setLimit(dollars("5"))
            .setAction(BudgetAction.REFUSE)
            .setDryRun(true)
            .build();

    Budget budget = Budget.of("tickets", declared);

    assertThat(budget.name()).isEqualTo("tickets/tenant/1mo/refuse/m/dry-run");
    assertThat(budget.scope().covers("anybody", "tickets", "m")).isTrue();
    assertThat(budget.scope().covers("anybody", "others", "m")).isFalse();
    declared.setLimit(dollars("6"));
    assertThat(Budget.of("tickets", declared).name()).isEqualTo(budget.name());
  }

  @Test
  void tellsWhichAlertsAnAmountHasReached() {
    Budget budget =
        Budget.of(definition(BudgetHolders.EACH).setAlerts(List.of(100, 50, 80)).build());

    assertThat(budget.reached(dollars("0.99"))).isEmpty();
    assertThat(budget.reached(dollars("1.60"))).containsExactly(50, 80);
    assertThat(budget.reached(dollars("2"))).containsExactly(50, 80, 100);
  }

  @Test
  void passesOverWhatIsNoBudgetAndSaysSo() {
    List<String> told = new ArrayList<>();

    Budgets budgets =
        Budgets.of(
            List.of(),
            List.of(
                definition(BudgetHolders.EACH).setName("a").setAction(BudgetAction.DEGRADE).build(),
                definition(BudgetHolders.ONE).setName("b").build(),
                definition(BudgetHolders.EACH).setName("c").build()),
            (name, why) -> told.add(name + ": " + why.getMessage()));

    assertThat(budgets.all()).extracting(Budget::name).containsExactly("c");
    assertThat(told)
        .containsExactly(
            "a: budget a needs a cheaper model where its action is DEGRADE, and only there",
            "b: budget b does not say of which tenant");
  }

  @Test
  void aLimitIsAboveNothing() {
    assertThatThrownBy(
            () -> Budget.of(definition(BudgetHolders.EACH).setLimit(dollars("0")).build()))
        .hasMessageContaining("budget night has the limit 0");
  }

  private static BudgetDefinition.Builder definition(BudgetHolders holders) {
    return BudgetDefinition.newBuilder()
        .setName("night")
        .setHolders(holders)
        .setPeriod(new BudgetPeriod(PeriodUnit.DAY, 1, "UTC"))
        .setLimit(dollars("2"))
        .setAction(BudgetAction.REFUSE)
        .setChangedBy("ada")
        .setChangedAt(MIDNIGHT);
  }

  private static BigDecimal dollars(String amount) {
    return new BigDecimal(amount).setScale(12);
  }
}
