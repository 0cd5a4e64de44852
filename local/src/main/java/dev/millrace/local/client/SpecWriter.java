package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.spec.ApplyPlan;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Puts specs in force: compares with what the topics say, and writes the difference, each record
 * together with one of the audit log.
 *
 * <p>The versions become visible before the spec: so there is a champion at every moment. Of two
 * who apply at once, the second compares with what the first has written.
 */
public final class SpecWriter {

  private final RunningFactory factory;
  private final InstantSource clock;
  private final AvroCodec<PipelineSpec> specs;
  private final AvroCodec<ModelVersion> versions;

  /** What the topics hold of a pipeline, as records and as their bytes. */
  private record Standing(
      ApplyPlan.InForce inForce, Optional<byte[]> spec, Map<String, byte[]> versions) {}

  public SpecWriter(RunningFactory factory, InstantSource clock) {
    this.factory = factory;
    this.clock = clock;
    SchemaRegistry registry = factory.registry();
    this.specs = new AvroCodec<>(Topics.PIPELINES, registry);
    this.versions = new AvroCodec<>(Topics.MODEL_VERSIONS, registry);
  }

  /**
   * Puts a spec in force and returns what had to be written for it.
   *
   * @param by who wants it
   * @throws IOException where the brokers do not take it
   */
  public ApplyPlan apply(PipelineSpec wanted, String by) throws IOException {
    List<ModelVersion> writtenVersions = new ArrayList<>();
    List<PipelineSpec> writtenSpec = new ArrayList<>();
    if (plan(wanted, by, standing(wanted.getPipeline())).isEmpty()) {
      return new ApplyPlan(List.of(), Optional.empty());
    }
    try (AuditLog audit = AuditLog.open(factory.kafka(), factory.registry(), clock)) {
      audit.append(
          () -> {
            Standing standing = standing(wanted.getPipeline());
            writtenVersions.clear();
            writtenVersions.addAll(plan(wanted, by, standing).versions());
            return VersionTopic.page(writtenVersions, standing.versions(), versions, by);
          });
      audit.append(
          () -> {
            Standing standing = standing(wanted.getPipeline());
            writtenSpec.clear();
            plan(wanted, by, standing).spec().ifPresent(writtenSpec::add);
            return spec(writtenSpec, standing, by);
          });
    }
    return new ApplyPlan(writtenVersions, writtenSpec.stream().findFirst());
  }

  private ApplyPlan plan(PipelineSpec wanted, String by, Standing standing) {
    return ApplyPlan.of(wanted, standing.inForce(), new ApplyPlan.Change(by, clock.instant()));
  }

  private Standing standing(String pipeline) {
    Map<String, byte[]> specValues = NewestValues.of(factory, Topics.PIPELINES);
    Map<String, byte[]> versionValues = NewestValues.of(factory, Topics.MODEL_VERSIONS);
    List<ModelVersion> known =
        versionValues.values().stream()
            .map(versions::decode)
            .filter(version -> version.getPipeline().equals(pipeline))
            .toList();
    Optional<byte[]> spec = Optional.ofNullable(specValues.get(pipeline));
    return new Standing(new ApplyPlan.InForce(spec.map(specs::decode), known), spec, versionValues);
  }

  private AuditPage spec(List<PipelineSpec> written, Standing standing, String by) {
    if (written.isEmpty()) {
      return AuditPage.empty();
    }
    String pipeline = written.get(0).getPipeline();
    byte[] value = specs.encode(written.get(0));
    return new AuditPage(
        List.of(
            AuditEntry.of(by, "pipeline.apply", pipeline)
                .change(standing.spec(), Optional.of(value))),
        List.of(new ProducerRecord<>(Topics.PIPELINES.name(), pipeline.getBytes(UTF_8), value)));
  }
}
