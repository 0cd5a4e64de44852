package dev.millrace.inference.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnwrittenAnswersTest {

  private static final int ONE = UnwrittenAnswers.shareOf(1);

  @ParameterizedTest
  @CsvSource({"1, 16", "16, 16", "17, 17", "65, 65"})
  void areTooManyWhenThereAreAsManyAsCallsAtOnce(int callsAtOnce, int most) {
    UnwrittenAnswers answers = new UnwrittenAnswers(callsAtOnce);
    for (int answer = 1; answer < most; answer++) {
      answers.add(ONE);
      assertThat(answers.areTooMany()).as("%d of %d", answer, most).isFalse();
    }

    answers.add(ONE);

    assertThat(answers.areTooMany()).isTrue();
    assertThat(answers.calls()).isEqualTo(most);
  }

  @Test
  void sayOnceThatThereIsRoomAgain() {
    UnwrittenAnswers answers = new UnwrittenAnswers(16);
    for (int answer = 0; answer < 18; answer++) {
      answers.add(ONE);
    }

    assertThat(answers.remove(ONE)).as("17 left").isFalse();
    assertThat(answers.remove(ONE)).as("16 left").isFalse();
    assertThat(answers.remove(ONE)).as("15 left").isTrue();
    assertThat(answers.remove(ONE)).as("14 left").isFalse();
    assertThat(answers.areTooMany()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 100})
  void thoseWhoShareACallCountAsOne(int requests) {
    UnwrittenAnswers answers = new UnwrittenAnswers(16);
    int share = UnwrittenAnswers.shareOf(requests);
    for (int request = 0; request < requests; request++) {
      answers.add(share);
    }
    assertThat(answers.calls()).isBetween(0.99, 1.0);

    for (int request = 0; request < requests; request++) {
      answers.remove(share);
    }

    assertThat(answers.calls()).isZero();
  }

  @Test
  void whoeverSharesACallIsNeverNothing() {
    assertThat(UnwrittenAnswers.shareOf(1_000_000)).isEqualTo(1);
    assertThat(UnwrittenAnswers.shareOf(0)).isEqualTo(ONE);
  }
}
