package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.record.FeatureType;
import dev.millrace.record.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  private static final Significance FIVE_PERCENT = new Significance(0.05, Correction.HOLM);
  private static final double SURE = 1e-6;
  private static final double LARGE = 2;
  private static final double SMALL = 0.5;

  @Test
  void holmMultipliesTheSmallestByAllAndTheNextByOneLess() {
    assertThat(Correction.HOLM.adjust(new double[] {0.04, 0.01, 0.5, 0.015}))
        .containsExactly(new double[] {0.08, 0.04, 0.5, 0.045}, within(1e-15));
  }

  @Test
  void benjaminiAndHochbergDivideByTheRank() {
    assertThat(Correction.BENJAMINI_HOCHBERG.adjust(new double[] {0.04, 0.01, 0.5, 0.015}))
        .containsExactly(new double[] {0.16 / 3, 0.03, 0.5, 0.03}, within(1e-15));
  }

  @Test
  void anAlarmIsSureAndLarge() {
    assertThat(verdict(true, new Finding(Aspect.DISTRIBUTION, SURE, LARGE)))
        .isEqualTo(Verdict.DRIFTED);
    assertThat(verdict(true, new Finding(Aspect.DISTRIBUTION, SURE, SMALL)))
        .isEqualTo(Verdict.STABLE);
    assertThat(verdict(true, new Finding(Aspect.DISTRIBUTION, 0.2, LARGE)))
        .isEqualTo(Verdict.STABLE);
  }

  @Test
  void tooLittleIsNeverCalledStable() {
    assertThat(verdict(false)).isEqualTo(Verdict.NOT_ENOUGH_DATA);
    assertThat(verdict(false, new Finding(Aspect.NULLS, 0.5, SMALL)))
        .isEqualTo(Verdict.NOT_ENOUGH_DATA);
    assertThat(verdict(false, new Finding(Aspect.NULLS, SURE, LARGE))).isEqualTo(Verdict.DRIFTED);
  }

  @Test
  void allFeaturesAndAspectsOfAWindowAreOneFamily() {
    Comparison first =
        comparison(
            true,
            new Finding(Aspect.DISTRIBUTION, 0.02, LARGE),
            new Finding(Aspect.NULLS, 0.9, SMALL));
    Comparison second = comparison(true, new Finding(Aspect.DISTRIBUTION, 0.015, LARGE));

    List<FeatureVerdict> together = Judgement.of(List.of(first, second), FIVE_PERCENT);

    assertThat(together)
        .extracting(FeatureVerdict::verdict)
        .containsExactly(Verdict.DRIFTED, Verdict.DRIFTED);
    assertThat(together.get(0).adjustedPValue().orElseThrow()).isCloseTo(0.045, within(1e-15));
    assertThat(together.get(1).alarms()).containsExactly(Aspect.DISTRIBUTION);
    assertThat(Judgement.of(List.of(first, second, second, second), FIVE_PERCENT))
        .extracting(FeatureVerdict::verdict)
        .containsOnly(Verdict.STABLE);
  }

  private static Verdict verdict(boolean enough, Finding... findings) {
    return Judgement.of(List.of(comparison(enough, findings)), FIVE_PERCENT).get(0).verdict();
  }

  private static Comparison comparison(boolean enough, Finding... findings) {
    return new Comparison(
        FeatureType.NUMBER,
        100,
        100,
        enough,
        Map.of(),
        Map.of(),
        new ArrayList<>(List.of(findings)),
        List.of());
  }
}
