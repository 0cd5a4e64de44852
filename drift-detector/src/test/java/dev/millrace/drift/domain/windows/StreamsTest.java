package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.windows.WatchedWorld.judged;
import static dev.millrace.drift.domain.windows.WatchedWorld.minute;
import static dev.millrace.drift.domain.windows.WatchedWorld.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.record.Evidence;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.TrustedRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StreamsTest {

  private static final Panes MINUTES = new Panes(MINUTE, 1);
  private static final long SEED = 20261126;

  private final Random random = new Random(SEED);
  private final WatchedWorld world =
      new WatchedWorld(
          new WatchTerms(
              MINUTES,
              terms(MINUTES).features(),
              WatchTerms.Segments.NONE,
              WatchTerms.Reference.FIRST,
              0.01,
              0.9,
              WatchedWorld.FIRST,
              new LabelTerms(Duration.ofMinutes(1), Duration.ofDays(30))));

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  /** Twenty labels in a window are too few to say anything. */
  @Test
  void aDeclineThatNoWindowShowsIsOneEvent() {
    for (int i = 0; i < 40; i++) {
      List<Answer> answers = minute(i, 3, 30, random, null);
      List<Observation> came = new ArrayList<>(answers.stream().map(Observation::of).toList());
      for (Answer answer : answers.subList(0, 20)) {
        boolean right = random.nextDouble() < (i < 20 ? 0.92 : 0.7);
        came.add(judged(answer, right ? "bug" : "billing", answer.eventTimeMillis() + 1));
      }
      world.lookAt(came, i + 1);
    }

    assertThat(world.metrics)
        .filteredOn(metric -> metric.getName().equals("accuracy"))
        .isNotEmpty()
        .allMatch(metric -> metric.getVerdict() == Verdict.NOT_ENOUGH_DATA);
    assertThat(stream())
        .as("seed %d", SEED)
        .hasSizeGreaterThan(35)
        .extracting(QualityMetric::getVerdict)
        .startsWith(Verdict.STABLE)
        .endsWith(Verdict.DRIFTED);
    assertThat(world.events).as("seed %d", SEED).hasSize(1);
    assertThat(world.events.get(0).getReason()).isEqualTo(RetrainingReason.QUALITY);
    assertThat(world.events.get(0).getEvidence())
        .extracting(Evidence::getName)
        .containsExactly("qualityStream");
  }

  @Test
  void waitsForTheLabelsThatAreDueAndForNoOthers() {
    List<Answer> answers = minute(0, 3, 30, random, null);
    world.look(answers, 1);
    assertThat(stream()).isEmpty();
    assertThat(world.isOpen()).as("somebody looks again").isTrue();

    List<Observation> labels = new ArrayList<>();
    for (Answer answer : answers.subList(0, 60)) {
      labels.add(judged(answer, "bug", answer.eventTimeMillis() + 50_000));
    }
    for (Answer answer : answers.subList(60, 150)) {
      labels.add(judged(answer, "billing", answer.eventTimeMillis() + 61_000));
    }
    world.look(labels, new PipelineWindows.Now(BEGINNING + MINUTE, BEGINNING + 2 * MINUTE));
    assertThat(stream()).isEmpty();
    world.lookAt(List.of(), 5);

    assertThat(stream())
        .singleElement()
        .satisfies(
            metric -> {
              assertThat(metric.getCurrentCount()).isEqualTo(60);
              assertThat(metric.getReferenceCount()).isEqualTo(150);
              assertThat(metric.getStatistics()).containsEntry("errorRate", 0.0);
              assertThat(metric.getStatistics()).containsEntry("adwinWidth", 60.0);
            });
    assertThat(world.accuracy(3, 0).orElseThrow().getCurrentCount()).isEqualTo(150);
    assertThat(world.isOpen()).isFalse();
  }

  private List<QualityMetric> stream() {
    return world.metrics.stream()
        .filter(metric -> metric.getName().equals("qualityStream"))
        .toList();
  }
}
