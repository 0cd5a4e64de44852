package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.audit.AuditChain;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.spec.ShadowPlan.Wanted;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VersionBoardTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00.123456Z");

  private final Topic topic = new Topic();
  private final VersionBoard board = new VersionBoard(topic, () -> NOW);

  /** Versions in memory, as a compacted topic keeps them. */
  private static final class Topic implements VersionTopic {

    private final AvroCodec<ModelVersion> codec =
        new AvroCodec<>(Topics.MODEL_VERSIONS, new InMemorySchemaRegistry());
    private final Map<String, byte[]> values = new TreeMap<>();
    private final List<AuditEntry> audited = new ArrayList<>();
    private Runnable between = () -> {};

    @Override
    public Map<String, byte[]> values() {
      return Map.copyOf(values);
    }

    @Override
    public AvroCodec<ModelVersion> codec() {
      return codec;
    }

    @Override
    public void write(AuditLog.Draft draft) {
      between.run();
      AuditPage page = draft.write();
      audited.addAll(page.entries());
      page.records().forEach(record -> values.put(new String(record.key(), UTF_8), record.value()));
    }

    byte[] value(String key) {
      return Objects.requireNonNull(values.get(key));
    }

    void put(ModelVersion version) {
      values.put(ModelVersions.key(version), codec.encode(version));
    }
  }

  VersionBoardTest() {
    topic.put(version("notes", 1, "model.a", ModelState.CHAMPION, 1));
    topic.put(version("other", 1, "model.b", ModelState.CHAMPION, 1));
  }

  @Test
  void writesAShadowUnderTheKeyThatTheStageLooksUp() throws IOException {
    List<ModelVersion> changed = board.shadow("notes", new Wanted("model.b", 0.1), "ada");

    assertThat(changed).hasSize(1);
    assertThat(topic.codec.decode(topic.value("notes/2"))).isEqualTo(changed.get(0));
    assertThat(changed.get(0).getState()).isEqualTo(ModelState.CANDIDATE);
    assertThat(changed.get(0).getShare()).isEqualTo(0.1);
    assertThat(changed.get(0).getChangedBy()).isEqualTo("ada");
    assertThat(changed.get(0).getChangedAt()).isEqualTo(Instant.parse("2026-11-26T12:00:00.123Z"));
    assertThat(board.versions())
        .extracting(ModelVersions::key)
        .containsExactly("notes/1", "notes/2", "other/1");
  }

  @Test
  void endsTheShadowOfOnePipeline() throws IOException {
    topic.put(version("other", 2, "model.c", ModelState.CANDIDATE, 0.5));
    board.shadow("notes", new Wanted("model.b", 0.1), "ada");

    List<ModelVersion> ended = board.unshadow("notes", "bob");

    assertThat(ended).extracting(ModelVersions::key).containsExactly("notes/2");
    assertThat(topic.codec.decode(topic.value("notes/2")).getShare()).isZero();
    assertThat(topic.codec.decode(topic.value("other/2")).getShare()).isEqualTo(0.5);
    assertThat(board.unshadow("notes", "bob")).isEmpty();
  }

  @Test
  void putsEveryChangeIntoTheAuditLog() throws IOException {
    board.shadow("notes", new Wanted("model.b", 0.1), "ada");
    Optional<String> begun = Optional.of(AuditChain.digest(topic.value("notes/2")));
    board.shadow("notes", new Wanted("model.b", 0.1), "ada");
    board.unshadow("notes", "bob");
    Optional<String> ended = Optional.of(AuditChain.digest(topic.value("notes/2")));

    assertThat(topic.audited)
        .as("what changes nothing is no change")
        .containsExactly(entry("ada", Optional.empty(), begun), entry("bob", begun, ended));
  }

  @Test
  void refusesAPipelineWithoutAChampion() {
    assertThatThrownBy(() -> board.shadow("nobody", new Wanted("model.b", 0.1), "ada"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("pipeline nobody has no champion: apply its spec first");
    assertThat(topic.audited).isEmpty();
  }

  @Test
  void refusesTheChampionAsItsOwnShadow() {
    assertThatThrownBy(() -> board.shadow("notes", new Wanted("model.a", 0.1), "ada"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("model.a is the champion of notes");
  }

  @Test
  void plansAnewBehindAnotherWriter() throws IOException {
    topic.between = () -> topic.put(version("notes", 2, "model.c", ModelState.CANDIDATE, 0.3));

    List<ModelVersion> changed = board.shadow("notes", new Wanted("model.b", 0.1), "ada");

    assertThat(changed)
        .extracting(version -> ModelVersions.key(version) + " " + version.getShare())
        .containsExactly("notes/2 0.0", "notes/3 0.1");
  }

  private static AuditEntry entry(String by, Optional<String> before, Optional<String> after) {
    return new AuditEntry(by, "model-version.change", "notes/2", Optional.empty(), before, after);
  }

  private static ModelVersion version(
      String pipeline, int number, String modelId, ModelState state, double share) {
    return ModelVersion.newBuilder()
        .setPipeline(pipeline)
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
