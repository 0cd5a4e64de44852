package dev.millrace.schemas.spec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.spec.ApplyPlan.Change;
import dev.millrace.schemas.spec.ApplyPlan.InForce;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ApplyPlanTest {

  private static final Change FIRST = new Change("ada", Instant.parse("2026-01-01T00:00:00Z"));
  private static final Change LATER = new Change("bob", Instant.parse("2026-01-02T00:00:00Z"));

  private static final String YAML =
      """
      apiVersion: millrace/v1
      pipeline: notes
      task: generation
      prompt:
        user: "{{event}}"
      models:
        champion: model.a
      """;

  /** The two topics, as the compacted view of a job shows them. */
  private static final class Topics {

    private Optional<PipelineSpec> spec = Optional.empty();
    private final Map<String, ModelVersion> versions = new TreeMap<>();

    InForce inForce() {
      return new InForce(spec, versions.values());
    }

    ApplyPlan plan(PipelineSpec wanted, Change change) {
      return ApplyPlan.of(wanted, inForce(), change);
    }

    Topics apply(PipelineSpec wanted, Change change) {
      ApplyPlan plan = plan(wanted, change);
      write(plan.versions());
      plan.spec().ifPresent(written -> spec = Optional.of(written));
      return this;
    }

    void write(List<ModelVersion> written) {
      written.forEach(version -> versions.put(ModelVersions.key(version), version));
    }

    ModelVersion first() {
      return requireNonNull(versions.get("notes/1"));
    }

    List<String> states() {
      return versions.values().stream()
          .map(v -> v.getVersion() + " " + v.getModelId() + " " + v.getState() + " " + v.getShare())
          .toList();
    }
  }

  @Test
  void makesTheFirstVersionAndTheFirstRevision() {
    ApplyPlan plan = ApplyPlan.of(spec(YAML), InForce.nothing(), FIRST);

    assertThat(plan.versions())
        .containsExactly(
            ModelVersion.newBuilder()
                .setPipeline("notes")
                .setVersion(1)
                .setState(ModelState.CHAMPION)
                .setModelId("model.a")
                .setShare(1.0)
                .setReason("The spec names it as champion.")
                .setChangedBy("ada")
                .setChangedAt(FIRST.at())
                .build());
    assertThat(plan.spec())
        .contains(PipelineSpec.newBuilder(spec(YAML)).setAppliedAt(FIRST.at()).build());
  }

  @Test
  void writesNothingWhenNothingChanged() {
    Topics topics = new Topics().apply(spec(YAML), FIRST);

    ApplyPlan plan = topics.plan(spec(YAML), LATER);

    assertThat(plan.isEmpty()).isTrue();
  }

  @Test
  void writesNothingWhenTheSpecComesBackFromItsTopic() throws IOException {
    String yaml =
        YAML
            + """
            governance: { pii: { /a: hash, /b: drop } }
            enrich: [ { table: t, key: /k, as: t } ]
            lanes: { bulk: { weight: 2 } }
            budgets: [ { scope: tenant, window: 1d, limit: 5 USD, action: refuse } ]
            drift: { features: { /a: text, /b: number } }
            retraining: { on: [drift] }
            """;
    Topics topics = new Topics().apply(spec(yaml), FIRST);
    PipelineSpec written = topics.spec.orElseThrow();

    PipelineSpec read = PipelineSpec.fromByteBuffer(written.toByteBuffer());

    assertThat(read).isEqualTo(written);
    topics.spec = Optional.of(read);
    assertThat(topics.plan(spec(yaml), LATER).isEmpty()).isTrue();
  }

  @Test
  void countsRevisionsOfThePromptApart() {
    Topics topics = new Topics().apply(spec(YAML), FIRST);
    String schemaChanged = YAML + "governance: { maxBytes: 100 }\n";

    topics.apply(spec(schemaChanged), LATER);
    assertThat(topics.spec.orElseThrow().getRevision()).isEqualTo(2);
    assertThat(topics.spec.orElseThrow().getPromptRevision()).isEqualTo(1);

    topics.apply(spec(schemaChanged.replace("{{event}}", "{{a}}")), LATER);
    assertThat(topics.spec.orElseThrow().getRevision()).isEqualTo(3);
    assertThat(topics.spec.orElseThrow().getPromptRevision()).isEqualTo(2);

    topics.apply(spec("# nothing\n" + schemaChanged.replace("{{event}}", "{{a}}")), LATER);
    assertThat(topics.spec.orElseThrow().getPromptRevision()).isEqualTo(2);
  }

  @Test
  void countsRevisionsThatChangeWhatThePipelineDoes() {
    Topics topics = new Topics().apply(spec(YAML), FIRST);

    ApplyPlan plan = topics.plan(spec(YAML + "governance: { maxBytes: 5 }\n"), LATER);

    assertThat(plan.versions()).isEmpty();
    assertThat(plan.spec().orElseThrow().getRevision()).isEqualTo(2);
    assertThat(plan.spec().orElseThrow().getAppliedAt()).isEqualTo(LATER.at());
  }

  @Test
  void keepsTheRevisionWhenOnlyACommentChanged() {
    Topics topics = new Topics().apply(spec(YAML), FIRST);

    ApplyPlan plan = topics.plan(spec("# hello\n" + YAML), LATER);

    assertThat(plan.versions()).isEmpty();
    assertThat(plan.spec().orElseThrow().getRevision()).isEqualTo(1);
    assertThat(plan.spec().orElseThrow().getYaml()).startsWith("# hello");
  }

  @Test
  void replacesTheChampionThatTheSpecReplaces() {
    Topics topics = new Topics().apply(spec(YAML), FIRST);

    ApplyPlan plan = topics.plan(spec(YAML.replace("model.a", "model.b")), LATER);
    topics.write(plan.versions());

    assertThat(plan.versions().get(0).getState()).isEqualTo(ModelState.CHAMPION);
    assertThat(topics.states()).containsExactly("1 model.a RETIRED 0.0", "2 model.b CHAMPION 1.0");
    assertThat(topics.first().getReason()).isEqualTo("Version 2 took its place.");
    assertThat(topics.first().getChangedBy()).isEqualTo("bob");
    assertThat(plan.spec().orElseThrow().getRevision()).isEqualTo(2);
  }

  @Test
  void goesBackByGoingForward() {
    Topics topics =
        new Topics()
            .apply(spec(YAML), FIRST)
            .apply(spec(YAML.replace("model.a", "model.b")), LATER)
            .apply(spec(YAML), LATER);

    assertThat(topics.states())
        .containsExactly(
            "1 model.a RETIRED 0.0", "2 model.b RETIRED 0.0", "3 model.a CHAMPION 1.0");
  }

  @Test
  void completesAnApplyThatDiedAfterAnyOfItsWrites() {
    PipelineSpec changed = spec(YAML.replace("model.a", "model.b"));
    Topics whole = new Topics().apply(spec(YAML), FIRST).apply(changed, LATER);

    for (int written = 0; written <= 2; written++) {
      Topics topics = new Topics().apply(spec(YAML), FIRST);
      topics.write(topics.plan(changed, LATER).versions().subList(0, written));

      assertThat(ModelVersions.champion(topics.versions.values())).isPresent();
      topics.apply(changed, LATER);

      assertThat(topics.versions).isEqualTo(whole.versions);
      assertThat(topics.spec).isEqualTo(whole.spec);
    }
  }

  @Test
  void keepsAChampionThatWasPromotedOverTheSpecs() {
    Topics topics = new Topics().apply(spec(YAML), FIRST);
    ModelVersion first = topics.first();
    topics.write(
        List.of(
            with(first, 2, "arn.trained", ModelState.CHAMPION),
            with(first, 1, "model.a", ModelState.RETIRED)));

    ApplyPlan plan = topics.plan(spec(YAML + "governance: { maxBytes: 5 }\n"), LATER);

    assertThat(plan.versions()).isEmpty();
    assertThat(plan.spec()).isPresent();
  }

  @Test
  void retiresTheCanaryOfAReplacedChampion() {
    Topics topics = new Topics().apply(spec(YAML), FIRST);
    ModelVersion first = topics.first();
    topics.write(
        List.of(
            with(first, 2, "arn.trained", ModelState.CANARY),
            with(first, 3, "arn.worse", ModelState.REJECTED)));

    ApplyPlan plan = topics.plan(spec(YAML.replace("model.a", "model.b")), LATER);

    assertThat(plan.versions())
        .extracting(ModelVersion::getVersion, ModelVersion::getState)
        .containsExactly(
            tuple(4, ModelState.CHAMPION),
            tuple(1, ModelState.RETIRED),
            tuple(2, ModelState.RETIRED));
  }

  @Test
  void makesAChampionWhereThereIsNone() {
    Topics topics = new Topics().apply(spec(YAML), FIRST);
    topics.versions.clear();

    ApplyPlan plan = topics.plan(spec(YAML), LATER);

    assertThat(plan.versions()).extracting(ModelVersion::getVersion).containsExactly(1);
    assertThat(plan.spec()).isEmpty();
  }

  @Test
  void passesOverTheVersionsOfOtherPipelines() {
    ModelVersion other =
        ModelVersion.newBuilder(
                ApplyPlan.of(spec(YAML), InForce.nothing(), FIRST).versions().get(0))
            .setPipeline("others")
            .setVersion(9)
            .build();

    List<ModelVersion> versions = new ArrayList<>(List.of(other));
    ApplyPlan plan = ApplyPlan.of(spec(YAML), new InForce(Optional.empty(), versions), FIRST);

    assertThat(plan.versions()).extracting(ModelVersions::key).containsExactly("notes/1");
  }

  private static ModelVersion with(
      ModelVersion version, int number, String modelId, ModelState state) {
    return ModelVersion.newBuilder(version)
        .setVersion(number)
        .setModelId(modelId)
        .setState(state)
        .build();
  }

  private static PipelineSpec spec(String yaml) {
    return ((SpecResult.Valid) new SpecReader(SchemaFiles.none()).read(yaml)).spec();
  }
}
