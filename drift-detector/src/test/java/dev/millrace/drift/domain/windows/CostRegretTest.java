package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.drift.domain.Traffic.priced;
import static dev.millrace.drift.domain.windows.WatchedWorld.judged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.policy.PolicyRules;
import dev.millrace.record.Evidence;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.TrustedRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the champion's answers cost, beside those of a fallback. */
class CostRegretTest {

  private static final Panes MINUTES = new Panes(MINUTE, 1);
  private static final int FALLBACK = 0;
  private static final long SEED = 20261126;
  private static final long MICRO = 1_000_000;

  private final Random random = new Random(SEED);
  private final WatchedWorld world = world();

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  @Test
  void aFallbackThatIsAsGoodForLessIsOneCause() {
    for (int i = 0; i < 30; i++) {
      world.lookAt(minute(i, 60, 0.5), i + 1);
    }

    assertThat(regrets())
        .as("seed %d: of four minutes each", SEED)
        .hasSize(7)
        .allSatisfy(
            metric -> {
              assertThat(metric.getModelVersion()).isEqualTo(VERSION);
              assertThat(metric.getVerdict()).isEqualTo(Verdict.DRIFTED);
              assertThat(metric.getValue()).isBetween(0.3, 0.7);
              assertThat(metric.getCurrentCount()).isEqualTo(400);
              assertThat(metric.getReferenceCount()).isEqualTo(240);
              assertThat(metric.getStatistics())
                  .containsKeys("costPerRightAnswer", "alternativeCost")
                  .containsEntry("alternativeVersion", 0.0);
            });
    assertThat(world.events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getReason()).isEqualTo(RetrainingReason.COST);
              assertThat(event.getModelVersion()).isEqualTo(VERSION);
              assertThat(event.getEvidence())
                  .extracting(Evidence::getName)
                  .containsOnly("costRegret");
              assertThat(event.getEvidence().get(0).getThreshold()).isEqualTo(0.1, within(1e-12));
            });
  }

  @Test
  void aFallbackThatIsAsDearIsNone() {
    for (int i = 0; i < 30; i++) {
      world.lookAt(minute(i, 60, 1), i + 1);
    }

    assertThat(regrets())
        .as("seed %d", SEED)
        .isNotEmpty()
        .allMatch(metric -> metric.getVerdict() == Verdict.STABLE);
    assertThat(world.events).isEmpty();
  }

  @Test
  void trafficThatIsSparseIsComparedLater() {
    for (int i = 0; i < 22; i++) {
      world.lookAt(minute(i, 10, 0.5), i + 1);
    }

    assertThat(regrets())
        .singleElement()
        .extracting(QualityMetric::getReferenceCount)
        .isEqualTo(200L);
  }

  @Test
  void anotherChampionIsComparedAnew() {
    world.lookAt(minute(0, 60, 0.5), 1);
    world.lookAt(List.of(), 3);
    world.champion = Optional.of(FALLBACK);
    world.lookAt(minute(4, 120, 0.5), 5);
    world.lookAt(List.of(), 7);
    assertThat(regrets()).as("120 of now are too few").isEmpty();
    world.lookAt(minute(8, 120, 0.5), 9);
    world.lookAt(List.of(), 11);

    assertThat(regrets())
        .singleElement()
        .satisfies(
            metric -> {
              assertThat(metric.getModelVersion()).isEqualTo(FALLBACK);
              assertThat(metric.getVerdict()).as("the other is dearer").isEqualTo(Verdict.STABLE);
            });
  }

  @Test
  void figuresAreTheSameInAnyOrder() {
    WatchedWorld shuffled = world();
    for (int i = 0; i < 6; i++) {
      List<Observation> came = minute(i, 60, 0.5);
      world.lookAt(came, i + 1);
      Collections.shuffle(came, random);
      shuffled.lookAt(came.subList(0, 100), i + 0.5);
      shuffled.lookAt(came.subList(100, came.size()), i + 1);
    }

    assertThat(regrets()).isNotEmpty();
    assertThat(regrets(shuffled)).isEqualTo(regrets());
  }

  @Test
  void nothingIsComparedWhereNobodyAsks() {
    WatchedWorld other = new WatchedWorld(WatchedWorld.terms(MINUTES));
    for (int i = 0; i < 4; i++) {
      other.lookAt(minute(i, 120, 0.5), i + 1);
    }

    assertThat(regrets(other)).isEmpty();
  }

  private List<QualityMetric> regrets() {
    return regrets(world);
  }

  private static List<QualityMetric> regrets(WatchedWorld world) {
    return world.metrics.stream().filter(metric -> metric.getName().equals("costRegret")).toList();
  }

  /** A hundred answers of the champion and some of the fallback, all judged; nine in ten right. */
  private List<Observation> minute(int minute, int ofFallback, double factor) {
    List<Observation> came = new ArrayList<>();
    for (int i = 0; i < 100 + ofFallback; i++) {
      boolean isOurs = i < 100;
      long cost =
          Math.round(100 * MICRO * (isOurs ? 1 : factor) * Math.exp(random.nextGaussian() / 4));
      Answer answer =
          priced(
              "r-" + minute + "-" + i,
              BEGINNING + minute * MINUTE + random.nextInt((int) MINUTE),
              isOurs ? VERSION : FALLBACK,
              Answer.ANSWERED,
              cost);
      came.add(Observation.of(answer));
      came.add(judged(answer, i % 10 == 0 ? "billing" : "bug", answer.eventTimeMillis() + 1));
    }
    return came;
  }

  private static WatchedWorld world() {
    WatchTerms terms =
        new WatchTerms(
                MINUTES,
                WatchedWorld.terms(MINUTES).features(),
                WatchTerms.Segments.NONE,
                WatchTerms.Reference.FIRST,
                0.01,
                null,
                WatchedWorld.FIRST,
                new LabelTerms(Duration.ofSeconds(1), Duration.ofDays(30)))
            .withCosts();
    WatchedWorld world = new WatchedWorld(terms);
    world.rules =
        new PolicyRules(
            Set.of(RetrainingReason.COST),
            0,
            Duration.ofMinutes(1),
            10,
            new PolicyRules.Persistence(2, 3));
    return world;
  }
}
