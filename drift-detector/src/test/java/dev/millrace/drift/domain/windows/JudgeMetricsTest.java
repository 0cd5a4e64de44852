package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.drift.domain.Traffic.rating;
import static dev.millrace.drift.domain.Traffic.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JudgeMetricsTest {

  private final WatchedWorld world =
      new WatchedWorld(WatchedWorld.terms(new Panes(MINUTE, 1), "north"));

  @Test
  void writesWhatTheJudgeSaysAndHowFarPeopleAgree() {
    List<Answer> answers = WatchedWorld.minute(0, VERSION, 40, new Random(3), null);
    world.look(answers, 1);
    List<Observation> verdicts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      boolean isGood = i % 2 == 0;
      // Of eight, people and judge differ about one.
      boolean isGoodToPeople = i % 8 == 0 ? !isGood : isGood;
      verdicts.add(
          told(
              answers.get(i),
              Judgement.of(verdict("", isGood ? 1 : 0.25, BEGINNING), List.of())
                  .and(Judgement.of(rating("", isGoodToPeople ? 1 : 0, BEGINNING), List.of()))));
    }
    for (int i = 40; i < 50; i++) {
      verdicts.add(told(answers.get(i), Judgement.of(verdict("", "TIED", BEGINNING), List.of())));
    }
    world.lookAt(verdicts, 2);

    QualityMetric rating = figure("judgeRating");
    assertThat(rating.getValue()).isEqualTo(0.625);
    assertThat(rating.getCurrentCount()).isEqualTo(40);
    assertThat(rating.getReferenceCount()).isEqualTo(150);
    assertThat(rating.getVerdict()).as("a figure, no alarm").isEqualTo(Verdict.NOT_ENOUGH_DATA);
    assertThat(rating.getStatistics())
        .isEqualTo(
            Map.of(
                "rated",
                40.0,
                "tied",
                10.0,
                "invalid",
                0.0,
                "unanswered",
                0.0,
                "unpaid",
                0.0,
                "lost",
                0.0));
    assertThat(figure("judgeConsistency").getValue()).isEqualTo(0.8);
    QualityMetric agreement = figure("judgeAgreement");
    assertThat(agreement.getCurrentCount()).isEqualTo(40);
    assertThat(agreement.getStatistics().get("observed")).isEqualTo(0.875);
    assertThat(agreement.getValue()).isEqualTo(0.75);
    assertThat(agreement.getStatistics().get("lower")).isBetween(0.4, 0.75);
    assertThat(agreement.getStatistics().get("upper")).isBetween(0.75, 1.0);
    assertThat(world.metrics)
        .as("of people alone")
        .filteredOn(metric -> metric.getName().equals("rating"))
        .last()
        .satisfies(metric -> assertThat(metric.getCurrentCount()).isEqualTo(40));
  }

  @Test
  void saysNothingOfAJudgeWhereThereIsNone() {
    List<Answer> answers = WatchedWorld.minute(0, VERSION, 40, new Random(3), null);
    world.look(answers, 1);
    world.lookAt(List.of(WatchedWorld.judged(answers.get(0), "bug", BEGINNING + MINUTE)), 2);

    assertThat(world.metrics).extracting(QualityMetric::getName).contains("accuracy");
    assertThat(world.metrics).filteredOn(metric -> metric.getName().startsWith("judge")).isEmpty();
  }

  private QualityMetric figure(String name) {
    return world.metrics.stream()
        .filter(metric -> metric.getName().equals(name) && metric.getSegment() == null)
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  private static Observation told(Answer answer, Judgement judgement) {
    return Observation.of(LabelChange.between(answer, Judgement.NONE, judgement).get(0));
  }
}
