package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.Outcome;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Sums of money that differ, and why. */
class BalanceTextTest {

  @Test
  void saysWhatOfTheLedgerNoBudgetCounts() {
    Balance balance = balance(part(120, "0.000473025"), part(1616, "0.006447910"));

    assertThat(BalanceText.table(balance).lines())
        .contains(
            "of the ledger, in the shadow: 120 calls, 0.000473025 USD",
            "of the ledger, by evaluations, replays and judges: 1616 calls, 0.00644791 USD, in none"
                + " of the budgets of tenants, pipelines and models");
    assertThat(BalanceText.json(balance).path("offline").toString())
        .isEqualTo("{\"calls\":1616,\"money\":\"0.006447910\"}");
  }

  @Test
  void isSilentOfWhatThereIsNot() {
    assertThat(BalanceText.table(balance(part(0, "0"), part(0, "0"))))
        .doesNotContain("of the ledger,");
  }

  @Test
  void theDemoSaysWhatItsSumsAreOf() {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.putObject("cost").put("amount", "0.030000000000").put("currency", "USD");
    report
        .putObject("budget")
        .put("spent", "0.000000000000")
        .put("currency", "USD")
        .put("window", "1d");

    assertThat(ReportText.of(report, DemoReport.MEANINGS).lines())
        .containsExactly(
            "cost               amount 0.03, currency USD (the calls for these predictions)",
            "budget             spent 0, currency USD, window 1d (counts calls in the shadow too, and no evaluations)");
  }

  private static Balance balance(Balance.Part shadows, Balance.Part offline) {
    return new Balance(
        new Balance.Account("", "", 0, 0, none(), 0, 0),
        List.of(),
        0,
        new Balance.Calls(0, 0, 0, 0, 0, 0, 0),
        new Balance.Money(
            BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0),
        shadows,
        offline,
        List.of());
  }

  private static Map<Outcome, Long> none() {
    return Arrays.stream(Outcome.values()).collect(Collectors.toMap(one -> one, one -> 0L));
  }

  private static Balance.Part part(long calls, String money) {
    return new Balance.Part(calls, new BigDecimal(money));
  }
}
