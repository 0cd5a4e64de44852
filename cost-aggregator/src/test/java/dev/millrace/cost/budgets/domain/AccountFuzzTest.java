package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.Severity;
import dev.millrace.schemas.testing.Fuzz;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is stored of budgets is read as it was written; anything else is refused. */
class AccountFuzzTest {

  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  @Test
  void readsAccountsOrRefusesThem() {
    Fuzz.ofBytes(
            "account",
            List.of(
                AccountBytes.write(full()), AccountBytes.write(new Account(Duration.ofDays(1)))))
        .holds(
            input -> {
              Account account;
              try {
                account = AccountBytes.read(input);
              } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s).+");
                return;
              }
              byte[] written = AccountBytes.write(account);
              assertThat(AccountBytes.write(AccountBytes.read(written))).isEqualTo(written);
            });
  }

  @Test
  void readsSpendingOrRefusesIt() {
    Spent spent = new Spent(new BigDecimal("1.000000001"), new BigDecimal("0.5"), 3);

    Fuzz.ofBytes("spending", List.of(AccountBytes.write(spent)))
        .holds(
            input -> {
              Spent read;
              try {
                read = AccountBytes.readSpent(input);
              } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s).+");
                return;
              }
              // Money is written without zeros at its end, so what counts is its value.
              byte[] written = AccountBytes.write(read);
              assertThat(AccountBytes.write(AccountBytes.readSpent(written))).isEqualTo(written);
            });
  }

  @Test
  void refusesMoneyOfLessThanNoBytes() {
    assertThatThrownBy(() -> AccountBytes.readSpent(new byte[] {0, -1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("money has -1 bytes");
  }

  private static Account full() {
    Account account = new Account(Duration.ofDays(1));
    account.firstHour = OptionalLong.of(3);
    account.toldDigest = 7;
    account.recent.add(NOON, new BigDecimal("0.25"));
    account.hours.add(NOON, new BigDecimal("12.5"));
    account.windows.put(NOON, new Spent(BigDecimal.TEN, BigDecimal.ONE, 2));
    account.open.put(
        "threshold-50",
        new OpenAlert(Severity.WARNING, NOON, Optional.of(NOON.plusSeconds(9)), BigDecimal.TEN));
    return account;
  }
}
