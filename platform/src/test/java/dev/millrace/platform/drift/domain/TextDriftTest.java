package dev.millrace.platform.drift.domain;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextDriftTest {

  private static final long SEED = 20261126;

  @Test
  void pValuesOfUnchangedTextsAreSpreadEvenly() throws IOException {
    List<@Nullable String> texts = questions();
    Random random = new Random(SEED);

    int[] below = new int[3];
    int runs = 100;
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
            + " of 100 p-values below 0.05, 0.2, 0.5; seed "
            + SEED);
    // Expected are 5, 20 and 50; bounds are four standard deviations away.
    assertThat(below[0]).isLessThanOrEqualTo(14);
    assertThat(below[1]).isBetween(4, 36);
    assertThat(below[2]).isBetween(30, 70);
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
    List<long[]> all = new ArrayList<>();
    Stream.concat(reference.stream(), current.stream())
        .forEach(text -> all.add(TextEmbedding.place(TextEmbedding.words(String.valueOf(text)))));
    Random random = new Random(SEED);

    int runs = 400;
    int larger = 0;
    for (int run = 0; run < runs; run++) {
      Collections.shuffle(all, random);
      larger += squaredOf(all.subList(0, 300), all.subList(300, 370)) >= seen ? 1 : 0;
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

  private static double squaredOf(List<long[]> reference, List<long[]> current) {
    double sum = 0;
    for (int d = 0; d < TextEmbedding.DIMENSIONS; d++) {
      double difference = mean(reference, d) - mean(current, d);
      sum += difference * difference * TextEmbedding.SCALE;
    }
    return sum;
  }

  private static double mean(List<long[]> places, int dimension) {
    double sum = 0;
    for (long[] place : places) {
      sum += place[dimension] / TextEmbedding.UNIT;
    }
    return sum / places.size();
  }

  private static List<@Nullable String> questions() throws IOException {
    Path file = SharedData.find("text/banking77/test.csv").orElse(null);
    assumeTrue(file != null, "the data set banking77 is absent from shared/data");
    return new ArrayList<>(file == null ? List.of() : Files.readAllLines(file));
  }
}
