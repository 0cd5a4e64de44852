package dev.millrace.local.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.platform.drift.domain.Correction;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.platform.drift.domain.FeatureVerdict;
import dev.millrace.platform.drift.domain.Judgement;
import dev.millrace.platform.drift.domain.Significance;
import dev.millrace.record.FeatureType;
import dev.millrace.record.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrafficColumnsTest {

  private static final long SEED = 20261126;

  @Test
  void featuresAndAnswersAreComparedValueByValue() {
    Random random = new Random(SEED);
    TrafficColumns columns =
        new TrafficColumns(
            Map.of(
                "/age",
                FeatureType.NUMBER,
                "/tier",
                FeatureType.CATEGORY,
                "/no",
                FeatureType.TEXT));
    for (int i = 0; i < 500; i++) {
      columns.addReference(answer(random.nextGaussian(), "gold", i % 2 == 0 ? "a" : "b"));
    }
    for (int i = 0; i < 300; i++) {
      columns.addCurrent(answer(random.nextGaussian() + 2, "gold", i % 2 == 0 ? "a" : null));
    }

    List<ColumnComparison> compared = columns.comparisons(EffectGates.USUAL);
    List<FeatureVerdict> verdicts =
        Judgement.of(
            compared.stream().map(ColumnComparison::comparison).toList(),
            new Significance(0.01, Correction.HOLM));

    assertThat(columns.rows()).isEqualTo(500);
    assertThat(columns.currentRows()).isEqualTo(300);
    assertThat(compared)
        .extracting(ColumnComparison::column)
        .containsExactly(
            "/age",
            "/no",
            "/tier",
            "label",
            "confidence",
            "outputTokens",
            "latencyMillis",
            "outcome");
    assertThat(
            IntStream.range(0, compared.size())
                .filter(i -> verdicts.get(i).verdict() == Verdict.DRIFTED)
                .mapToObj(i -> compared.get(i).column()))
        .as("seed %s", SEED)
        .containsExactly("/age", "label");
    assertThat(compared.get(0).distribution()).isNotEmpty();
    assertThat(compared.get(3).comparison().currentCount()).isEqualTo(150);
  }

  private static Answer answer(double age, String tier, @Nullable String label) {
    return new Answer(
        "r",
        "acme",
        "tickets",
        3,
        null,
        0,
        Answer.ANSWERED,
        label,
        null,
        10L,
        100L,
        null,
        new String[] {"/age", "/not-watched", "/tier"},
        new double[] {age, Double.NaN, Double.NaN},
        new @Nullable String[] {null, "x", tier});
  }
}
