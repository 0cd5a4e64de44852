package dev.millrace.local.client;

import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.platform.audit.TopicChanges;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Where the versions of models are kept. */
interface VersionTopic {

  /** All of them as they lie there, by key. */
  Map<String, byte[]> values();

  /** How they lie there. */
  AvroCodec<ModelVersion> codec();

  /**
   * Writes changes together with their records of the audit log.
   *
   * @param draft is asked again where another writer came between
   * @throws IOException where they were not written, or nobody said whether they were
   */
  void write(AuditLog.Draft draft) throws IOException;

  /**
   * Changes of versions, each with its record of the audit log.
   *
   * @param standing what is there, by key
   * @param by who wants it
   */
  static AuditPage page(
      List<ModelVersion> written,
      Map<String, byte[]> standing,
      AvroCodec<ModelVersion> codec,
      String by) {
    TopicChanges changes = new TopicChanges(by);
    TopicChanges.Target<ModelVersion> target =
        new TopicChanges.Target<>(Topics.MODEL_VERSIONS, codec, standing);
    for (ModelVersion version : written) {
      changes.put(target, "model-version.change", ModelVersions.key(version), version);
    }
    return changes.page();
  }

  /** Those of a factory. */
  static VersionTopic of(RunningFactory factory, InstantSource clock) {
    AvroCodec<ModelVersion> codec = new AvroCodec<>(Topics.MODEL_VERSIONS, factory.registry());
    return new VersionTopic() {
      @Override
      public Map<String, byte[]> values() {
        return NewestValues.of(factory, Topics.MODEL_VERSIONS);
      }

      @Override
      public AvroCodec<ModelVersion> codec() {
        return codec;
      }

      @Override
      public void write(AuditLog.Draft draft) throws IOException {
        try (AuditLog audit = AuditLog.open(factory.kafka(), factory.registry(), clock)) {
          audit.append(draft);
        }
      }
    };
  }
}
