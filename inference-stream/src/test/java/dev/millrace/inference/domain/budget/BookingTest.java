package dev.millrace.inference.domain.budget;

import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.Requests;
import dev.millrace.record.BudgetClaim;
import dev.millrace.record.BudgetReservation;
import dev.millrace.record.ReservationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BookingTest {

  private static final Instant START = Requests.BEGINNING;
  private static final Instant NOON = START.plus(Duration.ofHours(12));
  private static final Instant MIDNIGHT = START.plus(Duration.ofDays(1));

  @Test
  void holdsUntilTheFirstOfItsWindowsEnds() {
    Booking booking = new Booking(Optional.of(reservation(NOON, MIDNIGHT)));

    assertThat(booking.holds(NOON.minusMillis(1))).isTrue();
    assertThat(booking.holds(NOON)).as("the call would be counted in the next").isFalse();
    assertThat(booking.bound()).isEqualTo(dollars("0.40"));
  }

  @Test
  void holdsForEverWhereNoBudgetCountsTheCall() {
    assertThat(Booking.UNCOUNTED.holds(Instant.MAX)).isTrue();
    assertThat(Booking.UNCOUNTED.bound()).isEqualByComparingTo("0");
  }

  private static BudgetReservation reservation(Instant... ends) {
    return BudgetReservation.newBuilder()
        .setId("life/1")
        .setState(ReservationState.RESERVED)
        .setRequestId("request-1")
        .setTenant("acme")
        .setPipeline("tickets")
        .setModelId("m")
        .setAt(START)
        .setLostAt(START.plusSeconds(90))
        .setAmount(dollars("0.40"))
        .setClaims(List.of(ends).stream().map(BookingTest::claim).toList())
        .build();
  }

  private static BudgetClaim claim(Instant end) {
    return new BudgetClaim("until " + end, "acme", START, end, dollars("1"), true);
  }
}
