package dev.millrace.ingestion;

import dev.millrace.ingestion.domain.EventPrivacy;
import dev.millrace.ingestion.domain.EventShape;
import dev.millrace.ingestion.kafka.RecordTraces;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;

/**
 * Raw events in; governed requests and dead letters out.
 *
 * <pre>
 * raw-events ─────> admit ─┬─> inference-requests
 *              (seen, rows) └─> dead-letters
 *                      ^
 * reference-data ──────┘
 * </pre>
 *
 * <p><i>Failure</i>: runs exactly once: a request, its place in the store of seen requests and the
 * offset of its event are committed together or not at all.
 */
final class IngestionTopology {

  static final String REQUESTS = "to-requests";
  static final String DEAD_LETTERS = "to-dead-letters";

  private IngestionTopology() {}

  /** One that tells no spans, under specs that are known in time. */
  static Topology build(
      SchemaRegistry registry,
      Function<String, Optional<PipelineSpec>> specs,
      EventShape shape,
      EventPrivacy privacy) {
    return build(registry, (name, event) -> specs.apply(name), shape, privacy, RecordTraces.none());
  }

  static Topology build(
      SchemaRegistry registry,
      EventSpecs specs,
      EventShape shape,
      EventPrivacy privacy,
      RecordTraces traces) {
    ReferenceRowCache rows =
        new ReferenceRowCache(new AvroCodec<>(Topics.REFERENCE_DATA, registry));
    AdmissionProcessor.Parts parts =
        new AdmissionProcessor.Parts(
            new AvroCodec<>(Topics.RAW_EVENTS, registry), rows, specs, shape, privacy, traces);
    ByteArraySerializer keys = new ByteArraySerializer();

    Topology topology = new Topology();
    topology.addSource(
        "raw-events-in",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        Topics.RAW_EVENTS.name());
    topology.addGlobalStore(
        ReferenceStore.builder(),
        "reference-data-in",
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        Topics.REFERENCE_DATA.name(),
        "follow-reference-data",
        () -> new ReferenceStore.Follower(rows));
    topology.addProcessor("admit", () -> new AdmissionProcessor(parts), "raw-events-in");
    topology.addStateStore(SeenRequestStore.builder(), "admit");
    topology.addSink(
        REQUESTS,
        Topics.INFERENCE_REQUESTS.name(),
        keys,
        new WireSerde<>(new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry)).serializer(),
        "admit");
    topology.addSink(
        DEAD_LETTERS,
        Topics.DEAD_LETTERS.name(),
        keys,
        new WireSerde<>(new AvroCodec<>(Topics.DEAD_LETTERS, registry)).serializer(),
        "admit");
    return topology;
  }
}
