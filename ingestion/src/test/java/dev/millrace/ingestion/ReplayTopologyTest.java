package dev.millrace.ingestion;

import static dev.millrace.ingestion.TopologyStand.BEGINNING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.Enrichment;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.LetterId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was set aside and comes again, and what reference data it finds then. */
class ReplayTopologyTest {

  private static final Instant A_WEEK_LATER = BEGINNING.plus(Duration.ofDays(7));

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final PipelineSpec spec = Specs.letters();
  private final AvroCodec<ReferenceRecord> rows = new AvroCodec<>(Topics.REFERENCE_DATA, registry);
  private TopologyStand stand;

  @BeforeEach
  void start(@TempDir Path folder) {
    stand = new TopologyStand(registry, Map.of(spec.getPipeline(), spec), folder);
  }

  @AfterEach
  void stop() {
    stand.close();
  }

  @Test
  void aLetterNamesTheSpecThatTurnedTheEventAway() {
    send("{\"other\":1}", BEGINNING);
    stand.in.pipeInput("k", "not avro".getBytes(UTF_8), BEGINNING);

    List<DeadLetter> letters = stand.deadLetters.readValuesToList();
    assertThat(letters)
        .extracting(DeadLetter::getSpecRevision)
        .containsExactly(spec.getRevision(), null);
    assertThat(letters).extracting(DeadLetter::getReplayOf).containsOnlyNulls();
  }

  @Test
  void aReplayThatFailsAgainSaysWhatItWasAReplayOf() {
    replay("raw-events-0@0", "{\"other\":1}");

    DeadLetter letter = stand.deadLetters.readValue();
    assertThat(letter.getReplayOf()).isEqualTo("raw-events-0@0");
    assertThat(letter.getHeaders())
        .singleElement()
        .satisfies(header -> assertThat(header.getName()).isEqualTo(LetterId.REPLAY_OF));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "anything", "a letter"})
  void aHeaderThatNamesNoLetterIsNoReplay(String text) {
    replay(text, "{\"other\":1}");

    assertThat(stand.deadLetters.readValue().getReplayOf()).isNull();
  }

  @Test
  void aReplayAsksForItsAnswerAnew() {
    replay("raw-events-0@0", "{\"text\":\"hello\"}");

    InferenceRequest request = stand.requests.readValue();
    assertThat(request.getReceivedAt()).isEqualTo(BEGINNING);
    assertThat(request.getOccurredAt()).isEqualTo(BEGINNING);
    assertThat(request.getDeadline()).isEqualTo(A_WEEK_LATER.plus(Duration.ofDays(1)));
    assertThat(stand.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void theClockOfARecordThatIsNoReplayChangesNothing() {
    stand.in.pipeInput("k", event("1", "{\"text\":\"hello\"}"), A_WEEK_LATER);

    assertThat(stand.requests.readValue().getDeadline())
        .isEqualTo(BEGINNING.plus(Duration.ofDays(1)));
  }

  @Test
  void aReplayFromBeyondTheCalendarKeepsTheOldDeadline() {
    stand.in.pipeInput(
        new TestRecord<>(
            "k", event("1", "{\"text\":\"hello\"}"), mark("raw-events-0@0"), Long.MAX_VALUE / 2));

    assertThat(stand.requests.readValue().getDeadline())
        .isEqualTo(BEGINNING.plus(Duration.ofDays(1)));
  }

  @Test
  void aRowThatIsMissingLeavesItsPlaceEmptyAndIsNamed() {
    spec.setEnrich(List.of(new Enrichment("customers", "/customer", "customer")));
    spec.getPrompt().setUser("{{text}} from {{customer.city}}.");

    send("{\"text\":\"hello\",\"customer\":7}", BEGINNING);

    InferenceRequest request = stand.requests.readValue();
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
    stand.references.pipeInput("customers/7", null, BEGINNING);
    send("4", "{\"text\":\"hello\",\"customer\":7}");

    assertThat(stand.requests.readValuesToList())
        .extracting(request -> request.getPrompt().getUser() + " " + request.getMissingReferences())
        .containsExactly(
            "hello from . [customer]",
            "hello from Ulm. []",
            "hello from Bonn. []",
            "hello from . [customer]");
  }

  private void row(String key, String json) {
    ReferenceRecord row =
        new ReferenceRecord("customers", key, ByteBuffer.wrap(json.getBytes(UTF_8)), BEGINNING);
    stand.references.pipeInput("customers/" + key, rows.encode(row), BEGINNING);
  }

  private void send(String payload, Instant at) {
    stand.in.pipeInput("k", event("1", payload), at);
  }

  private void send(String id, String payload) {
    stand.in.pipeInput("k", event(id, payload), BEGINNING);
  }

  private void replay(String of, String payload) {
    stand.in.pipeInput(new TestRecord<>("k", event("1", payload), mark(of), A_WEEK_LATER));
  }

  private static RecordHeaders mark(String of) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(LetterId.REPLAY_OF, of.getBytes(UTF_8));
    return headers;
  }

  private byte[] event(String id, String payload) {
    return stand.bytes(TopologyStand.event(id, payload, BEGINNING));
  }
}
