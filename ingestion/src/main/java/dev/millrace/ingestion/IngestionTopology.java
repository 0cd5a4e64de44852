package dev.millrace.ingestion;

import dev.millrace.ingestion.prompt.MustachePrompts;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Raw events in; governed requests and dead letters out.
 *
 * <pre>
 * raw-events ─> admit ─┬─> inference-requests
 *               (seen)  └─> dead-letters
 * </pre>
 *
 * <p><i>Failure</i>: runs exactly once: a request, its place in the store of seen requests and the
 * offset of its event are committed together or not at all.
 */
final class IngestionTopology {

  static final String REQUESTS = "to-requests";
  static final String DEAD_LETTERS = "to-dead-letters";
  static final String SEEN_REQUESTS = "seen-requests";

  /** The longest time that a pipeline may remember ids. */
  static final Duration LONGEST_DEDUPE = Duration.ofDays(7);

  private IngestionTopology() {}

  static Topology build(SchemaRegistry registry, Function<String, Optional<PipelineSpec>> specs) {
    AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
    MustachePrompts prompts = new MustachePrompts();
    ByteArraySerializer keys = new ByteArraySerializer();

    Topology topology = new Topology();
    topology.addSource(
        "raw-events-in",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        Topics.RAW_EVENTS.name());
    topology.addProcessor(
        "admit", () -> new AdmissionProcessor(events, specs, prompts), "raw-events-in");
    topology.addStateStore(seenRequests(), "admit");
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

  private static StoreBuilder<WindowStore<String, byte[]>> seenRequests() {
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(SEEN_REQUESTS, LONGEST_DEDUPE, Duration.ofMillis(1), false),
        Serdes.String(),
        Serdes.ByteArray());
  }
}
