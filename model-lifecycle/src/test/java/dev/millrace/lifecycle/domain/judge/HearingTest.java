package dev.millrace.lifecycle.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.lifecycle.domain.judge.Hearing.Ask;
import dev.millrace.record.JudgeState;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class HearingTest {

  private static final BigDecimal CENT = new BigDecimal("0.01");

  private final Hearing hearing = new Hearing();

  @Test
  void asksInBothOrdersOfTheScale() {
    assertThat(hearing.next()).hasValue(new Ask(ScaleOrder.BEST_FIRST, false));
    say(5);
    assertThat(hearing.next()).hasValue(new Ask(ScaleOrder.WORST_FIRST, false));
    say(4);

    assertThat(hearing.next()).isEmpty();
    assertThat(hearing.end().state()).isEqualTo(JudgeState.RATED);
    assertThat(hearing.end().rating()).hasValue(0.875);
    assertThat(hearing.booked()).isEqualByComparingTo("0.02");
    assertThat(hearing.rating(ScaleOrder.BEST_FIRST)).hasValue(5);
    assertThat(hearing.rating(ScaleOrder.WORST_FIRST)).hasValue(4);
  }

  @Test
  void aRatingThatGoesWithThePositionIsATie() {
    say(5);
    say(2);

    assertThat(hearing.end().state()).isEqualTo(JudgeState.TIED);
    assertThat(hearing.end().rating()).isEmpty();
  }

  @Test
  void asksOnceMoreWhereTheAnswerIsNoRating() {
    hearing.said("It is good.", CENT);
    assertThat(hearing.next()).hasValue(new Ask(ScaleOrder.BEST_FIRST, true));
    say(4);
    assertThat(hearing.next()).hasValue(new Ask(ScaleOrder.WORST_FIRST, false));
    hearing.said("Very good!", CENT);
    say(4);

    assertThat(hearing.end().state()).isEqualTo(JudgeState.RATED);
    assertThat(hearing.invalid()).isEqualTo(2);
    assertThat(hearing.booked()).as("most calls").isEqualByComparingTo("0.04");
  }

  @Test
  void givesUpWhereThatIsNoneEither() {
    say(5);
    hearing.said("no", CENT);
    hearing.said("no", CENT);

    assertThat(hearing.next()).isEmpty();
    assertThat(hearing.end().state()).isEqualTo(JudgeState.INVALID);
    assertThat(hearing.end().rating()).as("not guessed from the first position").isEmpty();
    assertThat(hearing.invalid()).isEqualTo(2);
  }

  @Test
  void endsWhereTheEndpointDoesNotAnswer() {
    say(5);
    hearing.unanswered("no reply came", CENT);

    assertThat(hearing.next()).isEmpty();
    assertThat(hearing.end().state()).isEqualTo(JudgeState.UNANSWERED);
    assertThat(hearing.end().detail()).hasValue("no reply came");
    assertThat(hearing.booked()).isEqualByComparingTo("0.02");
  }

  @Test
  void hasNoEndBeforeIt() {
    assertThatThrownBy(hearing::end).hasMessageContaining("not over");
    say(1);
    say(1);
    assertThatThrownBy(() -> say(1)).hasMessageContaining("nothing was asked");
  }

  private void say(int rating) {
    hearing.said("{\"rating\": " + rating + "}", CENT);
  }
}
