package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the topics hold, as bytes: all that is left of a process that was killed. */
final class MemoryTopics implements Standing, RunJournal {

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<ModelRun> runs = new AvroCodec<>(Topics.MODEL_RUNS, registry);
  private final AvroCodec<ModelVersion> versions = new AvroCodec<>(Topics.MODEL_VERSIONS, registry);
  private final AvroCodec<PipelineSpec> specs = new AvroCodec<>(Topics.PIPELINES, registry);

  private final Map<String, byte[]> runValues = new TreeMap<>();
  private final Map<String, byte[]> versionValues = new TreeMap<>();
  private final Map<String, byte[]> specValues = new TreeMap<>();
  private final List<String> audit = new ArrayList<>();
  private final Map<String, Set<String>> named = new HashMap<>();
  private final Kill kill;

  /** What is seen of versions where the view is behind. */
  Optional<Lineup> view = Optional.empty();

  /** Whether this process has read the audit log, which it does before its first decision. */
  boolean isAuditRead;

  /** Whether the brokers take nothing. */
  boolean isAway;

  MemoryTopics(Kill kill) {
    this.kill = kill;
  }

  void put(PipelineSpec spec) {
    specValues.put(spec.getPipeline(), specs.encode(spec));
  }

  void put(ModelVersion version) {
    versionValues.put(ModelVersions.key(version), versions.encode(version));
  }

  /** What was written, in order. */
  List<String> audit() {
    return audit;
  }

  @Override
  public Collection<ModelRun> runs() {
    return runValues.values().stream().map(runs::decode).toList();
  }

  @Override
  public Optional<ModelRun> run(String pipeline) {
    return Optional.ofNullable(runValues.get(pipeline)).map(runs::decode);
  }

  @Override
  public Lineup lineup(String pipeline) {
    return view.orElseGet(() -> standingLineup(pipeline));
  }

  @Override
  public Lineup freshLineup(String pipeline) {
    return standingLineup(pipeline);
  }

  private Lineup standingLineup(String pipeline) {
    return Lineup.of(pipeline, versionValues.values().stream().map(versions::decode).toList());
  }

  @Override
  public Optional<PipelineSpec> spec(String pipeline) {
    return Optional.ofNullable(specValues.get(pipeline)).map(specs::decode);
  }

  @Override
  public Optional<Turn> write(String pipeline, String by, Deciding deciding) throws IOException {
    if (isAway) {
      throw new IOException("the brokers are away");
    }
    isAuditRead = true;
    Optional<Turn> turn = deciding.from(run(pipeline), standingLineup(pipeline));
    kill.mayStrike();
    turn.ifPresent(
        decided -> {
          decided.run().ifPresent(run -> runValues.put(run.getPipeline(), runs.encode(run)));
          decided.versions().forEach(this::put);
          audit.add(by + " " + decided.action());
          decided.erased().forEach(tenant -> audit.add(by + " tenant.in-training " + tenant));
          decided
              .versions()
              .forEach(
                  version ->
                      named
                          .computeIfAbsent(ModelVersions.key(version), key -> new HashSet<>())
                          .addAll(decided.erased()));
        });
    kill.mayStrike();
    return turn;
  }

  @Override
  public Set<String> named(ModelVersion version) {
    return isAuditRead
        ? Set.copyOf(named.getOrDefault(ModelVersions.key(version), Set.of()))
        : Set.of();
  }

  @Override
  public void close() {}
}
