package dev.millrace.lifecycle.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.rollout.Decision.Reason;
import dev.millrace.lifecycle.domain.statistics.Moments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole rollouts, looked at after every few labels, as the controller does. */
@Tag("simulation")
class RolloutSimulationTest {

  private static final long SEED = 20_261_126L;
  private static final Instant BEGINNING = Instant.parse("2026-11-26T00:00:00Z");
  private static final RolloutTerms TERMS =
      new RolloutTerms(
          List.of(0.05, 0.25, 1.0),
          RolloutTerms.Errors.USUAL,
          0.05,
          0.01,
          50,
          Duration.ofDays(10_000),
          RolloutTerms.Ratios.USUAL);
  private static final int LOOK_EVERY = 50;
  private static final int MOST_EVENTS = 400_000;

  /** What became of one. */
  private record End(int highestStep, boolean promoted, List<Integer> events, int canaryLabels) {}

  @BeforeAll
  static void tellSeed() {
    System.out.println("seed " + SEED);
  }

  @Test
  void aWorseOneIsTakenBackWithinItsFirstShare() {
    List<End> ends = runs(400, 0.80, 0.60);

    long within = ends.stream().filter(end -> !end.promoted() && end.highestStep() == 0).count();
    assertThat(within).isGreaterThanOrEqualTo(Math.round(0.95 * ends.size()));
    assertThat(ends.stream().filter(End::promoted).count())
        .isLessThanOrEqualTo((long) (TERMS.errors().promotion() * ends.size()));
    System.out.printf(
        Locale.ROOT,
        "0.80 against 0.60: taken back within the first share in %d of %d runs, after %d canary"
            + " labels in the median%n",
        within,
        ends.size(),
        median(ends.stream().map(End::canaryLabels).toList()));
  }

  /** At the margin exactly, where the claim is hardest to tell from the truth. */
  @Test
  void oneThatIsWorseByTheMarginIsSeldomPromoted() {
    List<End> ends = runs(60, 0.80, 0.75);

    assertThat(ends.stream().filter(end -> end.highestStep() > 0).count()).isLessThanOrEqualTo(2);
    assertThat(ends).noneMatch(End::promoted);
  }

  @Test
  void equalAndBetterOnesArePromoted() {
    System.out.println("champion canary promoted  events in all (median, 90 %)  canary labels");
    double[][] cases = {
      {0.80, 0.80}, {0.80, 0.85}, {0.80, 0.90}, {0.60, 0.80}, {0.40, 0.80}, {0.90, 0.90}
    };
    for (double[] rates : cases) {
      List<End> ends = runs(60, rates[0], rates[1]);
      long promoted = ends.stream().filter(End::promoted).count();
      List<Integer> events =
          ends.stream().filter(End::promoted).map(end -> sum(end.events())).sorted().toList();
      System.out.printf(
          Locale.ROOT,
          "%.2f     %.2f   %d of %d  %d, %d  %d%n",
          rates[0],
          rates[1],
          promoted,
          ends.size(),
          median(events),
          events.get((int) (0.9 * (events.size() - 1))),
          median(ends.stream().filter(End::promoted).map(End::canaryLabels).toList()));
      // The declared error, and three in sixty for chance.
      assertThat(promoted).isGreaterThanOrEqualTo(54);
    }
  }

  private static List<End> runs(int runs, double champion, double canary) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<End> ends = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      ends.add(run(random.split(), champion, canary));
    }
    return ends;
  }

  private static End run(SplittableRandom random, double championRate, double canaryRate) {
    Rollout rollout = new Rollout(TERMS);
    int step = 0;
    long[] champion = new long[2];
    long[] canary = new long[2];
    List<Integer> events = new ArrayList<>();
    int canaryLabels = 0;
    int began = 0;
    for (int event = 1; event <= MOST_EVENTS; event++) {
      boolean isCanary = random.nextDouble() < TERMS.shares().get(step);
      long[] arm = isCanary ? canary : champion;
      arm[0]++;
      arm[1] += random.nextDouble() < (isCanary ? canaryRate : championRate) ? 1 : 0;
      canaryLabels += isCanary ? 1 : 0;
      if (event % LOOK_EVERY != 0) {
        continue;
      }
      Decision decision =
          rollout.decide(new Step(step, BEGINNING), counts(champion), counts(canary), BEGINNING);
      if (decision instanceof Decision.NextShare next) {
        events.add(event - began);
        began = event;
        step = next.step();
        champion = new long[2];
        canary = new long[2];
      } else if (decision instanceof Decision.Promote) {
        events.add(event - began);
        return new End(step, true, events, canaryLabels);
      } else if (decision instanceof Decision.RollBack rollBack) {
        assertThat(rollBack.reason()).isEqualTo(Reason.LESS_ACCURATE);
        return new End(step, false, events, canaryLabels);
      }
    }
    throw new AssertionError("no decision after " + MOST_EVENTS + " events");
  }

  private static VersionCounts counts(long[] arm) {
    return new VersionCounts(arm[0], 0, arm[0], arm[1], Moments.NONE, Moments.NONE);
  }

  private static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }

  private static int median(List<Integer> numbers) {
    List<Integer> sorted = new ArrayList<>(numbers);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
