package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.windows.WatchedWorld.judged;
import static dev.millrace.drift.domain.windows.WatchedWorld.minute;
import static dev.millrace.drift.domain.windows.WatchedWorld.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.TrustedRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** References that come with a version's training data. */
class TrainingReferenceTest {

  private static final Panes MINUTES = new Panes(MINUTE, 1);
  private static final long SEED = 20261126;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  @Test
  void aTrainingProfileIsAReferenceFromTheBeginning() {
    Map<String, ReferenceProfile> profile = profileOfAges();
    WatchedWorld trained = trained(version -> Optional.of(profile));
    play(trained, 0, 1, 30);
    play(trained, 1, 2, 50);

    assertThat(trained.last(3, null, "/age", 0).orElseThrow().getVerdict())
        .isEqualTo(Verdict.STABLE);
    assertThat(trained.last(3, null, "/age", 1).orElseThrow().getVerdict())
        .isEqualTo(Verdict.DRIFTED);
  }

  @Test
  void aTrainingProfileMayComeAfterTheFirstTraffic() {
    Map<Integer, Map<String, ReferenceProfile>> profiles = new HashMap<>();
    WatchedWorld trained = trained(version -> Optional.ofNullable(profiles.get(version)));
    play(trained, 0, 1, 50);
    assertThat(trained.last(3, null, "/age", 0)).isEmpty();
    profiles.put(3, profileOfAges());
    play(trained, 1, 3, 30);

    assertThat(trained.last(3, null, "/age", 0).orElseThrow().getVerdict())
        .isEqualTo(Verdict.DRIFTED);
    assertThat(trained.last(3, null, "/age", 2).orElseThrow().getVerdict())
        .isEqualTo(Verdict.STABLE);
  }

  /** What training does not tell has the first traffic for a reference, and quality its own. */
  @Test
  void aTrainingProfileLeavesTheRestToTheFirstTraffic() {
    Map<String, ReferenceProfile> profile = profileOfAges();
    WatchedWorld trained = trained(version -> Optional.of(profile), "north");
    for (int i = 0; i < 7; i++) {
      List<Observation> came = new ArrayList<>();
      for (Answer answer : minute(i, 3, i < 5 ? 30 : 50, random, "north")) {
        came.add(Observation.of(answer));
        boolean right = random.nextInt(10) < (i < 5 ? 9 : 5);
        came.add(judged(answer, right ? "bug" : "billing", answer.eventTimeMillis() + 1));
      }
      trained.lookAt(came, i + 1);
    }

    assertThat(trained.last(3, null, "/age", 0).orElseThrow().getReferenceCount()).isEqualTo(600);
    assertThat(trained.last(3, null, "/tier", 0)).isEmpty();
    assertThat(trained.last(3, null, "/tier", 3).orElseThrow())
        .extracting(QualityMetric::getReferenceCount, QualityMetric::getCurrentCount)
        .containsExactly(300L, 150L);
    assertThat(trained.last(3, "north", "/age", 3).orElseThrow())
        .satisfies(
            metric -> {
              assertThat(metric.getVerdict()).isEqualTo(Verdict.STABLE);
              assertThat(metric.getReferenceCount()).isEqualTo(300);
              assertThat(metric.getCurrentCount()).isEqualTo(150);
            });
    assertThat(trained.last(3, "north", "/age", 5).orElseThrow().getVerdict())
        .isEqualTo(Verdict.DRIFTED);
    assertThat(trained.accuracy(3, 4).orElseThrow().getVerdict()).isEqualTo(Verdict.STABLE);
    assertThat(trained.accuracy(3, 5).orElseThrow().getVerdict()).isEqualTo(Verdict.DRIFTED);
    assertThat(trained.events).as("one cause, by two signs").hasSize(1);
  }

  @Test
  void aProfileOfAnotherTypeIsNoReference() {
    Map<String, ReferenceProfile> profile =
        Map.of("/tier", Objects.requireNonNull(profileOfAges().get("/age")));
    WatchedWorld trained = trained(version -> Optional.of(profile));
    play(trained, 0, 4, 30);

    assertThat(trained.last(3, null, "/tier", 0)).isEmpty();
    assertThat(trained.last(3, null, "/tier", 3).orElseThrow().getReferenceCount()).isEqualTo(300);
  }

  private Map<String, ReferenceProfile> profileOfAges() {
    ProfileDraft draft = new ProfileDraft();
    Signals signals = new Signals(terms(MINUTES).features());
    for (int i = 0; i < 4; i++) {
      minute(i, 3, 30, random, null).forEach(answer -> draft.add(signals.of(answer)));
    }
    return Map.of("/age", Objects.requireNonNull(draft.profiles().get("/age")));
  }

  private static WatchedWorld trained(
      Function<Integer, Optional<Map<String, ReferenceProfile>>> profiles, String... segments) {
    WatchTerms first = terms(MINUTES, segments);
    return new WatchedWorld(
        new WatchTerms(
            MINUTES,
            first.features(),
            first.segments(),
            WatchTerms.Reference.TRAINING,
            0.01,
            null,
            WatchedWorld.FIRST,
            WatchedWorld.LABELS),
        profiles);
  }

  private void play(WatchedWorld in, int from, int to, double age) {
    for (int i = from; i < to; i++) {
      in.look(minute(i, 3, age, random, null), i + 1);
    }
  }
}
