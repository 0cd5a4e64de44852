package dev.millrace.ingestion;

import static dev.millrace.ingestion.TopologyStand.BEGINNING;
import static dev.millrace.ingestion.TopologyStand.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.streams.DayBlock;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are made of events, each once. */
class IngestionTopologyTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OTHER_TRACE =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

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

  /** A task that read more would have to wait for its other partitions, and is told not to. */
  @Test
  void readsOnePartitionATask() {
    Topology topology =
        IngestionTopology.build(
            registry,
            name -> Optional.empty(),
            (spec, event) -> Optional.empty(),
            (spec, raw, event) -> Optional.of(event));

    assertThat(topology.describe().subtopologies())
        .singleElement()
        .extracting(TopologyDescription.Subtopology::nodes)
        .satisfies(
            nodes ->
                assertThat(nodes)
                    .filteredOn(TopologyDescription.Source.class::isInstance)
                    .singleElement()
                    .extracting(node -> ((TopologyDescription.Source) node).topicSet())
                    .isEqualTo(Set.of(Topics.RAW_EVENTS.name())));
  }

  @Test
  void makesARequestOfAnEvent() {
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);

    TestRecord<String, InferenceRequest> out = stand.requests.readRecord();
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
    assertThat(stand.deadLetters.isEmpty()).isTrue();
  }

  @Test
  void makesOneRequestOfAnEventThatIsSentTwice() {
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING.plusSeconds(3599));

    assertThat(stand.requests.readValuesToList()).hasSize(1);
    assertThat(stand.deadLetters.isEmpty()).isTrue();
  }

  /** Kafka Streams has the hook by which it knows of a commit for its own caches only. */
  @Test
  void putsIdsIntoTheChangelogWhenACommitBegins() {
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);
    stand.send("2", "{\"text\":\"hello\"}", BEGINNING);

    List<DayBlock> blocks =
        stand
            .driver
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
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING.plusSeconds(3601));

    assertThat(stand.requests.readValuesToList()).hasSize(2);
  }

  @Test
  void remembersIdsToTheMillisecondOverMidnight() {
    Instant evening = BEGINNING.plus(Duration.ofHours(23).plusMinutes(30));
    stand.send("1", "{\"text\":\"hello\"}", evening);
    stand.send("2", "{\"text\":\"hello\"}", evening);
    stand.send("1", "{\"text\":\"hello\"}", evening.plus(Duration.ofHours(1)));
    stand.send("2", "{\"text\":\"hello\"}", evening.plus(Duration.ofHours(1)).plusMillis(1));

    assertThat(stand.requests.readValuesToList())
        .extracting(InferenceRequest::getEventId)
        .containsExactly("1", "2", "2");
  }

  @Test
  void remembersIdsForTheLongestTimeThereIs() {
    PipelineSpec spec = Specs.letters();
    spec.getGovernance().setDedupeMillis(SeenRequestStore.LONGEST_DEDUPE.toMillis());
    specs.put("letters", spec);
    Instant evening = BEGINNING.plus(Duration.ofHours(23));
    stand.send("1", "{\"text\":\"hello\"}", evening);
    stand.send("2", "{\"text\":\"hello\"}", evening);
    stand.send("1", "{\"text\":\"hello\"}", evening.plus(SeenRequestStore.LONGEST_DEDUPE));
    stand.send(
        "2", "{\"text\":\"hello\"}", evening.plus(SeenRequestStore.LONGEST_DEDUPE).plusMillis(1));

    assertThat(stand.requests.readValuesToList())
        .extracting(InferenceRequest::getEventId)
        .containsExactly("1", "2", "2");
  }

  @Test
  void namesTheRecordThatARequestWasMadeOf() {
    stand.send("0", "{\"text\":\"hello\"}", BEGINNING);
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);

    InferenceRequest second = stand.requests.readValuesToList().get(1);
    assertThat(second.getOrigin()).isEqualTo(new RecordOrigin("raw-events", 0, 1L));
    assertThat(second.getSource()).isNull();
    assertThat(second.getPromptRevision()).isEqualTo(1);
  }

  @Test
  void dedupesEventsThatAreOlderThanThoseBefore() {
    stand.send("new", "{\"text\":\"hello\"}", BEGINNING.plus(Duration.ofDays(300)));
    stand.send("old", "{\"text\":\"hello\"}", BEGINNING);
    stand.send("old", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(stand.requests.readValuesToList())
        .extracting(InferenceRequest::getEventId)
        .containsExactly("new", "old");
  }

  @Test
  void letsAMendedEventInUnderTheSameId() {
    stand.send("1", "{\"wrong\":\"hello\"}", BEGINNING);
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(stand.deadLetters.readValuesToList()).hasSize(1);
    assertThat(stand.requests.readValuesToList()).hasSize(1);
  }

  @Test
  void givesTheSameBytesWhenTheTopicIsReplayed(@TempDir Path other) {
    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);
    byte[] first =
        new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry).encode(stand.requests.readValue());
    stand.close();
    start(other);

    stand.send("1", "{\"text\":\"hello\"}", BEGINNING);

    assertThat(
            new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry).encode(stand.requests.readValue()))
        .isEqualTo(first);
  }

  @Test
  void handsOnTheTraceContextAndNoOtherHeader() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", TRACE.getBytes(UTF_8));
    headers.add("from", "somebody@example.com".getBytes(UTF_8));

    stand.in.pipeInput(
        new TestRecord<>(
            "k", stand.bytes(event("1", "{\"text\":\"hello\"}", BEGINNING)), headers, BEGINNING));

    assertThat(stand.requests.readRecord().headers())
        .containsExactly(new RecordHeader("traceparent", TRACE.getBytes(UTF_8)));
  }

  @Test
  void dropsTraceHeadersThatAreTooLongAndAllButTheLastOfAName() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", TRACE.getBytes(UTF_8));
    headers.add("traceparent", OTHER_TRACE.getBytes(UTF_8));
    headers.add("tracestate", new byte[513]);

    stand.in.pipeInput(
        new TestRecord<>(
            "k", stand.bytes(event("1", "{\"text\":\"hello\"}", BEGINNING)), headers, BEGINNING));

    assertThat(stand.requests.readRecord().headers())
        .containsExactly(new RecordHeader("traceparent", OTHER_TRACE.getBytes(UTF_8)));
  }
}
