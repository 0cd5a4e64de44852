package dev.millrace.drift.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.record.FeatureType;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextDriftTest {

  private static final long SEED = 20261126;

  @Test
  void pValuesOfUnchangedTextsAreSpreadEvenly() throws IOException {
    List<@Nullable String> texts = questions();
    Random random = new Random(SEED);

    int[] below = new int[3];
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      Collections.shuffle(texts, random);
      double pValue = pValue(texts.subList(0, 500), texts.subList(500, 700));
      below[0] += pValue < 0.05 ? 1 : 0;
      below[1] += pValue < 0.2 ? 1 : 0;
      below[2] += pValue < 0.5 ? 1 : 0;
    }

    System.out.println(
        "text, nothing changed: "
            + below[0]
            + ", "
            + below[1]
            + ", "
            + below[2]
            + " of 200 p-values below 0.05, 0.2, 0.5; seed "
            + SEED);
    // Expected are 10, 40 and 100; bounds are four standard deviations away.
    assertThat(below[0]).isLessThanOrEqualTo(22);
    assertThat(below[1]).isBetween(17, 63);
    assertThat(below[2]).isBetween(72, 128);
  }

  @Test
  void thePValueIsThatOfShufflingTheTexts() throws IOException {
    List<@Nullable String> texts = questions();
    Collections.shuffle(texts, new Random(SEED));
    List<@Nullable String> reference = texts.subList(0, 300);
    List<@Nullable String> current = new ArrayList<>(texts.subList(300, 370));
    for (int i = 0; i < 7; i++) {
      current.set(i, "what is the weather like in the mountains today");
    }
    double seen = squared(reference, current);
    double pValue = pValue(reference, current);
    List<@Nullable String> all = new ArrayList<>(reference);
    all.addAll(current);
    Random random = new Random(SEED);

    int runs = 400;
    int larger = 0;
    for (int run = 0; run < runs; run++) {
      Collections.shuffle(all, random);
      larger += squaredQuickly(all.subList(0, 300), all.subList(300, 370)) >= seen ? 1 : 0;
    }

    double shuffled = (larger + 1.0) / (runs + 1);
    System.out.println("text, a tenth is other: p " + pValue + ", by shuffling " + shuffled);
    assertThat(Math.abs(pValue - shuffled)).isLessThan(0.02 + 0.5 * shuffled);
  }

  @Test
  void otherTextsAreFoundAndTheirWordsNamed() {
    List<@Nullable String> reference = new ArrayList<>();
    List<@Nullable String> current = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      reference.add("my card number " + i + (i % 2 == 0 ? " was declined" : " has not arrived"));
      current.add(i % 5 == 0 ? "reset my password" : "my card number " + i + " was declined");
    }

    Comparison comparison = FrozenCellsTest.compare(FeatureType.TEXT, reference, current);

    Finding finding = FrozenCellsTest.finding(comparison, Aspect.DISTRIBUTION);
    assertThat(finding.pValue()).isLessThan(1e-9);
    assertThat(finding.isLarge()).isTrue();
    assertThat(comparison.changes()).extracting(CellChange::cell).contains("arrived", "declined");
  }

  @Test
  void wordsThatOnlyOneSideHasAreNamed() {
    WordCounts reference = new WordCounts();
    WordCounts current = new WordCounts();
    for (int i = 0; i < 10; i++) {
      reference.add(i < 4 ? "Card lost, card stolen" : "card");
      current.add("card" + (i < 5 ? " crypto crypto" : ""));
    }

    assertThat(reference.changesTo(current))
        .containsExactly(
            new CellChange("crypto", 0, 0.5),
            new CellChange("lost", 0.4, 0),
            new CellChange("stolen", 0.4, 0));
  }

  @Test
  void textsThatAreAllTheSameCanBeCompared() {
    List<@Nullable String> same = Collections.nCopies(80, "no text given");

    Comparison stable = FrozenCellsTest.compare(FeatureType.TEXT, same, same);
    Comparison drifted =
        FrozenCellsTest.compare(FeatureType.TEXT, same, Collections.nCopies(80, "something else"));

    assertThat(FrozenCellsTest.finding(stable, Aspect.DISTRIBUTION).pValue()).isEqualTo(1);
    assertThat(FrozenCellsTest.finding(drifted, Aspect.DISTRIBUTION).pValue()).isLessThan(1e-9);
    assertThat(FrozenCellsTest.finding(drifted, Aspect.DISTRIBUTION).isLarge()).isTrue();
  }

  @Test
  void wordsAreFoundInEveryScript() {
    assertThat(TextEmbedding.words("Die Straße, 42 Ämter; ΑΒΓ—東京は \uD83D\uDE00"))
        .containsExactly("die", "straße", "42", "ämter", "αβγ", "東", "京", "は");
    assertThat(TextEmbedding.words("...")).isEmpty();
  }

  private static double pValue(List<@Nullable String> reference, List<@Nullable String> current) {
    return FrozenCellsTest.finding(
            FrozenCellsTest.compare(FeatureType.TEXT, reference, current), Aspect.DISTRIBUTION)
        .pValue();
  }

  private static double squared(List<@Nullable String> reference, List<@Nullable String> current) {
    return FrozenCellsTest.compare(FeatureType.TEXT, reference, current)
        .statistics()
        .getOrDefault(Statistic.MEAN_EMBEDDING, Double.NaN);
  }

  /** The same without measuring the spread. */
  private static double squaredQuickly(
      List<@Nullable String> reference, List<@Nullable String> current) {
    double sum = 0;
    double[] left = mean(reference);
    double[] right = mean(current);
    for (int d = 0; d < left.length; d++) {
      sum += (left[d] - right[d]) * (left[d] - right[d]);
    }
    return sum * TextEmbedding.SCALE;
  }

  private static double[] mean(List<@Nullable String> texts) {
    double[] mean = new double[TextEmbedding.DIMENSIONS];
    for (String text : texts) {
      long[] place = TextEmbedding.place(TextEmbedding.words(text == null ? "" : text));
      for (int d = 0; d < place.length; d++) {
        mean[d] += place[d] / TextEmbedding.UNIT / texts.size();
      }
    }
    return mean;
  }

  private static List<@Nullable String> questions() throws IOException {
    Path file = SharedData.find("text/banking77/test.csv").orElse(null);
    assumeTrue(file != null, "the data set banking77 is absent from shared/data");
    return new ArrayList<>(file == null ? List.of() : Files.readAllLines(file));
  }
}
