package dev.millrace.cost.domain;

import static dev.millrace.cost.domain.Fixtures.NOON;
import static dev.millrace.cost.domain.Fixtures.call;
import static dev.millrace.cost.domain.Fixtures.charge;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BookingTest {

  private static final Tokens SOME = new Tokens(100, 10, 0, 0, 0);

  /** FNV-1a with its upper half folded in, reckoned apart: number 2, noon, then "call-2". */
  private static final long MARK = 6234618940233619881L;

  /** The same without noon. */
  private static final long OFFLINE_MARK = 2289764250018444958L;

  @Test
  void putsEachCallIntoTheMinuteInWhichItBegan() {
    Charge charge = charge(call(1, NOON, SOME), call(2, NOON.plusSeconds(60), SOME).ending());
    Booking booking = Booking.of(charge, Marks.NONE);

    assertThat(booking.calls())
        .extracting(call -> charge.minute(call).startMillis())
        .containsExactly(NOON.toEpochMilli(), NOON.plusSeconds(60).toEpochMilli());
    assertThat(booking.calls())
        .extracting(call -> charge.minute(call).series())
        .containsOnly(Fixtures.SERIES);
    assertThat(booking.calls())
        .extracting(ChargedCall::endsRequest)
        .as("a request is where its last call is")
        .containsExactly(false, true);
  }

  @Test
  void addsUpWhatIsInOneMinute() {
    Charge charge = charge(call(1, NOON, SOME), call(2, NOON.plusSeconds(59), SOME));
    Booking booking = Booking.of(charge, Marks.NONE);

    assertThat(booking.calls())
        .extracting(charge::minute)
        .containsOnly(charge.minute(first(charge)));
    OpenSums sums = new OpenSums();
    booking.calls().forEach(sums::add);
    assertThat(sums.sums().calls()).isEqualTo(2);
    assertThat(sums.sums().portions().values())
        .containsExactly(new Tally(2, new Tokens(200, 20, 0, 0, 0)));
  }

  @Test
  void addsNothingForACopy() {
    Charge charge = charge(call(1, NOON, SOME), call(2, NOON, SOME).ending());
    Marks first = Booking.of(charge, Marks.NONE).marks();

    Booking copy = Booking.of(Charge.of(charge.bytes()), Marks.of(first.bytes()));

    assertThat(copy.calls()).isEmpty();
    assertThat(copy.marks()).isEqualTo(first);
  }

  @Test
  void booksACallThatWasMadeAgainAfterTheFirstWasLost() {
    Charge first = charge(call(1, NOON, SOME));
    Charge again = charge(otherCall(call(1, NOON.plusMillis(5), SOME)));

    Booking booking = Booking.of(again, Booking.of(first, Marks.NONE).marks());

    assertThat(booking.calls()).as("both were paid for").hasSize(1);
    assertThat(booking.marks().values()).hasSize(2);
  }

  /** Marks are stored: another version has to know what this one booked. */
  @Test
  void knowsCallsByTheMarksOfVersionsBefore() {
    ChargedCall call = call(2, NOON, SOME);

    assertThat(call.mark(Charge.Kind.REQUEST)).isEqualTo(MARK);
    assertThat(call.mark(Charge.Kind.SHADOW)).isEqualTo(MARK);
    assertThat(call.mark(Charge.Kind.OFFLINE)).isEqualTo(OFFLINE_MARK);
  }

  @Test
  void tellsCallsApartByNumberAndTimeAndId() {
    ChargedCall call = call(1, NOON, SOME);

    assertThat(
            List.of(call, call(2, NOON, SOME), call(1, NOON.plusMillis(1), SOME), otherCall(call)))
        .extracting(one -> one.mark(Charge.Kind.SHADOW))
        .doesNotHaveDuplicates();
    assertThat(call(1, NOON.plusMillis(1), SOME).mark(Charge.Kind.OFFLINE))
        .as("what it took, and the most that it can have taken")
        .isEqualTo(call.mark(Charge.Kind.OFFLINE));
  }

  private static ChargedCall first(Charge charge) {
    return charge.calls().get(0);
  }

  private static ChargedCall otherCall(ChargedCall call) {
    return new ChargedCall(
        call.number(),
        call.modelId(),
        call.modelVersion(),
        call.tier(),
        call.startedAtMillis(),
        Optional.of("another"),
        call.portion(),
        call.tokens(),
        call.endsRequest());
  }
}
