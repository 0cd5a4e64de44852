package dev.millrace.schemas.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.spec.ApplyPlan.Change;
import dev.millrace.schemas.spec.ShadowPlan.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShadowPlanTest {

  private static final Change FIRST = new Change("ada", Instant.parse("2026-01-01T00:00:00Z"));
  private static final Change LATER = new Change("bob", Instant.parse("2026-01-02T00:00:00Z"));

  static {
    TrustedRecords.install();
  }

  private final Map<String, ModelVersion> versions = new TreeMap<>();

  ShadowPlanTest() {
    write(List.of(version(1, "model.a", ModelState.CHAMPION, 1.0)));
  }

  @Test
  void makesACandidateWithAShare() {
    begin("model.b", 0.1, FIRST);

    assertThat(versions.get("notes/2"))
        .isEqualTo(
            ModelVersion.newBuilder()
                .setPipeline("notes")
                .setVersion(2)
                .setState(ModelState.CANDIDATE)
                .setModelId("model.b")
                .setShare(0.1)
                .setEvaluation(Map.of())
                .setReason("It runs in the shadow of those that serve.")
                .setChangedBy("ada")
                .setChangedAt(FIRST.at())
                .build());
    assertThat(states()).containsExactly("1 model.a CHAMPION 1.0", "2 model.b CANDIDATE 0.1");
  }

  @Test
  void takesTheCandidateThatThereIs() {
    write(List.of(version(2, "model.b", ModelState.CANDIDATE, 0.0)));

    begin("model.b", 0.5, FIRST);
    begin("model.b", 0.2, LATER);

    assertThat(states()).containsExactly("1 model.a CHAMPION 1.0", "2 model.b CANDIDATE 0.2");
  }

  @Test
  void makesAnewWhatWasRejectedOrRetired() {
    write(
        List.of(
            version(2, "model.b", ModelState.REJECTED, 0.0),
            version(3, "model.b", ModelState.RETIRED, 0.0)));

    begin("model.b", 0.5, FIRST);

    assertThat(states()).endsWith("4 model.b CANDIDATE 0.5");
  }

  @Test
  void writesNothingWhereItRunsAlready() {
    begin("model.b", 0.1, FIRST);

    assertThat(plan("model.b", 0.1, LATER).versions()).isEmpty();
  }

  @Test
  void endsTheShadowBeforeAnotherBegins() {
    begin("model.b", 0.1, FIRST);
    List<ModelVersion> written = plan("model.c", 0.2, LATER).versions();

    assertThat(written).extracting(ModelVersion::getModelId).containsExactly("model.b", "model.c");
    write(written);
    assertThat(states())
        .containsExactly(
            "1 model.a CHAMPION 1.0", "2 model.b CANDIDATE 0.0", "3 model.c CANDIDATE 0.2");
  }

  @Test
  void endsEveryShadowAndNothingElse() {
    write(
        List.of(
            version(2, "model.b", ModelState.CANARY, 0.05),
            version(3, "model.c", ModelState.CANDIDATE, 0.1),
            version(4, "model.c", ModelState.CANDIDATE, 0.1),
            version(5, "model.d", ModelState.CANDIDATE, 0.0)));

    List<ModelVersion> written = ShadowPlan.end(versions.values(), LATER).versions();

    assertThat(written).extracting(ModelVersion::getVersion).containsExactly(3, 4);
    assertThat(written)
        .allSatisfy(
            ended -> {
              assertThat(ended.getState()).isEqualTo(ModelState.CANDIDATE);
              assertThat(ended.getShare()).isZero();
              assertThat(ended.getChangedBy()).isEqualTo("bob");
            });
    write(written);
    assertThat(ShadowPlan.end(versions.values(), LATER).versions()).isEmpty();
  }

  @Test
  void leavesOneShadowWhereTwoCandidatesHaveTheModel() {
    write(
        List.of(
            version(2, "model.b", ModelState.CANDIDATE, 0.3),
            version(3, "model.b", ModelState.CANDIDATE, 0.0)));

    begin("model.b", 0.1, FIRST);

    assertThat(states()).endsWith("2 model.b CANDIDATE 0.0", "3 model.b CANDIDATE 0.1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
  void knowsWhatIsNoShare(double share) {
    assertThatThrownBy(() -> new Wanted("model.b", share))
        .hasMessageContaining("above 0 and at most 1, got " + share);
  }

  private void begin(String modelId, double share, Change change) {
    write(plan(modelId, share, change).versions());
  }

  private ShadowPlan plan(String modelId, double share, Change change) {
    return ShadowPlan.begin("notes", new Wanted(modelId, share), versions.values(), change);
  }

  private void write(List<ModelVersion> written) {
    written.forEach(version -> versions.put(ModelVersions.key(version), version));
  }

  private List<String> states() {
    return versions.values().stream()
        .map(v -> v.getVersion() + " " + v.getModelId() + " " + v.getState() + " " + v.getShare())
        .toList();
  }

  private static ModelVersion version(int number, String modelId, ModelState state, double share) {
    return ModelVersion.newBuilder()
        .setPipeline("notes")
        .setVersion(number)
        .setState(state)
        .setModelId(modelId)
        .setShare(share)
        .setEvaluation(Map.of())
        .setReason("made for a test")
        .setChangedBy("test")
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
