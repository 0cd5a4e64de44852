package dev.millrace.inference.domain.budget;

import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.budgets.domain.BudgetAccount;
import dev.millrace.record.BudgetClaim;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.ReservationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final Instant MORNING = Instant.parse("2026-11-26T08:00:00Z");
  private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");
  private static final Instant END = Instant.parse("2026-11-27T00:00:00Z");
  private static final BudgetAccount ACME = new BudgetAccount("daily", Optional.of("acme"), START);

  private final Ledger ledger = new Ledger();

  @Test
  void grantsInTheOrderOfTheLogUntilNothingIsLeft() {
    assertThat(ledger.apply(reserved("1", "0.60"), MORNING)).isTrue();
    assertThat(ledger.apply(reserved("2", "0.50"), MORNING)).isFalse();
    assertThat(ledger.apply(reserved("3", "0.40"), MORNING)).as("to the last digit").isTrue();

    assertThat(ledger.used(ACME)).isEqualByComparingTo("1.00");
  }

  @Test
  void aCallThatCostLessLeavesRoomForOthers() {
    ledger.apply(reserved("1", "0.90"), MORNING);

    assertThat(ledger.apply(settled("1", "0.15"), MORNING)).as("nothing is granted").isFalse();

    assertThat(ledger.settled(ACME)).isEqualByComparingTo("0.15");
    assertThat(ledger.apply(reserved("2", "0.85"), MORNING)).isTrue();
    assertThat(ledger.apply(reserved("3", "0.000000000001"), MORNING)).isFalse();
  }

  @Test
  void whatWasNotGrantedIsNotBookedAndNotSettled() {
    ledger.apply(reserved("1", "1.00"), MORNING);
    ledger.apply(reserved("2", "0.50"), MORNING);

    ledger.apply(settled("2", "0.50"), MORNING);

    assertThat(ledger.used(ACME)).isEqualByComparingTo("1.00");
    assertThat(ledger.settled(ACME)).isEqualByComparingTo("0");
  }

  @Test
  void theSameRecordTwiceCountsOnce() {
    ledger.apply(reserved("1", "0.30"), MORNING);
    ledger.apply(reserved("1", "0.30"), MORNING);
    ledger.apply(settled("1", "0.20"), MORNING);
    ledger.apply(settled("1", "0.20"), MORNING);

    assertThat(ledger.used(ACME)).isEqualByComparingTo("0.20");
  }

  @Test
  void aCallWithoutAnEndStaysBookedAndIsNotWaitedForAnyMore() {
    ledger.apply(reserved("1", "0.70"), MORNING);

    assertThat(ledger.stuck(ACME, MORNING.plusSeconds(89))).isEqualByComparingTo("0");
    assertThat(ledger.stuck(ACME, MORNING.plusSeconds(90))).isEqualByComparingTo("0.70");
    assertThat(ledger.used(ACME)).isEqualByComparingTo("0.70");

    ledger.apply(settled("1", "0.10"), MORNING);
    assertThat(ledger.stuck(ACME, MORNING.plusSeconds(90))).isEqualByComparingTo("0.10");
  }

  @Test
  void whatDoesNotBindIsBookedAboveTheLimit() {
    BudgetReservation first = reserved("1", "0.70");
    BudgetReservation second = reserved("2", "0.70");
    first.getClaims().get(0).setBinding(false);
    second.getClaims().get(0).setBinding(false);

    assertThat(ledger.apply(first, MORNING)).isTrue();
    assertThat(ledger.apply(second, MORNING)).isTrue();
    assertThat(ledger.used(ACME)).isEqualByComparingTo("1.40");
  }

  @Test
  void allClaimsHaveToHaveRoom() {
    BudgetClaim month = claim("monthly", "0.50");
    BudgetReservation both = reserved("1", "0.60");
    both.setClaims(List.of(claim("daily", "1.00"), month));

    assertThat(ledger.apply(both, MORNING)).isFalse();
    assertThat(ledger.used(ACME)).isEqualByComparingTo("0");
  }

  @Test
  void windowsAreForgottenAfterTheirEnd() {
    ledger.apply(reserved("1", "0.30"), MORNING);
    ledger.apply(reserved("2", "0.30"), MORNING);
    ledger.apply(settled("2", "0.30"), MORNING);

    for (Duration after : List.of(Duration.ofHours(30), Duration.ofHours(31))) {
      ledger.apply(settled("unknown", "0"), START.plus(after));
    }

    assertThat(ledger.size()).isZero();
    assertThat(ledger.openReservations()).isZero();
    assertThat(ledger.openOf("request-1")).isEmpty();
  }

  @Test
  void aWriterWhoseClockIsAheadMakesNothingForgotten() {
    ledger.apply(reserved("1", "0.90"), MORNING);

    for (Duration ahead : List.of(Duration.ofHours(25), Duration.ofDays(400))) {
      BudgetReservation early = settled("unknown", "0");
      early.setAt(MORNING.plus(ahead));
      ledger.apply(early, MORNING.plusSeconds(1));
    }

    assertThat(ledger.used(ACME)).isEqualByComparingTo("0.90");
    assertThat(ledger.apply(reserved("2", "0.20"), MORNING.plusSeconds(2))).isFalse();
  }

  @Test
  void knowsWhatIsStillReservedForARequest() {
    ledger.apply(reserved("1", "0.30"), MORNING);

    assertThat(ledger.openOf("request-1")).hasValue(reserved("1", "0.30"));
    ledger.apply(settled("1", "0.30"), MORNING);
    assertThat(ledger.openOf("request-1")).isEmpty();
  }

  @Test
  void windowsAreKeptForAnHourAfterTheirEnd() {
    ledger.apply(reserved("1", "0.90"), MORNING);
    ledger.apply(settled("1", "0.90"), MORNING);

    ledger.apply(settled("unknown", "0"), END.plus(Duration.ofHours(1)));
    assertThat(ledger.used(ACME)).isEqualByComparingTo("0.90");
    ledger.apply(settled("unknown", "0"), END.plus(Duration.ofMinutes(71)));
    assertThat(ledger.used(ACME)).isEqualByComparingTo("0");
  }

  @Test
  void aReservationIsKeptAsLongAsOneOfItsWindowsIs() {
    Instant month = END.plus(Duration.ofDays(4));
    BudgetReservation both = reserved("1", "0.30");
    BudgetClaim longer = new BudgetClaim("monthly", "acme", START, month, dollars("1.00"), true);
    both.setClaims(List.of(claim("daily", "1.00"), longer));
    BudgetAccount monthly = new BudgetAccount("monthly", Optional.of("acme"), START);
    ledger.apply(both, MORNING);

    ledger.apply(settled("unknown", "0"), END.plus(Duration.ofHours(2)));
    assertThat(ledger.used(ACME)).isEqualByComparingTo("0");
    assertThat(ledger.openOf("request-1")).isPresent();

    ledger.apply(settled("1", "0.10"), END.plus(Duration.ofHours(2)));
    assertThat(ledger.used(monthly)).isEqualByComparingTo("0.10");
    assertThat(ledger.used(ACME)).isEqualByComparingTo("0");
  }

  @Test
  void knowsTheNewestOfARequestsReservations() {
    BudgetReservation second = reserved("2", "0.20");
    second.setRequestId("request-1");
    ledger.apply(reserved("1", "0.30"), MORNING);
    ledger.apply(second, MORNING);

    assertThat(ledger.openReservations()).isEqualTo(2);
    assertThat(ledger.openOf("request-1")).hasValue(second);
    ledger.apply(settled("2", "0.20"), MORNING);
    assertThat(ledger.openOf("request-1")).hasValue(reserved("1", "0.30"));
    assertThat(ledger.openReservations()).isEqualTo(1);
    assertThat(ledger.size()).isEqualTo(1);
  }

  @Test
  void callsAreLostInTheOrderOfTheirTimes() {
    BudgetReservation early = reserved("2", "0.20");
    early.setLostAt(MORNING.plusSeconds(30));
    ledger.apply(reserved("1", "0.30"), MORNING);
    ledger.apply(early, MORNING);
    ledger.apply(reserved("3", "0.10"), MORNING);
    ledger.apply(settled("3", "0.05"), MORNING);

    assertThat(ledger.stuck(ACME, MORNING.plusSeconds(29))).isEqualByComparingTo("0.05");
    assertThat(ledger.stuck(ACME, MORNING.plusSeconds(30))).isEqualByComparingTo("0.25");
    assertThat(ledger.stuck(ACME, MORNING.plusSeconds(90))).isEqualByComparingTo("0.55");
    ledger.apply(settled("2", "0.01"), MORNING);
    assertThat(ledger.stuck(ACME, MORNING.plusSeconds(90))).isEqualByComparingTo("0.36");
    assertThat(ledger.used(ACME)).isEqualByComparingTo("0.36");
  }

  private static BudgetReservation reserved(String id, String amount) {
    return BudgetReservation.newBuilder()
        .setId(id)
        .setState(ReservationState.RESERVED)
        .setRequestId("request-" + id)
        .setTenant("acme")
        .setPipeline("tickets")
        .setModelId("m")
        .setAt(MORNING)
        .setLostAt(MORNING.plusSeconds(90))
        .setAmount(dollars(amount))
        .setClaims(List.of(claim("daily", "1.00")))
        .build();
  }

  private static BudgetReservation settled(String id, String amount) {
    BudgetReservation end = reserved(id, amount);
    end.setState(ReservationState.SETTLED);
    end.setClaims(List.of());
    return end;
  }

  private static BudgetClaim claim(String budget, String limit) {
    return new BudgetClaim(budget, "acme", START, END, dollars(limit), true);
  }
}
