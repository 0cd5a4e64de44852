package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.windows.WatchedWorld.judged;
import static dev.millrace.drift.domain.windows.WatchedWorld.minute;
import static dev.millrace.drift.domain.windows.WatchedWorld.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.TrustedRecords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same traffic in any order and in any portions. */
class ArrivalOrderTest {

  private static final Panes MINUTES = new Panes(MINUTE, 1);
  private static final long SEED = 20261126;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  /**
   * Everything comes before the first window closes; or what is behind the first period comes
   * whenever it likes, hours after its windows were written.
   */
  @Test
  void anyOrderAndAnyPortionsGiveTheSameLastWords() {
    List<Observation> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      for (Answer answer : minute(i, 3, i < 4 ? 30 : 38, random, i % 2 == 0 ? "north" : null)) {
        all.add(Observation.of(answer));
        if (random.nextInt(3) > 0) {
          String truth = random.nextBoolean() ? "bug" : "billing";
          all.add(judged(answer, truth, answer.eventTimeMillis() + 1 + i));
        }
      }
    }
    Map<String, QualityMetric> expected = played(all, List.of());
    assertThat(expected.values()).anyMatch(metric -> metric.getVerdict() == Verdict.DRIFTED);

    for (int round = 0; round < 10; round++) {
      Collections.shuffle(all, random);
      List<Observation> early = new ArrayList<>(all);
      List<Observation> late = new ArrayList<>();
      if (round % 2 == 1) {
        early.removeIf(one -> one.eventTimeMillis() >= BEGINNING + 2 * MINUTE);
        late.addAll(all);
        late.removeAll(early);
      }
      assertThat(played(early, late)).as("seed %d, round %d", SEED, round).isEqualTo(expected);
    }
  }

  @Test
  void noMoreWaitsThanTheSampleIsMadeOf() {
    List<Answer> early = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      early.addAll(minute(i % 2, 3, 30 + i, new Random(i), "part-" + i));
    }
    List<Answer> later = minute(2, 3, 31, random, null);

    QualityMetric expected = ofASmallSample(early, later);
    assertThat(expected.getReferenceCount()).isEqualTo(100);
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(early, random);
      assertThat(ofASmallSample(early, later)).as("seed %d", SEED).isEqualTo(expected);
    }
  }

  private QualityMetric ofASmallSample(List<Answer> early, List<Answer> later) {
    WatchTerms base = terms(MINUTES);
    WatchedWorld small =
        new WatchedWorld(
            new WatchTerms(
                MINUTES,
                base.features(),
                WatchTerms.Segments.NONE,
                WatchTerms.Reference.FIRST,
                0.01,
                null,
                new FirstPeriod(2, 50, 100),
                WatchedWorld.LABELS));
    for (int from = 0; from < early.size(); from += 100) {
      small.look(early.subList(from, Math.min(early.size(), from + 100)), 0.5);
      assertThat(small.store.waiting()).hasSizeLessThanOrEqualTo(500);
    }
    small.look(later, 3);
    return small.last(3, null, "/age", 2).orElseThrow();
  }

  private Map<String, QualityMetric> played(List<Observation> early, List<Observation> late) {
    WatchTerms base = terms(MINUTES, "north");
    WatchedWorld played =
        new WatchedWorld(
            new WatchTerms(
                MINUTES,
                base.features(),
                base.segments(),
                WatchTerms.Reference.FIRST,
                0.01,
                0.6,
                WatchedWorld.FIRST,
                WatchedWorld.LABELS));
    inPortions(early).forEach(portion -> played.lookAt(portion, 0.5));
    double minute = 2;
    for (List<Observation> portion : inPortions(late)) {
      played.lookAt(portion, minute);
      minute += 0.4;
    }
    played.lookAt(List.of(), minute + 10);
    return played.lastWords();
  }

  private List<List<Observation>> inPortions(List<Observation> all) {
    List<List<Observation>> portions = new ArrayList<>();
    for (int from = 0; from < all.size(); ) {
      int to = Math.min(all.size(), from + 1 + random.nextInt(100));
      portions.add(all.subList(from, to));
      from = to;
    }
    return portions;
  }
}
