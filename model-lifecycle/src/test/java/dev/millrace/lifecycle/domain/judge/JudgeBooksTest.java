package dev.millrace.lifecycle.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.JudgeState;
import dev.millrace.record.JudgeVerdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JudgeBooksTest {

  private static final Instant EVENING = Instant.parse("2026-11-26T23:59:00Z");
  private static final Instant NEXT_MORNING = EVENING.plus(Duration.ofHours(9));
  private static final BigDecimal LIMIT = new BigDecimal("1.00");

  private final JudgeBooks books = new JudgeBooks();

  @Test
  void keepsTheLimitOfADayWithWhatIsSetAside() {
    take("a", JudgeState.ASKING, "0.60", EVENING);

    assertThat(books.hasRoom("letters", EVENING, new BigDecimal("0.40"), LIMIT)).isTrue();
    assertThat(books.hasRoom("letters", EVENING, new BigDecimal("0.41"), LIMIT)).isFalse();
    assertThat(books.hasRoom("others", EVENING, LIMIT, LIMIT)).isTrue();
  }

  @Test
  void givesBackWhatWasNotTaken() {
    take("a", JudgeState.ASKING, "0.60", EVENING);
    take("a", JudgeState.RATED, "0.10", EVENING);

    assertThat(books.booked("letters", EVENING)).isEqualByComparingTo("0.10");
    assertThat(books.open()).isEmpty();
  }

  @Test
  void theMoneyIsThatOfTheDayOnWhichItWasAskedFor() {
    take("a", JudgeState.ASKING, "0.60", EVENING);
    take("b", JudgeState.ASKING, "0.30", NEXT_MORNING);
    take("a", JudgeState.RATED, "0.50", EVENING);

    assertThat(books.booked("letters", EVENING)).isEqualByComparingTo("0.50");
    assertThat(books.booked("letters", NEXT_MORNING)).isEqualByComparingTo("0.30");
  }

  @Test
  void whatDiedUnderWayIsOpenAndStaysBookedWhenItIsLost() {
    take("a", JudgeState.ASKING, "0.60", EVENING);
    assertThat(books.open()).extracting(JudgeVerdict::getRequestId).containsExactly("a");

    take("a", JudgeState.LOST, "0.60", EVENING);
    assertThat(books.open()).isEmpty();
    assertThat(books.knows("a")).isTrue();
    assertThat(books.booked("letters", EVENING)).isEqualByComparingTo("0.60");
  }

  @Test
  void remembersTwoDays() {
    take("a", JudgeState.ASKING, "0.60", EVENING);
    take("b", JudgeState.RATED, "0.60", NEXT_MORNING);
    assertThat(books.knows("a")).isTrue();
    assertThat(books.open()).hasSize(1);

    take("c", JudgeState.RATED, "0.60", NEXT_MORNING.plus(Duration.ofDays(1)));

    assertThat(books.knows("a")).isFalse();
    assertThat(books.open()).isEmpty();
    assertThat(books.booked("letters", EVENING)).isZero();
    assertThat(books.knows("b")).isTrue();
    assertThat(JudgeBooks.since(NEXT_MORNING)).isEqualTo("2026-11-26T00:00:00Z");
  }

  private void take(String request, JudgeState state, String booked, Instant askedAt) {
    books.take(
        JudgeVerdict.newBuilder()
            .setRequestId(request)
            .setTenant("acme")
            .setPipeline("letters")
            .setState(state)
            .setJudge("m")
            .setSpecRevision(1)
            .setBooked(new BigDecimal(booked).setScale(12))
            .setAskedAt(askedAt)
            .setWrittenAt(askedAt)
            .build());
  }
}
