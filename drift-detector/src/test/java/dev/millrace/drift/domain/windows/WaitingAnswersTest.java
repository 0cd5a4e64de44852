package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.drift.domain.Traffic.priced;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitingAnswersTest {

  private static final long SEED = 20261127;
  private static final int SAMPLE = 5;
  private static final int OTHER = VERSION + 1;
  private static final ReferenceKey FIRST = ReferenceKey.first(VERSION);
  private static final ReferenceKey FIRST_OF_ALL = ReferenceKey.first(Group.ALL_VERSIONS);

  private static final WatchTerms TERMS =
      new WatchTerms(
          new Panes(MINUTE, 1),
          Map.of(),
          WatchTerms.Segments.NONE,
          WatchTerms.Reference.FIRST,
          0.01,
          null,
          new FirstPeriod(1, 2, SAMPLE),
          WatchedWorld.LABELS);

  private int next;
  private HeapWindows store = new HeapWindows();
  private WaitingAnswers waiting = new WaitingAnswers(TERMS, new Ledger(), store);

  @Test
  void handsEachAnswerOverOnce() {
    arrive(answers(3, VERSION, 0), FIRST);
    waiting.keep();
    waiting.keep();

    assertThat(store.waiting()).hasSize(3);
  }

  @Test
  void knowsWhoseAnswersTheyAre() {
    arrive(answers(3, VERSION, 0), FIRST);
    arrive(answers(4, OTHER, 0), ReferenceKey.first(OTHER));
    waiting.keep();

    assertThat(waiting.of(VERSION)).hasSize(3);
    assertThat(waiting.of(ReferenceKey.first(OTHER))).hasSize(4);
    assertThat(waiting.of(FIRST_OF_ALL)).hasSize(7);
    assertThat(waiting.of(ReferenceKey.season(VERSION, BEGINNING))).hasSize(3);
    assertThat(waiting.of(ReferenceKey.season(VERSION, BEGINNING + 60 * MINUTE)))
        .as("an hour later")
        .isEmpty();
  }

  @Test
  void thoseThatWaitForSomethingElseGoOnWaiting() {
    List<Answer> mine = answers(3, VERSION, 0);
    arrive(mine, FIRST);
    arrive(mine.subList(0, 1), FIRST_OF_ALL);
    arrive(answers(4, OTHER, 0), ReferenceKey.first(OTHER));
    waiting.keep();

    waiting.end(FIRST);
    assertThat(store.waiting()).as("all wait for the one of all").hasSize(8);
    waiting.end(FIRST_OF_ALL);

    assertThat(store.waiting()).hasSize(4).extracting(Answer::version).containsOnly(OTHER);
    assertThat(waiting.periods()).containsExactly(ReferenceKey.first(OTHER));
  }

  @Test
  void aSampleIsTheSameInAnyOrderAndOfThePeriodAlone() {
    VersionReference period = new VersionReference(BEGINNING, BEGINNING + MINUTE);
    List<Answer> answers = answers(60, VERSION, 0);
    answers.addAll(answers(60, VERSION, 1));
    List<List<Answer>> samples = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      start();
      arrive(answers, FIRST);
      waiting.keep();
      samples.add(waiting.sample(FIRST, period));
      Collections.shuffle(answers, new Random(SEED + round));
    }

    assertThat(samples.get(0))
        .hasSize(SAMPLE)
        .allMatch(answer -> answer.eventTimeMillis() < BEGINNING + MINUTE)
        .extracting(Answer::requestId)
        .as("ids tell who came first, hashes do not")
        .isNotEqualTo(List.of("3-0-1000", "3-0-1001", "3-0-1002", "3-0-1003", "3-0-1004"));
    assertThat(samples).allMatch(samples.get(0)::equals);
  }

  /** Where traffic is much, a first period does not grow with it; what is behind it stays. */
  @Test
  void letsNoMoreWaitThanASampleTakesAndAllThatIsBehind() {
    List<Answer> first = answers(60, VERSION, 0);
    List<Answer> behind = answers(4, VERSION, 1);
    arrive(first, FIRST);
    arrive(behind, FIRST);
    waiting.keep();
    List<Answer> sample =
        waiting.sample(FIRST, new VersionReference(BEGINNING, BEGINNING + MINUTE));

    waiting.cutDown();

    List<Answer> expected = new ArrayList<>(sample);
    expected.addAll(behind);
    assertThat(store.waiting()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void isCutDownWhenThereAreTwiceAsMany() {
    arrive(answers(2 * SAMPLE, VERSION, 0), FIRST);
    waiting.keep();
    waiting.cutDown();
    assertThat(store.waiting()).as("that is little").hasSize(2 * SAMPLE);
    arrive(answers(1, VERSION, 1), FIRST);
    waiting.keep();
    waiting.cutDown();
    assertThat(store.waiting()).hasSize(SAMPLE + 1);

    arrive(answers(SAMPLE + 1, VERSION, 0), FIRST);
    waiting.keep();
    waiting.cutDown();
    assertThat(store.waiting()).as("twice as many as were left").hasSize(2 * SAMPLE + 2);
    arrive(answers(1, VERSION, 2), FIRST);
    waiting.keep();
    waiting.cutDown();

    assertThat(store.waiting()).hasSize(SAMPLE + 2);
  }

  private void start() {
    store = new HeapWindows();
    waiting = new WaitingAnswers(TERMS, new Ledger(), store);
  }

  private void arrive(List<Answer> answers, ReferenceKey key) {
    for (Answer answer : answers) {
      waiting.count(key, answer.eventTimeMillis());
      waiting.add(answer);
    }
  }

  /** Their ids have the order in which they came. */
  private List<Answer> answers(int number, int version, int minute) {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String id = version + "-" + minute + "-" + (1_000 + next++);
      answers.add(priced(id, BEGINNING + minute * MINUTE, version, Answer.ANSWERED, 1L));
    }
    return answers;
  }
}
