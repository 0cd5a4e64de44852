package dev.millrace.lifecycle.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.lifecycle.domain.rollout.Decision.NextShare;
import dev.millrace.lifecycle.domain.rollout.Decision.Promote;
import dev.millrace.lifecycle.domain.rollout.Decision.Reason;
import dev.millrace.lifecycle.domain.rollout.Decision.RollBack;
import dev.millrace.lifecycle.domain.statistics.Moments;
import dev.millrace.lifecycle.domain.statistics.RateEvidence;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutTest {

  private static final Instant BEGINNING = Instant.parse("2026-11-26T00:00:00Z");
  private static final Instant ONE_HOUR_LATER = BEGINNING.plus(Duration.ofHours(1));
  private static final Instant ONE_DAY_LATER = BEGINNING.plus(Duration.ofDays(1));
  private static final Step FIRST = new Step(0, BEGINNING);

  private final Rollout rollout = new Rollout(RolloutTerms.usual(List.of(0.05, 0.25, 1.0)));

  @Test
  void waitsWhileNothingIsKnown() {
    Decision decision =
        rollout.decide(FIRST, VersionCounts.NONE, VersionCounts.NONE, ONE_HOUR_LATER);

    assertThat(decision).isInstanceOf(Decision.Continue.class);
  }

  @Test
  void goesFromShareToShareToPromotion() {
    VersionCounts champion = labelled(1000, 600);
    VersionCounts canary = labelled(200, 180);

    assertThat(rollout.decide(FIRST, champion, canary, ONE_HOUR_LATER))
        .isInstanceOfSatisfying(
            NextShare.class,
            next -> {
              assertThat(next.step()).isEqualTo(1);
              assertThat(next.share()).isEqualTo(0.25);
              assertThat(next.evidence().notWorse()).isGreaterThan(1);
              assertThat(next.evidence().worse()).isNegative();
            });
    assertThat(rollout.decide(new Step(1, BEGINNING), champion, canary, ONE_HOUR_LATER))
        .isInstanceOf(Promote.class);
    assertThat(
            rollout.decide(
                new Step(2, BEGINNING), VersionCounts.NONE, VersionCounts.NONE, ONE_HOUR_LATER))
        .isInstanceOf(Promote.class);
  }

  @Test
  void nothingIsBetterThanWhatNobodyKnows() {
    assertThat(rollout.decide(FIRST, VersionCounts.NONE, labelled(400, 400), ONE_HOUR_LATER))
        .isInstanceOf(Decision.Continue.class);
    assertThat(rollout.decide(FIRST, labelled(400, 0), VersionCounts.NONE, ONE_HOUR_LATER))
        .isInstanceOf(Decision.Continue.class);
  }

  @Test
  void labelsMustBeEnoughWhateverTheySay() {
    assertThat(rollout.decide(FIRST, labelled(1000, 100), labelled(49, 49), ONE_HOUR_LATER))
        .isInstanceOf(Decision.Continue.class);
    assertThat(rollout.decide(FIRST, labelled(1000, 100), labelled(50, 50), ONE_HOUR_LATER))
        .isInstanceOf(NextShare.class);
  }

  @Test
  void takesBackWhoIsRightLessOften() {
    RollBack rollBack = rollBack(labelled(1900, 1520), labelled(100, 55));

    assertThat(rollBack.reason()).isEqualTo(Reason.LESS_ACCURATE);
    assertThat(rollBack.detail()).contains("55.0 % of 100").contains("80.0 % of 1900");
  }

  @Test
  void takesBackWhoseRequestsFail() {
    RollBack rollBack =
        rollBack(
            new VersionCounts(1990, 10, 0, 0, Moments.NONE, Moments.NONE),
            new VersionCounts(80, 20, 0, 0, Moments.NONE, Moments.NONE));

    assertThat(rollBack.reason()).isEqualTo(Reason.FAILS_MORE);
    assertThat(rollBack.detail())
        .isEqualTo("20 of its 100 requests failed, and 10 of the champion's 2000");
  }

  @Test
  void takesBackWhoIsTooDearOrTooSlow() {
    assertThat(rollBack(measured(2000, 100, 100), measured(400, 300, 100)).reason())
        .isEqualTo(Reason.TOO_EXPENSIVE);
    assertThat(rollBack(measured(2000, 100, 100), measured(400, 100, 300)).reason())
        .isEqualTo(Reason.TOO_SLOW);
    assertThat(
            rollout.decide(
                FIRST, measured(2000, 100, 100), measured(400, 190, 190), ONE_HOUR_LATER))
        .isInstanceOf(Decision.Continue.class);
    assertThat(
            rollout.decide(FIRST, measured(2000, 100, 100), measured(50, 900, 900), ONE_HOUR_LATER))
        .isInstanceOf(Decision.Continue.class);
  }

  /** One in a hundred for a bad promotion; one in twenty, for four guards at two shares each. */
  @Test
  void evidenceIsMeasuredByHowOftenItMayBeWrong() {
    VersionCounts champion = labelled(300, 240);
    VersionCounts canary = labelled(60, 45);
    RateEvidence accuracy = new RateEvidence(champion.accuracy(), canary.accuracy());

    Evidence evidence = rollout.decide(FIRST, champion, canary, ONE_HOUR_LATER).evidence();

    assertThat(evidence.worse()).isCloseTo(accuracy.ofWorse(0) / Math.log(160), within(1e-12));
    assertThat(evidence.notWorse())
        .isCloseTo(accuracy.ofNotWorse(0.05) / Math.log(100), within(1e-12));
  }

  @Test
  void takesNobodyBackForWhatMayBeChance() {
    VersionCounts steady = measured(2000, 100, 100);
    VersionCounts wavering = wavering(120, 250);

    assertThat(rollout.decide(FIRST, steady, wavering, ONE_HOUR_LATER))
        .as("the canary's mean is not known well enough")
        .isInstanceOf(Decision.Continue.class);
    assertThat(rollout.decide(FIRST, wavering(120, 100), measured(400, 250, 250), ONE_HOUR_LATER))
        .as("nor is the champion's")
        .isInstanceOf(Decision.Continue.class);
    assertThat(rollBack(steady, wavering(20_000, 250)).reason()).isEqualTo(Reason.TOO_EXPENSIVE);
  }

  @Test
  void believesAMeanFromAHundredOn() {
    assertThat(
            rollout.decide(FIRST, measured(99, 100, 100), measured(400, 900, 900), ONE_HOUR_LATER))
        .isInstanceOf(Decision.Continue.class);

    RollBack rollBack = rollBack(measured(100, 100, 100), measured(100, 300, 300));

    assertThat(rollBack.detail())
        .isEqualTo(
            "it costs 2.94 times what the champion does in the mean of 100 requests, and 2.00 is"
                + " allowed");
  }

  @Test
  void withoutEvidenceTheTimeEndsItOnce() {
    VersionCounts champion = labelled(100, 80);
    VersionCounts canary = labelled(10, 8);

    assertThat(rollout.decide(FIRST, champion, canary, ONE_DAY_LATER.minusMillis(1)))
        .isInstanceOf(Decision.Continue.class);
    assertThat(rollout.decide(FIRST, champion, canary, ONE_DAY_LATER))
        .isInstanceOfSatisfying(
            RollBack.class,
            rollBack -> {
              assertThat(rollBack.reason()).isEqualTo(Reason.NO_EVIDENCE);
              assertThat(rollBack.detail()).contains("PT24H");
            });
  }

  @Test
  void termsSayWhatIsWrong() {
    assertThatThrownBy(() -> RolloutTerms.usual(List.of(0.5)))
        .hasMessageContaining("end with 1")
        .hasMessageContaining("0.5");
    assertThatThrownBy(() -> RolloutTerms.usual(List.of(0.5, 0.5, 1.0)))
        .hasMessageContaining("rising");
    assertThatThrownBy(() -> labelled(1, 2)).hasMessageContaining("do not fit");
  }

  private RollBack rollBack(VersionCounts champion, VersionCounts canary) {
    return (RollBack) rollout.decide(FIRST, champion, canary, ONE_HOUR_LATER);
  }

  private static VersionCounts labelled(long labelled, long correct) {
    return new VersionCounts(labelled, 0, labelled, correct, Moments.NONE, Moments.NONE);
  }

  /** As many requests for nothing as for twice the mean. */
  private static VersionCounts wavering(int answered, long mean) {
    Moments amounts = Moments.NONE;
    for (int i = 0; i < answered; i++) {
      amounts = amounts.plus(i % 2 == 0 ? 0 : 2 * mean);
    }
    return new VersionCounts(answered, 0, 0, 0, amounts, amounts);
  }

  private static VersionCounts measured(int answered, long cost, long millis) {
    Moments costs = Moments.NONE;
    Moments latencies = Moments.NONE;
    for (int i = 0; i < answered; i++) {
      costs = costs.plus(BigInteger.valueOf(cost + i % 7));
      latencies = latencies.plus(millis + i % 5);
    }
    return new VersionCounts(answered, 0, 0, 0, costs, latencies);
  }
}
