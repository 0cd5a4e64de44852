package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.platform.audit.TopicChanges;
import dev.millrace.platform.audit.TopicChanges.Target;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The journal of a factory: {@code model-runs} and {@code model-versions}, written in one
 * transaction with the audit log, whose writers take turns. So whoever applies a spec, gives an
 * order or takes a step sees what the one before has written: numbers of versions do not collide,
 * and no step is taken twice.
 */
final class TopicJournal implements RunJournal {

  private final AuditLog audit;
  private final NamedTenants named;
  private final TopicReader topics;
  private final AvroCodec<ModelRun> runs;
  private final AvroCodec<ModelVersion> versions;

  private TopicJournal(
      AuditLog audit, NamedTenants named, KafkaConnection kafka, SchemaRegistry registry) {
    this.audit = audit;
    this.named = named;
    this.topics = new TopicReader(kafka, registry);
    this.runs = new AvroCodec<>(Topics.MODEL_RUNS, registry);
    this.versions = new AvroCodec<>(Topics.MODEL_VERSIONS, registry);
  }

  /** For orders, which ask for no names: it does not read the audit log for them. */
  static TopicJournal open(KafkaConnection kafka, SchemaRegistry registry, InstantSource clock) {
    return new TopicJournal(
        AuditLog.open(kafka, registry, clock), new NamedTenants(), kafka, registry);
  }

  /** For the desk: before its first decision it reads the audit log from its beginning. */
  static TopicJournal openWithNames(
      KafkaConnection kafka, SchemaRegistry registry, InstantSource clock) {
    NamedTenants named = new NamedTenants();
    return new TopicJournal(
        AuditLog.open(kafka, registry, clock, named::take), named, kafka, registry);
  }

  @Override
  public Optional<Turn> write(String pipeline, String by, Deciding deciding) throws IOException {
    List<Turn> written = new ArrayList<>();
    audit.append(
        () -> {
          Map<String, byte[]> standingRuns = topics.newest(Topics.MODEL_RUNS);
          Map<String, byte[]> standingVersions = topics.newest(Topics.MODEL_VERSIONS);
          written.clear();
          deciding
              .from(
                  Optional.ofNullable(standingRuns.get(pipeline)).map(runs::decode),
                  Lineup.of(
                      pipeline, standingVersions.values().stream().map(versions::decode).toList()))
              .ifPresent(written::add);
          return written.isEmpty()
              ? AuditPage.empty()
              : page(written.get(0), by, standingRuns, standingVersions);
        });
    return written.stream().findFirst();
  }

  @Override
  public Set<String> named(ModelVersion version) {
    return named.of(ModelVersions.key(version));
  }

  @Override
  public void close() {
    audit.close();
  }

  /** The run's pipeline, or the version. */
  private static String subject(Turn turn) {
    return turn.run()
        .map(run -> run.getPipeline() + " run " + run.getNumber())
        .orElseGet(() -> ModelVersions.key(turn.versions().get(0)));
  }

  private AuditPage page(
      Turn turn,
      String by,
      Map<String, byte[]> standingRuns,
      Map<String, byte[]> standingVersions) {
    TopicChanges changes = new TopicChanges(by);
    turn.run()
        .ifPresent(
            run ->
                changes.put(
                    new Target<>(Topics.MODEL_RUNS, runs, standingRuns),
                    turn.action(),
                    run.getPipeline(),
                    run));
    Target<ModelVersion> target = new Target<>(Topics.MODEL_VERSIONS, versions, standingVersions);
    String action = turn.run().isPresent() ? "model-version.change" : turn.action();
    for (ModelVersion version : turn.versions()) {
      changes.put(target, action, ModelVersions.key(version), version);
    }
    for (String tenant : turn.erased()) {
      changes.note(AuditEntry.of(by, NamedTenants.ACTION, subject(turn)).of(Optional.of(tenant)));
    }
    return changes.page();
  }
}
