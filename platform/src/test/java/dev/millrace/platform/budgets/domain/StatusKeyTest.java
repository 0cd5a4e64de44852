package dev.millrace.platform.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.PeriodUnit;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusKeyTest {

  private static final Budget EACH = budget(new Holders.Each());
  private static final Budget TOGETHER = budget(new Holders.Together());
  private static final Budget ACMES = budget(new Holders.One("acme"));

  @Test
  void namesTheTenantWhereEachHasItsOwn() {
    assertThat(StatusKey.of(EACH, "acme")).hasToString("night@acme");
    assertThat(StatusKey.of(TOGETHER, "acme")).hasToString("night");
    assertThat(StatusKey.of(ACMES, "acme")).hasToString("night");
  }

  @Test
  void isReadAsItIsWritten() {
    StatusKey ofOne = new StatusKey("night", Optional.of("a@b"));
    StatusKey ofAll = new StatusKey("night", Optional.empty());

    assertThat(StatusKey.parse(ofOne.toString())).isEqualTo(ofOne);
    assertThat(StatusKey.parse(ofAll.toString())).isEqualTo(ofAll);
    assertThat(StatusKey.parse("@acme")).isEqualTo(new StatusKey("", Optional.of("acme")));
  }

  @Test
  void saysWhoseSpendingItIs() {
    assertThat(StatusKey.of(EACH, "acme").tenant(EACH)).contains("acme");
    assertThat(StatusKey.of(ACMES, "acme").tenant(ACMES)).contains("acme");
    assertThat(StatusKey.of(TOGETHER, "acme").tenant(TOGETHER)).isEmpty();
  }

  private static Budget budget(Holders holders) {
    return new Budget(
        "night",
        new BudgetScope(holders, Optional.empty(), Optional.empty()),
        new BudgetWindow(PeriodUnit.DAY, 1, ZoneId.of("UTC")),
        BigDecimal.ONE,
        BudgetAction.REFUSE,
        List.of(),
        Optional.empty(),
        false);
  }
}
