package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetScope;
import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.platform.budgets.domain.PresentBudgets;
import dev.millrace.platform.budgets.domain.PresentBudgets.Present;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertKind;
import dev.millrace.record.AlertState;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetForecast;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.Outlook;
import dev.millrace.record.PeriodUnit;
import dev.millrace.record.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetTextTest {

  private static final Instant MORNING = Instant.parse("2026-01-05T06:00:00Z");

  @Test
  void showsABarAndWhenItWillBeUsedUp() {
    BudgetStatus status = unspent(new Holders.Each()).status();
    status.setTenant("acme");
    status.setSpent(new BigDecimal("4.123456789012"));
    status.setWasted(new BigDecimal("0.500000000000"));
    status.setShare(new BigDecimal("0.824691"));
    status.setUnpricedCalls(3L);
    status.setForecast(
        BudgetForecast.newBuilder()
            .setOutlook(Outlook.EXPECTED)
            .setAt(MORNING.plusSeconds(60))
            .setEarliest(MORNING.plusSeconds(30))
            .build());

    assertThat(BudgetText.lines(new Present(budget(new Holders.Each()), status)))
        .isEqualTo(
            String.format(
                "letters/tenant/1d (tenant acme, pipeline letters)%n"
                    + "  [################----]  82.4 %%  4.1235 of 5 USD for 1d, until"
                    + " 2026-01-06T00:00:00Z, refuse, wasted 0.5, and 3 calls without a price; used"
                    + " up by about 2026-01-05T06:01:00Z (2026-01-05T06:00:30Z to not at all)"));
  }

  @Test
  void showsABudgetThatNobodySpendsOf() {
    assertThat(BudgetText.lines(unspent(new Holders.Each())))
        .isEqualTo(
            String.format(
                "letters/tenant/1d (each tenant, pipeline letters)%n"
                    + "  [--------------------]   0.0 %%  0 of 5 USD for 1d, until"
                    + " 2026-01-06T00:00:00Z, refuse; will last"));
    assertThat(BudgetText.scope(unspent(new Holders.Together())))
        .isEqualTo("all tenants, pipeline letters");
    assertThat(BudgetText.scope(unspent(new Holders.One("acme"))))
        .isEqualTo("tenant acme, pipeline letters");
  }

  @Test
  void fillsTheBarFromNothingToAll() {
    assertThat(BudgetText.bar(new BigDecimal("0.049"))).isEqualTo("-".repeat(20));
    assertThat(BudgetText.bar(new BigDecimal("0.05"))).isEqualTo("#" + "-".repeat(19));
    assertThat(BudgetText.bar(new BigDecimal("0.999"))).isEqualTo("#".repeat(19) + "-");
    assertThat(BudgetText.bar(new BigDecimal("17"))).isEqualTo("#".repeat(20));
    assertThat(BudgetText.bar(new BigDecimal("-1"))).isEqualTo("-".repeat(20));
  }

  @Test
  void hasInJsonWhatTheContractNames() {
    ObjectNode json = BudgetText.json(unspent(new Holders.Together()));

    assertThat(json.fieldNames())
        .toIterable()
        .startsWith("budget", "scope")
        .contains("window", "limit", "spent", "share", "action", "forecast", "exceeded")
        .doesNotContain("reserved");
    assertThat(json.path("budget").asText()).isEqualTo("letters/tenant/1d");
    assertThat(json.path("limit").asText()).isEqualTo("5.000000000000");
    assertThat(json.path("forecast").path("outlook").asText()).isEqualTo("NOT_BEFORE_WINDOW_END");
  }

  @Test
  void showsAlertsThatAreOpenAndThatAreOver() {
    Alert alert =
        Alert.newBuilder()
            .setId("1")
            .setKind(AlertKind.BUDGET)
            .setSubject("b@acme")
            .setRule("threshold-80")
            .setSeverity(Severity.WARNING)
            .setState(AlertState.OPEN)
            .setOpenedAt(MORNING)
            .setText("budget b of tenant acme: 80 %")
            .setFigures(List.of())
            .build();

    assertThat(BudgetText.line(alert))
        .isEqualTo("WARNING   open since 2026-01-05T06:00:00Z  budget b of tenant acme: 80 %");
    alert.setState(AlertState.CLOSED);
    alert.setClosedAt(MORNING.plusSeconds(60));
    assertThat(BudgetText.line(alert))
        .isEqualTo(
            "WARNING   2026-01-05T06:00:00Z to 2026-01-05T06:01:00Z  budget b of tenant acme: 80"
                + " %");
  }

  private static Present unspent(Holders holders) {
    return new PresentBudgets(List.of(budget(holders)), MORNING).all(List.of()).get(0);
  }

  private static Budget budget(Holders holders) {
    return new Budget(
        "letters/tenant/1d",
        new BudgetScope(holders, Optional.of("letters"), Optional.empty()),
        new BudgetWindow(PeriodUnit.DAY, 1, ZoneId.of("UTC")),
        new BigDecimal("5"),
        BudgetAction.REFUSE,
        List.of(80),
        Optional.empty(),
        false);
  }
}
