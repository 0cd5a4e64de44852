package dev.millrace.drift.domain.labels;

import static dev.millrace.drift.domain.Traffic.label;
import static dev.millrace.drift.domain.Traffic.rating;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JudgementTest {

  private static final List<String> LABELS = List.of("bug", "billing");

  @Test
  void theNewestLabelCounts() {
    Judgement both = of("bug", 5).and(of("billing", 7));

    assertThat(both.label()).isEqualTo("billing");
    assertThat(of("billing", 7).and(of("bug", 5))).isEqualTo(both);
  }

  @Test
  void labelsAndRatingsComeFromDifferentPeople() {
    Judgement label = of("bug", 5);
    Judgement rating = Judgement.of(rating("1", 0.5, 9), LABELS);

    assertThat(label.and(rating))
        .isEqualTo(new Judgement("bug", 5, 0.5, 9))
        .isEqualTo(rating.and(label));
    assertThat(label.and(rating).observedAtMillis()).isEqualTo(9);
  }

  @Test
  void ofTwoInTheSameMillisecondTheGreaterCounts() {
    assertThat(of("bug", 5).and(of("billing", 5)).label()).isEqualTo("bug");
    assertThat(of("billing", 5).and(of("bug", 5)).label()).isEqualTo("bug");
  }

  @Test
  void labelsThatThePipelineDoesNotHaveAreOne() {
    assertThat(of("nonsense", 5).label()).isEqualTo(Judgement.OTHER);
  }

  @Test
  void ratingsThatAreNoneSayNothing() {
    assertThat(Judgement.of(rating("1", 1.5, 5), LABELS)).isEqualTo(Judgement.NONE);
    assertThat(Judgement.of(rating("1", Double.NaN, 5), LABELS).isKnown()).isFalse();
  }

  @Test
  void anyOrderAndAnyRepetitionSayTheSame() {
    long seed = 20261126;
    Random random = new Random(seed);
    List<Judgement> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(
          random.nextBoolean()
              ? of(LABELS.get(random.nextInt(2)), random.nextInt(10))
              : Judgement.of(rating("1", random.nextInt(4) / 4.0, random.nextInt(10)), LABELS));
    }
    Judgement expected = joined(all);

    for (int i = 0; i < 50; i++) {
      all.add(all.get(random.nextInt(all.size())));
      Collections.shuffle(all, random);
      assertThat(joined(all)).as("seed %d, round %d", seed, i).isEqualTo(expected);
    }
  }

  private static Judgement joined(List<Judgement> all) {
    return all.stream().reduce(Judgement.NONE, Judgement::and);
  }

  private static Judgement of(String label, long at) {
    return Judgement.of(label("1", label, at), LABELS);
  }
}
