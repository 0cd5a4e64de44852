package dev.millrace.lifecycle.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.lifecycle.domain.dataset.Examples.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {

  private static final Instant MONDAY = Instant.parse("2026-11-23T10:00:00Z");
  private static final Limit ROOM = new Limit(100_000, 1L << 40);
  private static final double SHARE = 0.2;

  @Test
  void holdsTheSameShareOfEachLabelOut() {
    Examples examples = new Examples(SHARE, ROOM, ROOM);
    for (int i = 0; i < 10_000; i++) {
      examples.add(example(i, "text " + i, i % 10 == 0 ? "rare" : "common", MONDAY));
    }

    for (String label : List.of("rare", "common")) {
      long heldOut = count(examples.holdout(), label);
      long all = heldOut + count(examples.training(), label);
      // Four standard deviations of a thousand draws.
      assertThat((double) heldOut / all).isCloseTo(SHARE, within(0.05));
    }
  }

  @Test
  void neverTrainsWithWhatWasOnceHeldOut() {
    Examples before = new Examples(SHARE, ROOM, ROOM);
    for (int i = 0; i < 500; i++) {
      before.add(example(i, "text " + i, "bug", MONDAY));
    }
    Examples later = new Examples(SHARE, ROOM, ROOM);
    for (int i = 999; i >= 0; i--) {
      later.add(example(i + 7000, "  TEXT\n " + i, i % 2 == 0 ? "bug" : "billing", MONDAY));
    }

    Set<Content> trained = new HashSet<>();
    later.training().forEach(example -> trained.add(Content.of(example.user())));
    assertThat(before.holdout())
        .hasSizeGreaterThan(50)
        .noneMatch(example -> trained.contains(Content.of(example.user())));
  }

  @Test
  void keepsTheNewestLabelOfTextsThatAskTheSame() {
    Examples examples = new Examples(SHARE, ROOM, ROOM);
    examples.add(example(1, "It crashes", "billing", MONDAY));
    examples.add(example(2, "it  crashes ", "bug", MONDAY.plusSeconds(2)));
    examples.add(example(3, "IT CRASHES", "sales", MONDAY.plusSeconds(1)));

    assertThat(all(examples)).extracting(LabelledRequest::id).containsExactly("r2");
    assertThat(examples.duplicates()).isEqualTo(2);
  }

  @Test
  void isTheSameInAnyOrder() {
    long seed = 20_261_126;
    List<LabelledRequest> requests = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      requests.add(
          example(
              i,
              "text " + random.nextInt(700),
              random.nextBoolean() ? "bug" : "billing",
              MONDAY.plusSeconds(random.nextInt(50))));
    }
    List<LabelledRequest> expected = null;
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(requests, random);
      Examples examples = new Examples(SHARE, new Limit(300, 1L << 40), new Limit(80, 1L << 40));
      requests.forEach(examples::add);
      if (expected == null) {
        expected = all(examples);
      }
      assertThat(all(examples)).as("seed %s", seed).isEqualTo(expected).hasSize(380);
    }
  }

  @Test
  void keepsTheNewestWhereThereIsNoRoom() {
    Examples examples = new Examples(SHARE, new Limit(10, 1L << 40), new Limit(5, 1L << 40));
    for (int i = 0; i < 200; i++) {
      examples.add(example(i, "text " + i, "bug", MONDAY.plusSeconds(i)));
    }

    assertThat(examples.training()).hasSize(10);
    assertThat(examples.holdout()).hasSize(5);
    assertThat(examples.crowdedOut()).isEqualTo(185);
    assertThat(examples.training())
        .allMatch(example -> example.truth().observedAt().isAfter(MONDAY.plusSeconds(180)));
  }

  @Test
  void takesNoMoreMemoryThanItMay() {
    Examples examples = new Examples(SHARE, new Limit(1000, 10_000), new Limit(1000, 10_000));
    for (int i = 0; i < 200; i++) {
      examples.add(example(i, i + "x".repeat(500), "bug", MONDAY.plusSeconds(i)));
    }

    // Some 400 bytes each, and two a character.
    assertThat(examples.training()).hasSize(7);
    assertThat(examples.holdout()).hasSize(7);
  }

  @Test
  void countsWhatIsWatchedOfThemAsMemory() {
    Examples examples = new Examples(SHARE, new Limit(1000, 10_000), new Limit(1000, 10_000));
    for (int i = 0; i < 200; i++) {
      Map<String, @Nullable Object> features = new HashMap<>();
      features.put("/body", "x".repeat(500));
      features.put("/age", i);
      features.put("/city", null);
      examples.add(example(i, "text " + i, new Truth("bug", MONDAY.plusSeconds(i)), features));
    }

    assertThat(examples.training()).hasSize(5);
  }

  @Test
  void keepsOneHoweverLongItIs() {
    Examples examples = new Examples(SHARE, new Limit(10, 1), new Limit(10, 1));
    for (int i = 0; i < 50; i++) {
      examples.add(example(i, "text " + i, "bug", MONDAY.plusSeconds(i)));
    }

    assertThat(examples.training()).hasSize(1);
    assertThat(examples.holdout()).hasSize(1);
  }

  @Test
  void theirOrderSaysNothingOfTheirAge() {
    Examples oneWay = new Examples(SHARE, ROOM, ROOM);
    Examples theOther = new Examples(SHARE, ROOM, ROOM);
    for (int i = 0; i < 100; i++) {
      oneWay.add(example(i, "text " + i, "bug", MONDAY.plusSeconds(i)));
      theOther.add(example(i, "text " + i, "bug", MONDAY.minusSeconds(i)));
    }

    assertThat(oneWay.training())
        .extracting(LabelledRequest::user)
        .isEqualTo(theOther.training().stream().map(LabelledRequest::user).toList());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 0, 1, 1.1, Double.NaN})
  void someAreHeldOutAndNotAll(double share) {
    assertThatThrownBy(() -> new Examples(share, ROOM, ROOM))
        .hasMessageContaining("between 0 and 1");
  }

  @Test
  void needsRoomForOne() {
    assertThat(new Limit(1, 1).examples()).isEqualTo(1);
    assertThatThrownBy(() -> new Limit(0, 1)).hasMessageContaining("at least one example");
    assertThatThrownBy(() -> new Limit(1, 0)).hasMessageContaining("at least one example");
  }

  private static LabelledRequest example(int id, String text, String label, Instant labelledAt) {
    return example(id, text, new Truth(label, labelledAt), Map.of());
  }

  private static LabelledRequest example(
      int id, String text, Truth truth, Map<String, @Nullable Object> features) {
    return new LabelledRequest(
        "r" + id, "acme", "Sort.", text, 16, truth, Optional.empty(), MONDAY, features);
  }

  private static List<LabelledRequest> all(Examples examples) {
    List<LabelledRequest> all = new ArrayList<>(examples.training());
    all.addAll(examples.holdout());
    return all;
  }

  private static long count(List<LabelledRequest> examples, String label) {
    return examples.stream().filter(example -> example.truth().label().equals(label)).count();
  }
}
