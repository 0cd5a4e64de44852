package dev.millrace.lifecycle.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.lifecycle.domain.statistics.Moments;
import dev.millrace.lifecycle.domain.statistics.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutTermsTest {

  private static final List<Double> SHARES = List.of(0.1, 1.0);
  private static final Duration DAY = Duration.ofDays(1);

  @ParameterizedTest
  @MethodSource
  void refusesSharesThatDoNotRiseToAll(List<Double> shares) {
    assertThatThrownBy(() -> RolloutTerms.usual(shares))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shares");
  }

  static Stream<Arguments> refusesSharesThatDoNotRiseToAll() {
    return Stream.<List<Double>>of(
            List.of(),
            List.of(0.5),
            List.of(0.0, 1.0),
            List.of(-0.1, 1.0),
            List.of(1.0, 0.5, 1.0),
            List.of(0.5, 0.4, 1.0),
            List.of(1.0, 1.0))
        .map(Arguments::of);
  }

  @Test
  void takesAllOfTheTrafficForAFirstShare() {
    assertThat(RolloutTerms.usual(List.of(1.0)).steps()).isZero();
    assertThat(RolloutTerms.usual(List.of(0.1, 0.5, 1.0)).steps()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.01", "1, 0.01", "-0.1, 0.01", "0.05, -0.01", "0.05, 1", "NaN, 0.01"})
  void refusesMarginsThatAreNone(double margin, double failureMargin) {
    assertThatThrownBy(() -> terms(margin, failureMargin, 1, DAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("margins within 0 and 1");
  }

  @Test
  void takesNoMoreFailuresAndOneLabelWhereTheyAreAskedFor() {
    assertThat(terms(0.05, 0, 1, Duration.ofMillis(1)).minLabels()).isEqualTo(1);
    assertThatThrownBy(() -> terms(0.05, 0, 0, DAY)).hasMessageContaining("one label");
    assertThatThrownBy(() -> terms(0.05, 0, 1, Duration.ZERO)).hasMessageContaining("some time");
    assertThatThrownBy(() -> terms(0.05, 0, 1, DAY.negated())).hasMessageContaining("some time");
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "0.5, 0", "1, 0.5", "0.5, 1", "NaN, 0.5"})
  void refusesErrorsThatAreNoProbabilities(double promotion, double rollBack) {
    assertThatThrownBy(() -> new RolloutTerms.Errors(promotion, rollBack))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("between 0 and 1");
    assertThat(new RolloutTerms.Errors(0.01, 0.99).rollBack()).isEqualTo(0.99);
  }

  @Test
  void countsSharesFromTheFirst() {
    assertThat(new Step(0, Instant.EPOCH).index()).isZero();
    assertThatThrownBy(() -> new Step(-1, Instant.EPOCH)).hasMessageContaining("from -1");
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "2, 0", "-1, 2", "2, NaN"})
  void refusesRatiosThatNobodyCanKeep(double cost, double latency) {
    assertThatThrownBy(() -> new RolloutTerms.Ratios(cost, latency))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ratios above 0");
  }

  @Test
  void countsFitTogether() {
    assertThatThrownBy(() -> counts(-1, 0, 0, 0)).hasMessageContaining("do not fit together");
    assertThatThrownBy(() -> counts(1, -1, 0, 0)).hasMessageContaining("do not fit together");
    assertThatThrownBy(() -> counts(1, 0, 1, -1)).hasMessageContaining("do not fit together");
    assertThatThrownBy(() -> counts(2, 0, 1, 2)).hasMessageContaining("do not fit together");
    assertThatThrownBy(() -> counts(1, 0, 2, 1)).hasMessageContaining("do not fit together");
    assertThat(counts(0, 0, 0, 0)).isEqualTo(VersionCounts.NONE);
    assertThat(counts(1, 0, 1, 1).accuracy()).isEqualTo(new Rate(1, 1));
  }

  @Test
  void countsOfPartsAddUp() {
    VersionCounts some = new VersionCounts(10, 3, 7, 5, Moments.NONE.plus(2), Moments.NONE.plus(3));
    VersionCounts others =
        new VersionCounts(20, 4, 9, 6, Moments.NONE.plus(5), Moments.NONE.plus(7));

    assertThat(some.plus(others))
        .isEqualTo(
            new VersionCounts(
                30, 7, 16, 11, Moments.NONE.plus(2).plus(5), Moments.NONE.plus(3).plus(7)));
    assertThat(some.plus(others).minus(others)).isEqualTo(some);
    assertThat(some.success()).isEqualTo(new Rate(10, 13));
  }

  @Test
  void countsNoRequestThatCameBeforeTheStep() {
    Instant noon = Instant.parse("2026-11-26T12:00:00Z");
    StepCounts step = StepCounts.since(noon);

    assertThat(step.concerns(ended(noon))).isTrue();
    assertThat(step.concerns(ended(noon.minusMillis(1)))).isFalse();
    assertThat(step.concerns(new Sighting.Labelled("acme/1", "bug", noon.minusMillis(1))))
        .as("nobody knows yet when its request came")
        .isTrue();
  }

  private static Sighting ended(Instant receivedAt) {
    return new Sighting.Ended("acme/1", receivedAt, List.of(), Optional.empty());
  }

  private static VersionCounts counts(long answered, long failed, long labelled, long correct) {
    return new VersionCounts(answered, failed, labelled, correct, Moments.NONE, Moments.NONE);
  }

  private static RolloutTerms terms(
      double margin, double failureMargin, int minLabels, Duration maxStep) {
    return new RolloutTerms(
        SHARES,
        RolloutTerms.Errors.USUAL,
        margin,
        failureMargin,
        minLabels,
        maxStep,
        RolloutTerms.Ratios.USUAL);
  }
}
