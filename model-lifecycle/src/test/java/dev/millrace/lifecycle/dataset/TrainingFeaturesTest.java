package dev.millrace.lifecycle.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.lifecycle.domain.dataset.Truth;
import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.drift.domain.Statistic;
import dev.millrace.platform.drift.domain.WindowCounts;
import dev.millrace.record.FeatureType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainingFeaturesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final long SEED = 20261126;

  private final TrainingFeatures features = new TrainingFeatures();
  private final Random random = new Random(SEED);

  @Test
  void theDriftDetectorReadsWhatExamplesAreLike() {
    List<LabelledRequest> examples = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      examples.add(
          example(
              Map.of(
                  "/age", 30 + 5 * random.nextGaussian(), "/tier", i % 4 == 0 ? "gold" : "tin")));
    }
    Map<String, ReferenceProfile> read =
        read(
            features.of(
                Map.of("/age", FeatureType.NUMBER, "/tier", FeatureType.CATEGORY), examples));

    assertThat(read).containsOnlyKeys("/age", "/tier");
    ReferenceProfile ages = Objects.requireNonNull(read.get("/age"));
    assertThat(ages.records()).isEqualTo(1_000);
    WindowCounts older = ages.window();
    for (int i = 0; i < 500; i++) {
      ages.count(older, 40 + 5 * random.nextGaussian());
    }
    Comparison change = ages.compare(older, EffectGates.USUAL);
    assertThat(change.referenceCount()).isEqualTo(1_000);
    assertThat(change.statistics().get(Statistic.WASSERSTEIN_NORMALISED))
        .as("seed %d", SEED)
        .isBetween(1.7, 2.3);
    ReferenceProfile tiers = Objects.requireNonNull(read.get("/tier"));
    WindowCounts same = tiers.window();
    for (int i = 0; i < 400; i++) {
      tiers.count(same, i % 4 == 0 ? "gold" : "tin");
    }
    assertThat(tiers.compare(same, EffectGates.USUAL).statistics().get(Statistic.TOTAL_VARIATION))
        .isLessThan(1e-12);
  }

  /** As a prediction is taken that has the same features. */
  @Test
  void valuesAreTakenAsThoseOfTraffic() {
    Map<String, @Nullable Object> withNull = new HashMap<>();
    withNull.put("/age", null);
    List<LabelledRequest> examples =
        List.of(
            example(Map.of("/age", 1.0, "/tier", 7.0)),
            example(Map.of("/age", "unknown", "/tier", "gold")),
            example(withNull),
            example(Map.of()));
    Map<String, ReferenceProfile> read =
        read(
            features.of(
                Map.of(
                    "/age", FeatureType.NUMBER,
                    "/tier", FeatureType.CATEGORY,
                    "/body", FeatureType.TEXT),
                examples));

    assertThat(read).as("nobody has a body").containsOnlyKeys("/age", "/tier");
    ReferenceProfile ages = Objects.requireNonNull(read.get("/age"));
    assertThat(ages.records()).as("a number, none, and a null").isEqualTo(3);
    assertThat(Objects.requireNonNull(read.get("/tier")).records()).isEqualTo(2);
  }

  @Test
  void fitsIntoARecord() {
    Map<String, FeatureType> types = new HashMap<>();
    List<LabelledRequest> examples = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      types.put("/" + i, FeatureType.NUMBER);
    }
    for (int example = 0; example < 80; example++) {
      Map<String, @Nullable Object> values = new HashMap<>();
      for (String feature : types.keySet()) {
        values.put(feature, random.nextGaussian());
      }
      examples.add(example(values));
    }
    Map<String, ByteBuffer> profiles = features.of(types, examples);

    assertThat(profiles.values().stream().mapToInt(ByteBuffer::remaining).sum())
        .isBetween(TrainingFeatures.MOST_BYTES / 2, TrainingFeatures.MOST_BYTES);
    assertThat(profiles.size()).isLessThan(1_000);
  }

  private static Map<String, ReferenceProfile> read(Map<String, ByteBuffer> profiles) {
    Map<String, ReferenceProfile> read = new HashMap<>();
    profiles.forEach(
        (feature, profile) -> {
          byte[] bytes = new byte[profile.remaining()];
          profile.duplicate().get(bytes);
          read.put(feature, ReferenceProfile.of(bytes));
        });
    return read;
  }

  private static LabelledRequest example(Map<String, @Nullable Object> features) {
    return new LabelledRequest(
        "r", "acme", "", "text", 16, new Truth("bug", NOON), Optional.empty(), NOON, features);
  }
}
