package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.EventPrivacy;
import dev.millrace.ingestion.schema.SchemaShapes;
import dev.millrace.platform.streams.SmallStores;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topology of ingestion, driven by hand. */
final class TopologyStand implements AutoCloseable {

  static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  final TopologyTestDriver driver;
  final TestInputTopic<String, byte[]> in;
  final TestInputTopic<String, byte[]> references;
  final TestOutputTopic<String, InferenceRequest> requests;
  final TestOutputTopic<String, DeadLetter> deadLetters;
  private final AvroCodec<RawEvent> events;

  /**
   * One that keeps nothing in.
   *
   * @param specs in force, by name; they may change
   */
  TopologyStand(InMemorySchemaRegistry registry, Map<String, PipelineSpec> specs, Path folder) {
    this(registry, specs, (spec, raw, event) -> Optional.of(event), folder);
  }

  TopologyStand(
      InMemorySchemaRegistry registry,
      Map<String, PipelineSpec> specs,
      EventPrivacy privacy,
      Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
    this.driver =
        new TopologyTestDriver(
            IngestionTopology.build(
                registry,
                name -> Optional.ofNullable(specs.get(name)),
                new SchemaShapes(),
                privacy),
            properties,
            BEGINNING);
    this.events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
    this.in = input(Topics.RAW_EVENTS.name());
    this.references = input(Topics.REFERENCE_DATA.name());
    this.requests =
        driver.createOutputTopic(
            Topics.INFERENCE_REQUESTS.name(),
            new StringDeserializer(),
            new WireSerde<>(new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry)).deserializer());
    this.deadLetters =
        driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(),
            new StringDeserializer(),
            new WireSerde<>(new AvroCodec<>(Topics.DEAD_LETTERS, registry)).deserializer());
  }

  /** An event of acme for letters, under a key that is made of its id. */
  void send(String id, String payload, Instant at) {
    in.pipeInput("key-" + id, bytes(event(id, payload, at)), at);
  }

  /** As it lies in raw-events. */
  byte[] bytes(RawEvent event) {
    return events.encode(event);
  }

  static RawEvent event(String id, String payload, Instant at) {
    return RawEvent.newBuilder()
        .setId(id)
        .setTenant("acme")
        .setPipeline("letters")
        .setReceivedAt(at)
        .setContentType("application/json")
        .setPayload(ByteBuffer.wrap(payload.getBytes(UTF_8)))
        .build();
  }

  @Override
  public void close() {
    driver.close();
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }
}
