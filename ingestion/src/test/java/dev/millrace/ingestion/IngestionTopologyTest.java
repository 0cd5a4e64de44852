package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.FailedRecord;
import dev.millrace.ingestion.domain.PromptRendering;
import dev.millrace.ingestion.schema.SchemaShapes;
import dev.millrace.platform.streams.DayBlock;
import dev.millrace.platform.streams.SmallStores;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Stage;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestionTopologyTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OTHER_TRACE =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final Map<String, PipelineSpec> specs = new HashMap<>(Map.of("letters", Specs.letters()));
  private final AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> in;
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
                name -> Optional.ofNullable(specs.get(name)),
                new SchemaShapes(),
                (spec, raw, event) -> Optional.of(event)),
            properties,
            BEGINNING);
    in =
        driver.createInputTopic(
            Topics.RAW_EVENTS.name(), new StringSerializer(), new ByteArraySerializer());
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
  void makesARequestOfAnEvent() {
    send("1", "{\"text\":\"hello\"}", BEGINNING);

    TestRecord<String, InferenceRequest> out = requests.readRecord();
    InferenceRequest request = out.value();
    assertThat(out.key()).isEqualTo("key-1");
    assertThat(request.getRequestId()).isEqualTo(RequestId.of("acme", "letters", "1"));
    assertThat(request.getPrompt().getSystem()).isEqualTo("Sort it.");
    assertThat(request.getPrompt().getUser()).isEqualTo("hello");
    assertThat(request.getPrompt().getLabels()).containsExactly("a", "b");
    assertThat(request.getSpecRevision()).isEqualTo(3);
    assertThat(request.getMaxTokens()).isEqualTo(16);
    assertThat(request.getOccurredAt()).isEqualTo(BEGINNING);
    assertThat(request.getDeadline()).isEqualTo(BEGINNING.plus(Duration.ofDays(1)));
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void makesOneRequestOfAnEventThatIsSentTwice() {
    send("1", "{\"text\":\"hello\"}", BEGINNING);
    send("1", "{\"text\":\"hello\"}", BEGINNING.plusSeconds(3599));

    assertThat(requests.readValuesToList()).hasSize(1);
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  /** Kafka Streams has the hook by which it knows of a commit for its own caches only. */
  @Test
  void putsIdsIntoTheChangelogWhenACommitBegins() {
    send("1", "{\"text\":\"hello\"}", BEGINNING);
    send("2", "{\"text\":\"hello\"}", BEGINNING);

    List<DayBlock> blocks =
        driver
            .createOutputTopic(
                "test-" + SeenRequestStore.NAME + "-changelog",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())
            .readValuesToList()
            .stream()
            .map(DayBlock::of)
            .toList();
    assertThat(blocks).as("the driver commits after each event").hasSize(2);
    assertThat(blocks).allSatisfy(block -> assertThat(block.entries()).hasSize(1));
  }

  @Test
  void makesAnotherRequestWhenTheIdIsForgotten() {
    send("1", "{\"text\":\"hello\"}", BEGINNING);
    send("1", "{\"text\":\"hello\"}", BEGINNING.plusSeconds(3601));

    assertThat(requests.readValuesToList()).hasSize(2);
  }

  @Test
  void remembersIdsToTheMillisecondOverMidnight() {
    Instant evening = BEGINNING.plus(Duration.ofHours(23).plusMinutes(30));
    send("1", "{\"text\":\"hello\"}", evening);
    send("2", "{\"text\":\"hello\"}", evening);
    send("1", "{\"text\":\"hello\"}", evening.plus(Duration.ofHours(1)));
    send("2", "{\"text\":\"hello\"}", evening.plus(Duration.ofHours(1)).plusMillis(1));

    assertThat(requests.readValuesToList())
        .extracting(InferenceRequest::getEventId)
        .containsExactly("1", "2", "2");
  }

  @Test
  void remembersIdsForTheLongestTimeThereIs() {
    PipelineSpec spec = Specs.letters();
    spec.getGovernance().setDedupeMillis(SeenRequestStore.LONGEST_DEDUPE.toMillis());
    specs.put("letters", spec);
    Instant evening = BEGINNING.plus(Duration.ofHours(23));
    send("1", "{\"text\":\"hello\"}", evening);
    send("2", "{\"text\":\"hello\"}", evening);
    send("1", "{\"text\":\"hello\"}", evening.plus(SeenRequestStore.LONGEST_DEDUPE));
    send("2", "{\"text\":\"hello\"}", evening.plus(SeenRequestStore.LONGEST_DEDUPE).plusMillis(1));

    assertThat(requests.readValuesToList())
        .extracting(InferenceRequest::getEventId)
        .containsExactly("1", "2", "2");
  }

  @Test
  void namesTheRecordThatARequestWasMadeOf() {
    send("0", "{\"text\":\"hello\"}", BEGINNING);
    send("1", "{\"text\":\"hello\"}", BEGINNING);

    InferenceRequest second = requests.readValuesToList().get(1);
    assertThat(second.getOrigin()).isEqualTo(new RecordOrigin("raw-events", 0, 1L));
    assertThat(second.getSource()).isNull();
    assertThat(second.getPromptRevision()).isEqualTo(1);
  }

  @Test
  void dedupesEventsThatAreOlderThanThoseBefore() {
    send("new", "{\"text\":\"hello\"}", BEGINNING.plus(Duration.ofDays(300)));
    send("old", "{\"text\":\"hello\"}", BEGINNING);
    send("old", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(requests.readValuesToList())
        .extracting(InferenceRequest::getEventId)
        .containsExactly("new", "old");
  }

  @Test
  void letsAMendedEventInUnderTheSameId() {
    send("1", "{\"wrong\":\"hello\"}", BEGINNING);
    send("1", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(deadLetters.readValuesToList()).hasSize(1);
    assertThat(requests.readValuesToList()).hasSize(1);
  }

  @Test
  void givesTheSameBytesWhenTheTopicIsReplayed(@TempDir Path other) {
    send("1", "{\"text\":\"hello\"}", BEGINNING);
    byte[] first =
        new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry).encode(requests.readValue());
    driver.close();
    start(other);

    send("1", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry).encode(requests.readValue()))
        .isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\":\"a\",\"text\":\"b\"} | MALFORMED_JSON",
        "{\"other\":1}                   | MISSING_VARIABLE",
        "[1]                             | MISSING_VARIABLE",
        "{\"text\":null}                 | MISSING_VARIABLE",
        "{\"text\":\" \"}                  | EMPTY_PROMPT",
        "{                               | MALFORMED_JSON",
      })
  void setsAsideWhatCannotGoOn(String payload, String cause) {
    send("1", payload, BEGINNING);

    DeadLetter letter = deadLetters.readValue();
    assertThat(letter.getStage()).isEqualTo(Stage.INGESTION);
    assertThat(letter.getCause()).isEqualTo(cause);
    assertThat(letter.getEventId()).isEqualTo("1");
    assertThat(letter.getTenant()).isEqualTo("acme");
    assertThat(letter.getTopic()).isEqualTo("raw-events");
    assertThat(requests.isEmpty()).isTrue();
  }

  @Test
  void setsAsideWhatIsTooLargeOrHasNoPipeline() {
    send("1", "{\"text\":\"" + "x".repeat(1000) + "\"}", BEGINNING);
    specs.clear();
    send("2", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(deadLetters.readValuesToList())
        .extracting(DeadLetter::getCause)
        .containsExactly("TOO_LARGE", "UNKNOWN_PIPELINE");
  }

  @Test
  void keepsBytesAndHeadersOfWhatItCannotRead() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", TRACE.getBytes(UTF_8));
    byte[] bytes = "not avro".getBytes(UTF_8);

    in.pipeInput(new TestRecord<>("k", bytes, headers, BEGINNING));
    in.pipeInput(new TestRecord<>("k", null, headers, BEGINNING));

    List<DeadLetter> letters = deadLetters.readValuesToList();
    assertThat(letters)
        .extracting(DeadLetter::getCause)
        .containsExactly("UNREADABLE", "UNREADABLE");
    assertThat(letters.get(0).getValue()).isEqualTo(ByteBuffer.wrap(bytes));
    assertThat(letters.get(0).getKey()).isEqualTo(ByteBuffer.wrap("k".getBytes(UTF_8)));
    assertThat(letters.get(0).getHeaders().get(0).getName()).isEqualTo("traceparent");
  }

  @Test
  void leavesOutTheBytesOfWhatIsTooLargeToCopy() {
    in.pipeInput("k", new byte[FailedRecord.MAX_COPY_BYTES], BEGINNING);

    DeadLetter letter = deadLetters.readValue();
    assertThat(letter.getCause()).isEqualTo("UNREADABLE");
    assertThat(letter.getDetail()).endsWith("find the original at its topic, partition and offset");
    assertThat(letter.getKey()).isNull();
    assertThat(letter.getValue()).isNull();
  }

  @Test
  void setsAsideWhatCannotBeToldApart() {
    send("", "{\"text\":\"hello\"}", BEGINNING);
    send("x".repeat(257), "{\"text\":\"hello\"}", BEGINNING);
    RawEvent future = event("1", "{\"text\":\"hello\"}", BEGINNING);
    future.setReceivedAt(Instant.ofEpochMilli(Long.MAX_VALUE));
    in.pipeInput("k", events.encode(future), BEGINNING);

    assertThat(deadLetters.readValuesToList())
        .extracting(DeadLetter::getCause)
        .containsExactly("INVALID_FIELD", "INVALID_FIELD", "INVALID_FIELD");
  }

  @Test
  void setsAsideAPromptThatIsTooLarge() {
    PipelineSpec spec = Specs.letters();
    spec.getPrompt().setUser("{{text}}".repeat(10));
    spec.getGovernance().setMaxBytes(1 << 20);
    specs.put("letters", spec);
    send("1", "{\"text\":\"" + "x".repeat(400_000) + "\"}", BEGINNING);

    assertThat(deadLetters.readValue().getCause()).isEqualTo("TOO_LARGE");
  }

  @Test
  void handsOnTheTraceContextAndNoOtherHeader() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", TRACE.getBytes(UTF_8));
    headers.add("from", "somebody@example.com".getBytes(UTF_8));

    in.pipeInput(
        new TestRecord<>(
            "k", events.encode(event("1", "{\"text\":\"hello\"}", BEGINNING)), headers, BEGINNING));

    assertThat(requests.readRecord().headers())
        .containsExactly(new RecordHeader("traceparent", TRACE.getBytes(UTF_8)));
  }

  @Test
  void dropsTraceHeadersThatAreTooLongAndAllButTheLastOfAName() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", TRACE.getBytes(UTF_8));
    headers.add("traceparent", OTHER_TRACE.getBytes(UTF_8));
    headers.add("tracestate", new byte[513]);

    in.pipeInput(
        new TestRecord<>(
            "k", events.encode(event("1", "{\"text\":\"hello\"}", BEGINNING)), headers, BEGINNING));

    assertThat(requests.readRecord().headers())
        .containsExactly(new RecordHeader("traceparent", OTHER_TRACE.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 4_000_000})
  void setsAsideWhatHasTooLongAKeyWithoutTheKey(int length) {
    byte[] value = events.encode(event("1", "{\"text\":\"hello\"}", BEGINNING));
    in.pipeInput("k".repeat(length), value, BEGINNING);
    in.pipeInput("\u20ac".repeat(256), value, BEGINNING);

    TestRecord<String, DeadLetter> letter = deadLetters.readRecord();
    assertThat(letter.key()).isNull();
    assertThat(letter.value().getCause()).isEqualTo("INVALID_FIELD");
    assertThat(letter.value().getKey()).isNull();
    assertThat(letter.value().getEventId()).isEqualTo("1");
    assertThat(letter.value().getValue()).isEqualTo(ByteBuffer.wrap(value));
    assertThat(requests.readValuesToList()).hasSize(1);
  }

  @Test
  void writesNoLetterThatIsTooLargeForARecord() {
    RecordHeaders many = new RecordHeaders();
    for (int i = 0; i < 500_000; i++) {
      many.add("h", null);
    }
    byte[] value = events.encode(event("1".repeat(3_000_000), "{}", BEGINNING));

    in.pipeInput(new TestRecord<>("k", value, new RecordHeaders(), BEGINNING));
    in.pipeInput(new TestRecord<>("k", new byte[10], many, BEGINNING));

    List<DeadLetter> letters = deadLetters.readValuesToList();
    AvroCodec<DeadLetter> codec = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
    assertThat(letters).allMatch(letter -> codec.encode(letter).length < 4_000_000);
    assertThat(letters.get(0).getEventId()).isNull();
    assertThat(letters.get(0).getValue()).isEqualTo(ByteBuffer.wrap(value));
    assertThat(letters.get(1).getHeaders()).isEmpty();
  }

  /** Gateways keep thousands of letters in memory. */
  @ParameterizedTest
  @CsvSource({"700, true", "800, false"})
  void keepsNamesInALetterWhereTheyAreShort(int length, boolean isKept) {
    send("1".repeat(length), "{}", BEGINNING);

    DeadLetter letter = deadLetters.readValue();
    assertThat(letter.getCause()).isEqualTo("INVALID_FIELD");
    assertThat(letter.getEventId() != null).isEqualTo(isKept);
    assertThat(letter.getTenant()).isEqualTo("acme");
    assertThat(letter.getPipeline()).isNotNull();
  }

  @Test
  void countsTheLabelsAsPartOfThePrompt() {
    PipelineSpec spec = Specs.letters();
    spec.getPrompt().setLabels(List.of("x".repeat(PromptRendering.MAX_BYTES)));
    specs.put("letters", spec);
    send("1", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(deadLetters.readValue().getCause()).isEqualTo("TOO_LARGE");
  }

  /** The verdicts of the door: {@code SchemaAtTheDoorTest}. */
  @ParameterizedTest
  @MethodSource("dev.millrace.ingestion.ShapedEvents#all")
  void holdsEventsAgainstTheSchema(String payload, String objection) {
    specs.put("letters", ShapedEvents.spec());
    send("1", payload, BEGINNING);

    assertThat(requests.readValuesToList()).hasSize(objection.isEmpty() ? 1 : 0);
    if (!objection.isEmpty()) {
      DeadLetter letter = deadLetters.readValue();
      assertThat(letter.getCause()).isEqualTo("SCHEMA_VIOLATION");
      assertThat(letter.getDetail()).isEqualTo(objection);
    }
  }

  private void send(String id, String payload, Instant at) {
    in.pipeInput("key-" + id, events.encode(event(id, payload, at)), at);
  }

  private static RawEvent event(String id, String payload, Instant at) {
    return RawEvent.newBuilder()
        .setId(id)
        .setTenant("acme")
        .setPipeline("letters")
        .setReceivedAt(at)
        .setContentType("application/json")
        .setPayload(ByteBuffer.wrap(payload.getBytes(UTF_8)))
        .build();
  }
}
