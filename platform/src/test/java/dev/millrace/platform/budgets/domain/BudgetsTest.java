package dev.millrace.platform.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetHolders;
import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.Governance;
import dev.millrace.record.Models;
import dev.millrace.record.PeriodUnit;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.PromptTemplate;
import dev.millrace.record.Task;
import dev.millrace.schemas.TrustedRecords;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetsTest {

  static {
    TrustedRecords.install();
  }

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
        .isEqualTo(new BudgetAccount("1d|UTC|*|*|together", Optional.empty(), MIDNIGHT))
        .isEqualTo(all.account("another", NOON));
  }

  @Test
  void eachTenantHasAnAccountOfItsOwn() {
    Budget each = Budget.of(definition(BudgetHolders.EACH).build());

    assertThat(each.account("never-seen", NOON))
        .isEqualTo(new BudgetAccount("1d|UTC|*|*|each", Optional.of("never-seen"), MIDNIGHT));
  }

  @Test
  void budgetsOfSpecsAreNamedByWhatTheyCountAndNotByWhatTheyDo() {
    dev.millrace.record.Budget first = declared().setModel("m").build();
    dev.millrace.record.Budget second = declared().setModel("m").setDryRun(true).build();

    List<Budget> before = inForce(spec(first, second, declared().build()));
    first.setLimit(dollars("6"));
    first.setAction(BudgetAction.DEFER);
    second.setDryRun(false);
    List<Budget> after = inForce(spec(first, second, declared().build()));

    assertThat(before)
        .extracting(Budget::name)
        .containsExactly("tickets/tenant/1mo/m", "tickets/tenant/1mo/m/2", "tickets/tenant/1mo");
    assertThat(after)
        .extracting(Budget::name)
        .isEqualTo(before.stream().map(Budget::name).toList());
    assertThat(before.get(0).scope().covers("anybody", "tickets", "m")).isTrue();
    assertThat(before.get(0).scope().covers("anybody", "others", "m")).isFalse();
  }

  @Test
  void whatCountsTheSameHasOneAccountWhateverItDoes() {
    Budget refuses = Budget.of(definition(BudgetHolders.ONE).setTenant("acme").build());
    Budget renamed =
        Budget.of(
            definition(BudgetHolders.ONE)
                .setTenant("acme")
                .setName("other")
                .setAction(BudgetAction.DEFER)
                .setLimit(dollars("7"))
                .build());

    assertThat(renamed.account("acme", NOON)).isEqualTo(refuses.account("acme", NOON));
  }

  @Test
  void anotherScopeUnderTheSameNameBeginsAnew() {
    BudgetAccount acmes =
        Budget.of(definition(BudgetHolders.ONE).setTenant("acme").build()).account("acme", NOON);

    assertThat(
            Budget.of(definition(BudgetHolders.ONE).setTenant("globex").build())
                .account("globex", NOON))
        .isNotEqualTo(acmes);
    assertThat(
            Budget.of(definition(BudgetHolders.ONE).setTenant("acme").setPipeline("p").build())
                .account("acme", NOON))
        .isNotEqualTo(acmes);
  }

  @Test
  void whatIsNotUnderstoodAndMayStopCallsIsNotTakenForNone() {
    Budgets budgets =
        Budgets.of(
            List.of(
                spec(
                    declared()
                        .setModel("m")
                        .setPeriod(new BudgetPeriod(PeriodUnit.DAY, 1, "Mars/Olympus"))
                        .build())),
            List.of(
                definition(BudgetHolders.ONE).setName("b").setPipeline("p").build(),
                definition(BudgetHolders.ONE)
                    .setName("c")
                    .setAction(BudgetAction.ALERT)
                    .setPipeline("q")
                    .build()),
            (name, why) -> {});

    assertThat(budgets.unclear("acme", "tickets", "m")).hasValue("tickets/tenant/1d/m");
    assertThat(budgets.unclear("acme", "tickets", "other")).isEmpty();
    assertThat(budgets.unclear("acme", "p", "m")).hasValue("b");
    assertThat(budgets.unclear("acme", "q", "m")).as("it would stop nothing").isEmpty();
  }

  @Test
  void whatCannotBeReadMayCountWhateverItsKeyAllows() {
    Budgets unreadSpec = Budgets.NONE.withUnread(List.of("tickets"), List.of());
    Budgets unreadBudget = Budgets.NONE.withUnread(List.of(), List.of("night"));

    assertThat(unreadSpec.unclear("acme", "tickets", "m")).hasValue("tickets");
    assertThat(unreadSpec.unclear("acme", "others", "m")).isEmpty();
    assertThat(unreadBudget.unclear("acme", "others", "m")).hasValue("night");
    assertThat(Budgets.NONE.withUnread(List.of(), List.of())).isSameAs(Budgets.NONE);
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

  @Test
  void aShareIsRoundedDownSoThatNoLimitIsReachedEarly() {
    Budget third = Budget.of(definition(BudgetHolders.EACH).setLimit(dollars("0.01")).build());
    Budget smallest =
        Budget.of(definition(BudgetHolders.EACH).setLimit(dollars("0.000000000001")).build());

    assertThat(third.share(33)).isEqualTo(dollars("0.0033"));
    assertThat(third.share(100)).isEqualTo(dollars("0.01"));
    assertThat(smallest.share(99)).isEqualTo(dollars("0"));
  }

  @Test
  void aCheaperModelIsForBudgetsThatDegradeAlone() {
    BudgetDefinition.Builder degrades =
        definition(BudgetHolders.EACH)
            .setAction(BudgetAction.DEGRADE)
            .setDegradeTo("cheap")
            .setDegradeFrom(70);

    assertThat(Budget.of(degrades.build()).cheaper()).contains(new Budget.Cheaper("cheap", 70));
    assertThatThrownBy(() -> Budget.of(degrades.setAction(BudgetAction.REFUSE).build()))
        .hasMessageContaining("only there");
  }

  @Test
  void aSpecsBudgetIsOfThePipelineOrOfEachTenantInIt() {
    List<Budget> budgets =
        inForce(
            spec(
                declared()
                    .setScope(dev.millrace.record.BudgetScope.PIPELINE)
                    .setAlerts(List.of(80))
                    .setDryRun(true)
                    .build(),
                declared()
                    .setAction(BudgetAction.DEGRADE)
                    .setDegradeTo("cheap")
                    .setDegradeFrom(60)
                    .build()));

    assertThat(budgets.get(0))
        .isEqualTo(
            new Budget(
                "tickets/pipeline/1mo",
                new BudgetScope(
                    new BudgetScope.Holders.Together(), Optional.of("tickets"), Optional.empty()),
                new BudgetWindow(PeriodUnit.MONTH, 1, ZoneId.of("Europe/Vienna")),
                dollars("5"),
                BudgetAction.REFUSE,
                List.of(80),
                Optional.empty(),
                true));
    assertThat(budgets.get(1).scope().holders()).isEqualTo(new BudgetScope.Holders.Each());
    assertThat(budgets.get(1).cheaper()).contains(new Budget.Cheaper("cheap", 60));
    assertThat(budgets.get(1).isDryRun()).isFalse();
  }

  @Test
  void aDryRunThatIsNotUnderstoodStopsNothing() {
    BudgetPeriod nowhere = new BudgetPeriod(PeriodUnit.DAY, 1, "Mars/Olympus");
    Budgets budgets =
        Budgets.of(
            List.of(spec(declared().setPeriod(nowhere).setDryRun(true).build())),
            List.of(
                definition(BudgetHolders.EACH).setPeriod(nowhere).setDryRun(true).build(),
                definition(BudgetHolders.EACH).setPeriod(nowhere).setModel("dear").build()),
            (name, why) -> {});

    assertThat(budgets.all()).isEmpty();
    assertThat(budgets.unclear("acme", "tickets", "m")).isEmpty();
    assertThat(budgets.unclear("acme", "tickets", "dear")).hasValue("night");
  }

  @Test
  void aCallIsCountedByThePipelinesBudgetsAndByThoseOfAll() {
    Budget own = Budget.of(definition(BudgetHolders.EACH).setName("own").setPipeline("p").build());
    Budget all = Budget.of(definition(BudgetHolders.EACH).setName("all").build());

    assertThat(Budgets.of(all, own).covering("acme", "p", "m")).containsExactly(own, all);
    assertThat(Budgets.of(all, own).covering("acme", "q", "m")).containsExactly(all);
    assertThat(Budgets.of(own).covering("acme", "q", "m")).isEmpty();
    assertThat(Budgets.of(all).covering("acme", "q", "m")).containsExactly(all);
  }

  private static List<Budget> inForce(PipelineSpec spec) {
    return Budgets.of(List.of(spec), List.of(), (name, why) -> {}).all();
  }

  private static PipelineSpec spec(dev.millrace.record.Budget... budgets) {
    return PipelineSpec.newBuilder()
        .setPipeline("tickets")
        .setRevision(1)
        .setTask(Task.CLASSIFICATION)
        .setGovernance(new Governance(Map.of(), 1000, 1000L))
        .setPrompt(new PromptTemplate(null, "{{event}}", List.of("bug"), 16, null, true, false))
        .setModels(new Models("m", List.of(), null))
        .setBatching(new Batching(1, 0L, BatchingMode.SINGLE))
        .setBudgets(List.of(budgets))
        .setYaml("")
        .setAppliedAt(MIDNIGHT)
        .build();
  }

  private static dev.millrace.record.Budget.Builder declared() {
    return dev.millrace.record.Budget.newBuilder()
        .setScope(dev.millrace.record.BudgetScope.TENANT)
        .setPeriod(new BudgetPeriod(PeriodUnit.MONTH, 1, "Europe/Vienna"))
        .setLimit(dollars("5"))
        .setAction(BudgetAction.REFUSE);
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
