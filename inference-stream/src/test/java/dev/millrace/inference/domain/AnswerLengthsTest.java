package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerLengthsTest {

  private static final AnswerLengths.Kind TICKETS = new AnswerLengths.Kind("tickets", 1, "nova");

  private final AnswerLengths lengths = new AnswerLengths();

  @Test
  void saysNothingUntilEnoughWereSeen() {
    see(TICKETS, 40, AnswerLengths.FEWEST - 1);
    assertThat(lengths.bound(TICKETS)).isEmpty();

    see(TICKETS, 40, 1);

    assertThat(lengths.bound(TICKETS)).hasValue(50);
  }

  @Test
  void boundsTheLongestAndAQuarter() {
    see(TICKETS, 4, AnswerLengths.FEWEST);
    see(TICKETS, 81, 1);
    see(TICKETS, 4, AnswerLengths.FEWEST);

    assertThat(lengths.bound(TICKETS)).hasValue(102);
  }

  @Test
  void forgetsWhatIsOlderThanItsWindow() {
    see(TICKETS, 400, 1);
    see(TICKETS, 4, AnswerLengths.WINDOW - 1);
    assertThat(lengths.bound(TICKETS)).hasValue(500);

    see(TICKETS, 4, 1);

    assertThat(lengths.bound(TICKETS)).hasValue(5);
  }

  @Test
  void learnsForEachPromptAndModelAlone() {
    see(TICKETS, 40, AnswerLengths.FEWEST);

    assertThat(lengths.bound(new AnswerLengths.Kind("others", 1, "nova"))).isEmpty();
    assertThat(lengths.bound(new AnswerLengths.Kind("tickets", 2, "nova"))).isEmpty();
    assertThat(lengths.bound(new AnswerLengths.Kind("tickets", 1, "haiku"))).isEmpty();
  }

  @Test
  void growsAtOnceWhereAnAnswerIsCutShort() {
    see(TICKETS, 40, AnswerLengths.WINDOW);

    lengths.cutShort(TICKETS, 50);

    assertThat(lengths.bound(TICKETS)).hasValue(125);
  }

  @Test
  void remembersABoundedNumberOfKinds() {
    see(TICKETS, 40, AnswerLengths.FEWEST);
    for (int i = 0; i < 2_000; i++) {
      lengths.answered(new AnswerLengths.Kind("p" + i, 1, "nova"), 4);
    }

    assertThat(lengths.bound(TICKETS)).isEmpty();
  }

  /** Of answers whose lengths vary by a factor of a thousand, at most one in a hundred is cut. */
  @Test
  void cutsFewOfLengthsThatVaryMuch() {
    long seed = new Random().nextLong();
    System.out.println("AnswerLengthsTest: seed " + seed);
    Random random = new Random(seed);
    int cut = 0;
    int answers = 20_000;
    for (int i = 0; i < answers; i++) {
      int length = (int) Math.ceil(30 * Math.exp(random.nextGaussian()));
      int bound = lengths.bound(TICKETS).orElse(Integer.MAX_VALUE);
      if (length > bound) {
        cut++;
        lengths.cutShort(TICKETS, bound);
      }
      lengths.answered(TICKETS, length);
    }

    assertThat(cut).isLessThan(answers / 100);
  }

  private void see(AnswerLengths.Kind kind, int tokens, int times) {
    for (int i = 0; i < times; i++) {
      lengths.answered(kind, tokens);
    }
  }
}
