package dev.millrace.drift.domain.quality;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.quality.QualityStream.State;
import dev.millrace.drift.domain.quality.QualityStream.Terms;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QualityStreamTest {

  private static final long SEED = 20261126;
  private static final int ROWS = 20;
  private static final Terms LEARNT = new Terms(null, 500, 1_000);

  private final Random random = new Random(SEED);
  private QualityStream stream = new QualityStream();

  /** Ten points of errors more show in no window of twenty rows. */
  @Test
  void findsADeclineThatNoWindowShowsAndItsEnd() {
    assertThat(play(24, 0.2).state()).isEqualTo(State.LEARNING);
    assertThat(play(100, 0.2).state()).isEqualTo(State.WELL);

    int delay = until(State.DECLINING, 0.35);
    assertThat(delay).as("panes, seed %d", SEED).isLessThan(60);
    QualityStream.Step later = play(100, 0.35);
    assertThat(later.state()).isEqualTo(State.DECLINING);
    assertThat(later.adwinMean()).isBetween(0.3, 0.4);

    int over = until(State.WELL, 0.1);
    assertThat(over).as("panes, seed %d", SEED).isLessThan(100);
  }

  @Test
  void alarmsAreAsRareAsPromisedWithATarget() {
    Terms terms = new Terms(0.8, 500, 100);
    int panes = 100_000;
    int alarms = 0;
    State before = State.WELL;
    for (int i = 0; i < panes; i++) {
      State now = stream.take(pane(0.2), terms).state();
      alarms += now == State.DECLINING && before == State.WELL ? 1 : 0;
      before = now;
    }

    System.out.println("stream at its bound: " + alarms + " alarms, seed " + SEED);
    assertThat(alarms).isLessThanOrEqualTo(panes / 100);
  }

  @Test
  void goesOnInAnotherLife() {
    QualityStream other = new QualityStream();
    for (int i = 0; i < 300; i++) {
      JudgedRows pane = pane(i < 200 ? 0.2 : 0.4);
      other = QualityStream.of(other.bytes());

      assertThat(other.take(pane, LEARNT)).as("pane %d", i).isEqualTo(stream.take(pane, LEARNT));
    }

    assertThat(other.bytes()).isEqualTo(stream.bytes());
  }

  @Test
  void anotherTargetBeginsAnewAndAnotherRunLengthGoesOn() {
    stream.take(pane(0.3), new Terms(0.8, 500, 1_000));
    double evidence = stream.take(pane(0.3), new Terms(0.8, 500, 2_000)).evidence();
    double anew = stream.take(pane(0), new Terms(0.7, 500, 2_000)).evidence();

    assertThat(evidence).isPositive();
    assertThat(anew).isLessThan(1.0 / 2_000);
  }

  @Test
  void ratingsAreErrorsByHowMuchTheyLack() {
    JudgedRows rows = new JudgedRows();
    Answer answer = answer("r", BEGINNING, "bug", 0.9, null);
    LabelChange.between(answer, Judgement.NONE, new Judgement(null, 0, 0.75, BEGINNING))
        .forEach(rows::add);
    LabelChange.between(answer, Judgement.NONE, new Judgement("billing", BEGINNING, 1.0, BEGINNING))
        .forEach(rows::add);

    assertThat(rows.rows()).isEqualTo(2);
    assertThat(rows.errors()).isEqualTo(1.25);
  }

  private int until(State state, double rate) {
    int panes = 1;
    while (play(1, rate).state() != state && panes < 10_000) {
      panes++;
    }
    return panes;
  }

  private QualityStream.Step play(int panes, double rate) {
    QualityStream.Step step = stream.take(pane(rate), LEARNT);
    for (int i = 1; i < panes; i++) {
      step = stream.take(pane(rate), LEARNT);
    }
    return step;
  }

  private JudgedRows pane(double rate) {
    JudgedRows pane = new JudgedRows();
    for (int i = 0; i < ROWS; i++) {
      String truth = random.nextDouble() < rate ? "billing" : "bug";
      pane.add(new LabelChange(1, "tickets", 3, null, BEGINNING, "bug", null, truth, null, 1_000));
    }
    return pane;
  }
}
