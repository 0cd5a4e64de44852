package dev.millrace.ingestion;

import static dev.millrace.ingestion.TopologyStand.BEGINNING;
import static dev.millrace.ingestion.TopologyStand.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.FailedRecord;
import dev.millrace.ingestion.domain.PromptRendering;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that cannot go on, and what their letters say. */
class SetAsideTopologyTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final Map<String, PipelineSpec> specs = new HashMap<>(Map.of("letters", Specs.letters()));
  private TopologyStand stand;

  @BeforeEach
  void start(@TempDir Path folder) {
    stand = new TopologyStand(registry, specs, folder);
  }

  @AfterEach
  void stop() {
    stand.close();
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
    stand.send("1", payload, BEGINNING);

    DeadLetter letter = stand.deadLetters.readValue();
    assertThat(letter.getStage()).isEqualTo(Stage.INGESTION);
    assertThat(letter.getCause()).isEqualTo(cause);
    assertThat(letter.getEventId()).isEqualTo("1");
    assertThat(letter.getTenant()).isEqualTo("acme");
    assertThat(letter.getTopic()).isEqualTo("raw-events");
    assertThat(stand.requests.isEmpty()).isTrue();
  }

  @Test
  void setsAsideWhatIsTooLargeOrHasNoPipeline() {
    stand.send("1", "{\"text\":\"" + "x".repeat(1000) + "\"}", BEGINNING);
    specs.clear();
    stand.send("2", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(stand.deadLetters.readValuesToList())
        .extracting(DeadLetter::getCause)
        .containsExactly("TOO_LARGE", "UNKNOWN_PIPELINE");
  }

  @Test
  void keepsBytesAndHeadersOfWhatItCannotRead() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", TRACE.getBytes(UTF_8));
    byte[] bytes = "not avro".getBytes(UTF_8);

    stand.in.pipeInput(new TestRecord<>("k", bytes, headers, BEGINNING));
    stand.in.pipeInput(new TestRecord<>("k", null, headers, BEGINNING));

    List<DeadLetter> letters = stand.deadLetters.readValuesToList();
    assertThat(letters)
        .extracting(DeadLetter::getCause)
        .containsExactly("UNREADABLE", "UNREADABLE");
    assertThat(letters.get(0).getValue()).isEqualTo(ByteBuffer.wrap(bytes));
    assertThat(letters.get(0).getKey()).isEqualTo(ByteBuffer.wrap("k".getBytes(UTF_8)));
    assertThat(letters.get(0).getHeaders().get(0).getName()).isEqualTo("traceparent");
  }

  @Test
  void leavesOutTheBytesOfWhatIsTooLargeToCopy() {
    stand.in.pipeInput("k", new byte[FailedRecord.MAX_COPY_BYTES], BEGINNING);

    DeadLetter letter = stand.deadLetters.readValue();
    assertThat(letter.getCause()).isEqualTo("UNREADABLE");
    assertThat(letter.getDetail()).endsWith("find the original at its topic, partition and offset");
    assertThat(letter.getKey()).isNull();
    assertThat(letter.getValue()).isNull();
  }

  @Test
  void setsAsideWhatCannotBeToldApart() {
    stand.send("", "{\"text\":\"hello\"}", BEGINNING);
    stand.send("x".repeat(257), "{\"text\":\"hello\"}", BEGINNING);
    RawEvent future = event("1", "{\"text\":\"hello\"}", BEGINNING);
    future.setReceivedAt(Instant.ofEpochMilli(Long.MAX_VALUE));
    stand.in.pipeInput("k", stand.bytes(future), BEGINNING);

    assertThat(stand.deadLetters.readValuesToList())
        .extracting(DeadLetter::getCause)
        .containsExactly("INVALID_FIELD", "INVALID_FIELD", "INVALID_FIELD");
  }

  @Test
  void setsAsideAPromptThatIsTooLarge() {
    PipelineSpec spec = Specs.letters();
    spec.getPrompt().setUser("{{text}}".repeat(10));
    spec.getGovernance().setMaxBytes(1 << 20);
    specs.put("letters", spec);
    stand.send("1", "{\"text\":\"" + "x".repeat(400_000) + "\"}", BEGINNING);

    assertThat(stand.deadLetters.readValue().getCause()).isEqualTo("TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(ints = {257, 4_000_000})
  void setsAsideWhatHasTooLongAKeyWithoutTheKey(int length) {
    byte[] value = stand.bytes(event("1", "{\"text\":\"hello\"}", BEGINNING));
    stand.in.pipeInput("k".repeat(length), value, BEGINNING);
    stand.in.pipeInput("\u20ac".repeat(256), value, BEGINNING);

    TestRecord<String, DeadLetter> letter = stand.deadLetters.readRecord();
    assertThat(letter.key()).isNull();
    assertThat(letter.value().getCause()).isEqualTo("INVALID_FIELD");
    assertThat(letter.value().getKey()).isNull();
    assertThat(letter.value().getEventId()).isEqualTo("1");
    assertThat(letter.value().getValue()).isEqualTo(ByteBuffer.wrap(value));
    assertThat(stand.requests.readValuesToList()).hasSize(1);
  }

  @Test
  void writesNoLetterThatIsTooLargeForARecord() {
    RecordHeaders many = new RecordHeaders();
    for (int i = 0; i < 500_000; i++) {
      many.add("h", null);
    }
    byte[] value = stand.bytes(event("1".repeat(3_000_000), "{}", BEGINNING));

    stand.in.pipeInput(new TestRecord<>("k", value, new RecordHeaders(), BEGINNING));
    stand.in.pipeInput(new TestRecord<>("k", new byte[10], many, BEGINNING));

    List<DeadLetter> letters = stand.deadLetters.readValuesToList();
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
    stand.send("1".repeat(length), "{}", BEGINNING);

    DeadLetter letter = stand.deadLetters.readValue();
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
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(stand.deadLetters.readValue().getCause()).isEqualTo("TOO_LARGE");
  }

  /** The verdicts of the door: {@code SchemaAtTheDoorTest}. */
  @ParameterizedTest
  @MethodSource("dev.millrace.ingestion.ShapedEvents#all")
  void holdsEventsAgainstTheSchema(String payload, String objection) {
    specs.put("letters", ShapedEvents.spec());
    stand.send("1", payload, BEGINNING);

    assertThat(stand.requests.readValuesToList()).hasSize(objection.isEmpty() ? 1 : 0);
    if (!objection.isEmpty()) {
      DeadLetter letter = stand.deadLetters.readValue();
      assertThat(letter.getCause()).isEqualTo("SCHEMA_VIOLATION");
      assertThat(letter.getDetail()).isEqualTo(objection);
    }
  }
}
