package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

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
    List<AuditEntry> entries = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (ModelVersion version : written) {
      String key = ModelVersions.key(version);
      byte[] value = codec.encode(version);
      entries.add(
          AuditEntry.of(by, "model-version.change", key)
              .change(Optional.ofNullable(standing.get(key)), Optional.of(value)));
      records.add(new ProducerRecord<>(Topics.MODEL_VERSIONS.name(), key.getBytes(UTF_8), value));
    }
    return new AuditPage(entries, records);
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
