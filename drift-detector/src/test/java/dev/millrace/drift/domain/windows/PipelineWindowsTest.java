package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.refused;
import static dev.millrace.drift.domain.windows.WatchedWorld.judged;
import static dev.millrace.drift.domain.windows.WatchedWorld.minute;
import static dev.millrace.drift.domain.windows.WatchedWorld.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.TrustedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PipelineWindowsTest {

  private static final Panes MINUTES = new Panes(MINUTE, 1);
  private static final long SEED = 20261126;

  private final Random random = new Random(SEED);
  private final WatchedWorld world = new WatchedWorld(terms(MINUTES));

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  @Test
  void comparesWithTheFirstTraffic() {
    play(world, 0, 6, 30);

    assertThat(world.last(3, null, null, 0).orElseThrow().getVerdict())
        .isEqualTo(Verdict.NOT_ENOUGH_DATA);
    assertThat(world.last(3, null, "/age", 1)).isEmpty();
    assertThat(world.last(3, null, "/age", 2).orElseThrow())
        .satisfies(
            metric -> {
              assertThat(metric.getVerdict()).isEqualTo(Verdict.STABLE);
              assertThat(metric.getReferenceCount()).isEqualTo(300);
              assertThat(metric.getCurrentCount()).isEqualTo(150);
              assertThat(metric.getStatistics()).containsKeys("psi", "ks");
              assertThat(metric.getChanges())
                  .isNotEmpty()
                  .hasSizeLessThanOrEqualTo(10)
                  .allSatisfy(
                      change ->
                          assertThat(change.getReferenceShare())
                              .isNotEqualTo(change.getCurrentShare()));
            });
    assertThat(world.events).isEmpty();
  }

  @Test
  void aChangedWorldIsAnAlarmAndOneEvent() {
    play(world, 0, 4, 30);
    play(world, 4, 9, 45);

    assertThat(world.last(3, null, "/age", 5).orElseThrow().getVerdict())
        .isEqualTo(Verdict.DRIFTED);
    assertThat(world.last(3, null, null, 5).orElseThrow())
        .satisfies(
            metric -> {
              assertThat(metric.getVerdict()).isEqualTo(Verdict.DRIFTED);
              assertThat(metric.getExplains()).containsExactly("/age");
              assertThat(metric.getValue()).isEqualTo(1.0);
            });
    assertThat(world.last(3, null, "/tier", 5).orElseThrow().getVerdict())
        .isEqualTo(Verdict.STABLE);
    assertThat(world.events).hasSize(1);
    assertThat(world.events.get(0).getReason()).isEqualTo(RetrainingReason.DRIFT);
    assertThat(world.events.get(0).getEvidence().get(0).getFeature()).isEqualTo("/age");
  }

  @Test
  void tellsTheSegmentThatExplainsIt() {
    WatchedWorld segmented = new WatchedWorld(terms(MINUTES, "north", "south"));
    for (int i = 0; i < 8; i++) {
      List<Answer> came = minute(i, 3, 30, random, "north");
      came.addAll(minute(i, 3, i < 5 ? 30 : 36, random, "south"));
      segmented.look(came, i + 1);
    }

    assertThat(segmented.last(3, "north", "/age", 6).orElseThrow().getVerdict())
        .isEqualTo(Verdict.STABLE);
    assertThat(segmented.last(3, "south", "/age", 6).orElseThrow().getVerdict())
        .isEqualTo(Verdict.DRIFTED);
    assertThat(segmented.last(3, null, null, 6).orElseThrow().getExplains())
        .first()
        .isEqualTo("/age@south");
  }

  @Test
  void aWaveOfRefusalsShowsInTheWholeTraffic() {
    play(world, 0, 4, 30);
    List<Answer> came = minute(4, 3, 30, random, null);
    for (int i = 0; i < 100; i++) {
      came.add(refused("refused-" + i, BEGINNING + 4 * MINUTE + i));
    }
    world.look(came, 5);

    assertThat(world.last(null, null, "outcome", 3).orElseThrow().getVerdict())
        .isEqualTo(Verdict.STABLE);
    assertThat(world.last(null, null, "outcome", 4).orElseThrow().getVerdict())
        .isEqualTo(Verdict.DRIFTED);
    assertThat(world.last(3, null, "outcome", 4).orElseThrow().getVerdict())
        .isEqualTo(Verdict.STABLE);
    assertThat(world.events).isEmpty();
  }

  @Test
  void fewRecordsAreNeverStable() {
    play(world, 0, 4, 30);
    world.look(minute(4, 3, 30, random, null).subList(0, 8), 5);

    assertThat(world.last(3, null, null, 4).orElseThrow().getVerdict())
        .isEqualTo(Verdict.NOT_ENOUGH_DATA);
    assertThat(world.last(3, null, "/age", 4).orElseThrow().getVerdict())
        .isEqualTo(Verdict.NOT_ENOUGH_DATA);
  }

  @Test
  void waitsUntilTheFirstTrafficIsEnough() {
    WatchedWorld sparse = new WatchedWorld(terms(MINUTES));
    for (int i = 0; i < 8; i++) {
      sparse.look(minute(i, 3, 30, random, null).subList(0, 60), i + 1);
    }

    assertThat(sparse.last(3, null, "/age", 3)).isEmpty();
    assertThat(sparse.last(3, null, "/age", 4).orElseThrow().getReferenceCount()).isEqualTo(240);
  }

  @Test
  void everyVersionHasItsOwnReference() {
    play(world, 0, 4, 30);
    for (int i = 4; i < 8; i++) {
      world.look(minute(i, 4, 60, random, null), i + 1);
    }

    assertThat(world.last(4, null, "/age", 7).orElseThrow().getVerdict()).isEqualTo(Verdict.STABLE);
    assertThat(world.events).isEmpty();
  }

  @Test
  void lateRecordsMakeAHigherRevision() {
    play(world, 0, 4, 30);
    List<Answer> all = minute(4, 3, 30, random, null);
    world.look(all.subList(0, 100), 6);
    QualityMetric before = world.last(3, null, "/age", 4).orElseThrow();
    world.look(all.subList(100, 150), 7);
    QualityMetric after = world.last(3, null, "/age", 4).orElseThrow();

    assertThat(before.getRevision()).isEqualTo(100);
    assertThat(after.getRevision()).isEqualTo(150);
    assertThat(after.getCurrentCount()).isEqualTo(150);
  }

  @Test
  void labelsThatComeDaysLaterAreCountedWhereTheyBelong() {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      List<Answer> came = minute(i, 3, 30, random, null);
      answers.addAll(came);
      world.look(came, i + 1);
    }
    assertThat(world.accuracy(3, 2)).isEmpty();
    int written = world.metrics.size();

    int days = 3 * 24 * 60;
    world.lookAt(
        answers.stream()
            .map(answer -> judged(answer, "bug", answer.eventTimeMillis() + days * MINUTE))
            .toList(),
        days);

    QualityMetric accuracy = world.accuracy(3, 2).orElseThrow();
    assertThat(accuracy.getValue()).isEqualTo(1.0);
    assertThat(accuracy.getLabelCoverage()).isEqualTo(1.0);
    assertThat(accuracy.getLabelDelayMillis()).isEqualTo(days * MINUTE);
    assertThat(accuracy.getVerdict()).isEqualTo(Verdict.STABLE);
    assertThat(world.metrics.subList(written, world.metrics.size()))
        .allMatch(metric -> metric.getFeature() == null && metric.getLabelCoverage() != null);
  }

  @Test
  void answersThatGetWorseAreAnEvent() {
    for (int i = 0; i < 8; i++) {
      List<Observation> came = new ArrayList<>();
      for (Answer answer : minute(i, 3, 30, random, null)) {
        came.add(Observation.of(answer));
        boolean right = random.nextInt(10) < (i < 4 ? 9 : 6);
        came.add(judged(answer, right ? "bug" : "billing", answer.eventTimeMillis() + 1));
      }
      world.lookAt(came, i + 1);
    }

    QualityMetric accuracy = world.accuracy(3, 6).orElseThrow();
    assertThat(accuracy.getVerdict()).isEqualTo(Verdict.DRIFTED);
    assertThat(accuracy.getTarget()).isBetween(0.8, 0.9);
    assertThat(accuracy.getConfusion()).hasSize(2);
    assertThat(world.accuracy(3, 3).orElseThrow().getVerdict()).isEqualTo(Verdict.STABLE);
    assertThat(world.events).hasSize(1);
    assertThat(world.events.get(0).getReason()).isEqualTo(RetrainingReason.QUALITY);
  }

  @Test
  void windowsCloseThroughSilence() {
    play(world, 0, 4, 30);
    long wall = BEGINNING + 5 * MINUTE;
    long stuck = BEGINNING + 4 * MINUTE;
    List<Observation> came = minute(4, 3, 30, random, null).stream().map(Observation::of).toList();
    world.look(came, new PipelineWindows.Now(stuck, wall));
    assertThat(world.last(3, null, "/age", 4)).isEmpty();

    world.look(List.of(), new PipelineWindows.Now(stuck, wall + 9_000));
    assertThat(world.last(3, null, "/age", 4)).isEmpty();
    assertThat(world.isOpen()).isTrue();
    world.look(List.of(), new PipelineWindows.Now(stuck, wall + 217_000));

    assertThat(world.last(3, null, "/age", 4)).isPresent();
    assertThat(world.isOpen()).isFalse();
  }

  /** A stop of an hour, and a backlog that is read behind it. */
  @Test
  void theClockDoesNotCountBeforeTheBacklogIsRead() {
    play(world, 0, 4, 30);
    List<Observation> backlog =
        minute(4, 3, 30, random, null).stream().map(Observation::of).toList();
    long stuck = BEGINNING + 4 * MINUTE;
    long wall = BEGINNING + 64 * MINUTE;
    int written = world.metrics.size();

    world.look(backlog.subList(0, 50), new PipelineWindows.Now(stuck, wall, null));
    world.look(List.of(), new PipelineWindows.Now(stuck, wall + 120_000, null));
    world.look(
        backlog.subList(50, 150), new PipelineWindows.Now(stuck, wall + 130_000, wall + 130_000));
    world.look(List.of(), new PipelineWindows.Now(stuck, wall + 149_000, wall + 130_000));
    assertThat(world.metrics).hasSize(written);
    world.look(List.of(), new PipelineWindows.Now(stuck, wall + 210_000, wall + 209_000));

    assertThat(world.last(3, null, "/age", 4).orElseThrow().getCurrentCount()).isEqualTo(150);
    assertThat(world.metrics.subList(written, world.metrics.size()))
        .as("each window once")
        .doesNotHaveDuplicates()
        .allMatch(metric -> metric.getRevision() >= 150);
  }

  @Test
  void othersThatAreAheadDoNotCloseItsWindows() {
    List<Observation> came = minute(0, 3, 30, random, null).stream().map(Observation::of).toList();
    long ahead = BEGINNING + 60 * MINUTE;

    world.look(came, new PipelineWindows.Now(ahead, BEGINNING));
    assertThat(world.metrics).isEmpty();
    world.look(
        minute(1, 3, 30, random, null).stream().map(Observation::of).toList(),
        new PipelineWindows.Now(ahead, BEGINNING));

    assertThat(world.last(3, null, null, 0)).isPresent();
    assertThat(world.last(3, null, null, 1)).isEmpty();
  }

  @Test
  void slidingWindowsWithoutANewRecordAreWrittenToo() {
    WatchedWorld sliding = new WatchedWorld(terms(new Panes(MINUTE, 3)));
    play(sliding, 0, 5, 30);
    sliding.look(minute(9, 3, 30, random, null), 10);

    assertThat(sliding.last(3, null, null, 3).orElseThrow().getCurrentCount()).isEqualTo(300);
    assertThat(sliding.last(3, null, null, 4).orElseThrow().getCurrentCount()).isEqualTo(150);
    assertThat(sliding.last(3, null, null, 5)).isEmpty();
    assertThat(sliding.last(3, null, null, 8)).isEmpty();
    sliding.look(minute(13, 3, 30, random, null), 14);
    assertThat(sliding.last(3, null, null, 8).orElseThrow().getCurrentCount()).isEqualTo(150);
    assertThat(sliding.last(3, null, null, 9).orElseThrow().getCurrentCount()).isEqualTo(150);
    assertThat(
            sliding.metrics.stream()
                .filter(metric -> metric.getName().equals("drifted"))
                .filter(metric -> metric.getModelVersion() != null))
        .as("each window once")
        .doesNotHaveDuplicates();
  }

  @Test
  void slidingWindowsAreMadeOfPanes() {
    WatchedWorld sliding = new WatchedWorld(terms(new Panes(MINUTE, 3)));
    play(sliding, 0, 8, 30);

    assertThat(sliding.last(3, null, "/age", 1)).isEmpty();
    assertThat(sliding.last(3, null, "/age", 2).orElseThrow().getCurrentCount()).isEqualTo(450);
    assertThat(sliding.last(3, null, "/age", 3).orElseThrow().getCurrentCount()).isEqualTo(450);
    assertThat(sliding.last(3, null, "/age", 5).orElseThrow().getWindowEnd().toEpochMilli())
        .isEqualTo(BEGINNING + 8 * MINUTE);
  }

  @Test
  void otherTermsBeginAnew() {
    play(world, 0, 4, 30);
    assertThat(world.store.size()).isEqualTo(4);
    WatchTerms longer = terms(new Panes(2 * MINUTE, 1));

    Ledger ledger = new Ledger();
    new PipelineWindows("tickets", longer, Optional.empty(), world.versions(), ledger, world.store);

    assertThat(world.store.size()).isZero();
  }

  @Test
  void segmentsOfAnotherFieldAreOtherSegments() {
    WatchTerms region = terms(MINUTES, "north");
    WatchTerms other =
        new WatchTerms(
            MINUTES,
            region.features(),
            new WatchTerms.Segments("/country", List.of("north")),
            WatchTerms.Reference.FIRST,
            0.01,
            null,
            WatchedWorld.FIRST,
            WatchedWorld.LABELS);

    assertThat(other.fingerprint()).isNotEqualTo(region.fingerprint());
    assertThat(terms(MINUTES, "north").fingerprint()).isEqualTo(region.fingerprint());
  }

  @Test
  void nothingWaitsForeverForEnoughTraffic() {
    int day = 24 * 60;
    for (int i = 0; i < 100; i++) {
      world.look(minute(i * day, 3, 30, random, null).subList(0, 1), i * day + 1);
    }

    assertThat(world.ledger().waiting().get(ReferenceKey.first(3))).hasSizeLessThanOrEqualTo(31);
    assertThat(world.ledger().bytes()).hasSizeLessThan(2_000);
  }

  private void play(WatchedWorld in, int from, int to, double age) {
    for (int i = from; i < to; i++) {
      in.look(minute(i, 3, age, random, null), i + 1);
    }
  }
}
