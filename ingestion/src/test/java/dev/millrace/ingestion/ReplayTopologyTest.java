package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.streams.SmallStores;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Enrichment;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.LetterId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was set aside and comes again, and what reference data it finds then. */
class ReplayTopologyTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant A_WEEK_LATER = BEGINNING.plus(Duration.ofDays(7));

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final PipelineSpec spec = Specs.letters();
  private final AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
  private final AvroCodec<ReferenceRecord> rows = new AvroCodec<>(Topics.REFERENCE_DATA, registry);
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> in;
  private TestInputTopic<String, byte[]> references;
  private TestOutputTopic<String, InferenceRequest> requests;
  private TestOutputTopic<String, DeadLetter> deadLetters;

  @BeforeEach
  void start(@TempDir Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
    driver =
        new TopologyTestDriver(
            IngestionTopology.build(
                registry,
                name -> Optional.of(spec),
                (pipeline, event) -> Optional.empty(),
                (pipeline, raw, event) -> Optional.of(event)),
            properties,
            BEGINNING);
    in = input(Topics.RAW_EVENTS.name());
    references = input(Topics.REFERENCE_DATA.name());
    requests =
        driver.createOutputTopic(
            Topics.INFERENCE_REQUESTS.name(),
            new StringDeserializer(),
            new WireSerde<>(new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry)).deserializer());
    deadLetters =
        driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(),
            new StringDeserializer(),
            new WireSerde<>(new AvroCodec<>(Topics.DEAD_LETTERS, registry)).deserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void aLetterNamesTheSpecThatTurnedTheEventAway() {
    send("{\"other\":1}", BEGINNING);
    in.pipeInput("k", "not avro".getBytes(UTF_8), BEGINNING);

    List<DeadLetter> letters = deadLetters.readValuesToList();
    assertThat(letters)
        .extracting(DeadLetter::getSpecRevision)
        .containsExactly(spec.getRevision(), null);
    assertThat(letters).extracting(DeadLetter::getReplayOf).containsOnlyNulls();
  }

  @Test
  void aReplayThatFailsAgainSaysWhatItWasAReplayOf() {
    replay("raw-events-0@0", "{\"other\":1}");

    DeadLetter letter = deadLetters.readValue();
    assertThat(letter.getReplayOf()).isEqualTo("raw-events-0@0");
    assertThat(letter.getHeaders())
        .singleElement()
        .satisfies(header -> assertThat(header.getName()).isEqualTo(LetterId.REPLAY_OF));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "anything", "a letter"})
  void aHeaderThatNamesNoLetterIsNoReplay(String text) {
    replay(text, "{\"other\":1}");

    assertThat(deadLetters.readValue().getReplayOf()).isNull();
  }

  @Test
  void aReplayAsksForItsAnswerAnew() {
    replay("raw-events-0@0", "{\"text\":\"hello\"}");

    InferenceRequest request = requests.readValue();
    assertThat(request.getReceivedAt()).isEqualTo(BEGINNING);
    assertThat(request.getOccurredAt()).isEqualTo(BEGINNING);
    assertThat(request.getDeadline()).isEqualTo(A_WEEK_LATER.plus(Duration.ofDays(1)));
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void theClockOfARecordThatIsNoReplayChangesNothing() {
    in.pipeInput("k", events.encode(event("1", "{\"text\":\"hello\"}")), A_WEEK_LATER);

    assertThat(requests.readValue().getDeadline()).isEqualTo(BEGINNING.plus(Duration.ofDays(1)));
  }

  @Test
  void aReplayFromBeyondTheCalendarKeepsTheOldDeadline() {
    in.pipeInput(
        new TestRecord<>(
            "k",
            events.encode(event("1", "{\"text\":\"hello\"}")),
            mark("raw-events-0@0"),
            Long.MAX_VALUE / 2));

    assertThat(requests.readValue().getDeadline()).isEqualTo(BEGINNING.plus(Duration.ofDays(1)));
  }

  @Test
  void aRowThatIsMissingLeavesItsPlaceEmptyAndIsNamed() {
    spec.setEnrich(List.of(new Enrichment("customers", "/customer", "customer")));
    spec.getPrompt().setUser("{{text}} from {{customer.city}}.");

    send("{\"text\":\"hello\",\"customer\":7}", BEGINNING);

    InferenceRequest request = requests.readValue();
    assertThat(request.getPrompt().getUser()).isEqualTo("hello from .");
    assertThat(request.getMissingReferences()).containsExactly("customer");
  }

  @Test
  void aRowThatComesLaterServesTheEventsBehindIt() {
    spec.setEnrich(List.of(new Enrichment("customers", "/customer", "customer")));
    spec.getPrompt().setUser("{{text}} from {{customer.city}}.");
    send("1", "{\"text\":\"hello\",\"customer\":7}");

    row("7", "{\"city\":\"Ulm\"}");
    send("2", "{\"text\":\"hello\",\"customer\":7}");
    row("7", "{\"city\":\"Bonn\"}");
    send("3", "{\"text\":\"hello\",\"customer\":\"7\"}");
    references.pipeInput("customers/7", null, BEGINNING);
    send("4", "{\"text\":\"hello\",\"customer\":7}");

    assertThat(requests.readValuesToList())
        .extracting(request -> request.getPrompt().getUser() + " " + request.getMissingReferences())
        .containsExactly(
            "hello from . [customer]",
            "hello from Ulm. []",
            "hello from Bonn. []",
            "hello from . [customer]");
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  private void row(String key, String json) {
    ReferenceRecord row =
        new ReferenceRecord("customers", key, ByteBuffer.wrap(json.getBytes(UTF_8)), BEGINNING);
    references.pipeInput("customers/" + key, rows.encode(row), BEGINNING);
  }

  private void send(String payload, Instant at) {
    in.pipeInput("k", events.encode(event("1", payload)), at);
  }

  private void send(String id, String payload) {
    in.pipeInput("k", events.encode(event(id, payload)), BEGINNING);
  }

  private void replay(String of, String payload) {
    in.pipeInput(new TestRecord<>("k", events.encode(event("1", payload)), mark(of), A_WEEK_LATER));
  }

  private static RecordHeaders mark(String of) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(LetterId.REPLAY_OF, of.getBytes(UTF_8));
    return headers;
  }

  private static RawEvent event(String id, String payload) {
    return RawEvent.newBuilder()
        .setId(id)
        .setTenant("acme")
        .setPipeline("letters")
        .setReceivedAt(BEGINNING)
        .setContentType("application/json")
        .setPayload(ByteBuffer.wrap(payload.getBytes(UTF_8)))
        .build();
  }
}
