package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.kafka.RecordTraces;
import dev.millrace.ingestion.schema.SchemaShapes;
import dev.millrace.platform.streams.SmallStores;
import dev.millrace.platform.telemetry.Ancestry;
import dev.millrace.platform.telemetry.testing.SpanLog;
import dev.millrace.platform.telemetry.testing.SpanLog.Told;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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

/** What ingestion tells of records, and which trace goes on with what it makes of them. */
@SuppressWarnings("NullAway.Init")
class TracedTopologyTest {

  private static final String PROCESS = "process raw-events";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final String REQUEST = RequestId.of("acme", "letters", "1");

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
  private final SpanLog log = new SpanLog(1);

  @TempDir private Path folder;
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> in;
  private TestOutputTopic<byte[], byte[]> requests;
  private TestOutputTopic<byte[], byte[]> deadLetters;

  @BeforeEach
  void start() {
    start(log, folder);
  }

  @AfterEach
  void stop() {
    driver.close();
    log.close();
  }

  @Test
  void aRequestComesFromTheSpanOfItsEvent() {
    send("1", "{\"text\":\"hello\"}", parent("01"));

    Told span = log.span(PROCESS);
    assertThat(headers(requests)).containsExactly("traceparent=" + parent(span));
    assertThat(span.traceId()).isEqualTo(TRACE);
    assertThat(span.parentSpanId()).contains(PARENT);
    assertThat(span.kind()).isEqualTo("CONSUMER");
    assertThat(span.attributes())
        .containsEntry("messaging.system.name", "kafka")
        .containsEntry("messaging.operation.type", "process")
        .containsEntry("messaging.destination.name", "raw-events")
        .containsEntry("messaging.destination.partition.id", "0")
        .containsEntry("messaging.consumer.group.name", "ingestion")
        .containsEntry("kafka.offset", "0")
        .containsEntry("millrace.tenant", "acme")
        .containsEntry("millrace.pipeline", "letters")
        .containsEntry("millrace.request.id", REQUEST)
        .containsEntry("millrace.outcome", "admitted");
  }

  @Test
  void anEventThatNobodyTracesHasTheTraceOfItsRequest() {
    send("1", "{\"text\":\"hello\"}", new RecordHeaders());

    Told span = log.span(PROCESS);
    assertThat(span.traceId()).isEqualTo(REQUEST.replace("-", ""));
    assertThat(span.parentSpanId()).isEmpty();
    assertThat(headers(requests)).containsExactly("traceparent=" + parent(span));
  }

  /** As after a transaction that was aborted: the same bytes, the same headers. */
  @Test
  void aRecordThatIsReadAgainIsTheSameSpan(@TempDir Path another) {
    send("1", "{\"text\":\"hello\"}", new RecordHeaders());
    Headers first = requests.readRecord().headers();
    driver.close();

    start(log, another);
    send("1", "{\"text\":\"hello\"}", new RecordHeaders());

    assertThat(requests.readRecord().headers()).isEqualTo(first);
    List<Told> told = log.spans(PROCESS);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).spanId()).isEqualTo(told.get(0).spanId());
  }

  @Test
  void aStateOfTheCallersGoesAlong() {
    RecordHeaders headers = parent("01");
    headers.add("tracestate", "vendor=1".getBytes(UTF_8));
    headers.add("from", "somebody@example.com".getBytes(UTF_8));
    send("1", "{\"text\":\"hello\"}", headers);

    assertThat(headers(requests))
        .containsExactly("traceparent=" + parent(log.span(PROCESS)), "tracestate=vendor=1");
  }

  @Test
  void whatIsSetAsideSaysWhy() {
    send("1", "{\"body\":\"lacks a text\"}", parent("01"));

    Told span = log.span(PROCESS);
    assertThat(headers(deadLetters)).containsExactly("traceparent=" + parent(span));
    assertThat(span.isError()).isTrue();
    assertThat(span.attributes())
        .containsEntry("millrace.outcome", "set aside")
        .containsEntry("millrace.request.id", REQUEST)
        .containsEntry("error.type", "MISSING_VARIABLE");
  }

  @Test
  void whatCannotBeReadHasATraceToo() {
    in.pipeInput(new TestRecord<>("k", "not avro".getBytes(UTF_8), new RecordHeaders(), BEGINNING));

    Told span = log.span(PROCESS);
    assertThat(headers(deadLetters)).containsExactly("traceparent=" + parent(span));
    assertThat(span.traceId()).isEqualTo(Ancestry.traceOf("raw-events-0@0"));
    assertThat(span.attribute("error.type")).isEqualTo("UNREADABLE");
  }

  @Test
  void aRepeatIsToldOf() {
    send("1", "{\"text\":\"hello\"}", new RecordHeaders());
    send("1", "{\"text\":\"hello\"}", new RecordHeaders());

    assertThat(log.spans(PROCESS))
        .extracting(span -> span.attribute("millrace.outcome"))
        .containsExactly("admitted", "repeated");
    assertThat(log.spans(PROCESS)).extracting(Told::traceId).containsOnly(traceId());
  }

  @Test
  void whoeverBeganTheTraceDecidesWhetherItIsTold() {
    RecordHeaders unsampled = parent("00");
    unsampled.add("tracestate", "vendor=1".getBytes(UTF_8));
    send("1", "{\"text\":\"hello\"}", unsampled);

    assertThat(headers(requests))
        .containsExactly("traceparent=00-" + TRACE + "-" + PARENT + "-00", "tracestate=vendor=1");
    assertThat(log.spans()).isEmpty();
  }

  /** The next one comes to the same verdict by the id of the request. */
  @Test
  void whatIsNotToldAndHasNoParentGoesOnWithoutAHeader(@TempDir Path another) {
    driver.close();
    try (SpanLog quiet = new SpanLog(0)) {
      start(quiet, another);
      send("1", "{\"text\":\"hello\"}", new RecordHeaders());

      assertThat(headers(requests)).isEmpty();
      assertThat(quiet.spans()).isEmpty();
    }
  }

  @Test
  void noSpanHoldsAnythingOfAnEvent() {
    send("of-somebody", "{\"text\":\"hello from a friend\"}", parent("01"));
    send("of-somebody-else", "{\"friend\":1}", parent("01"));

    assertThat(log.spans()).hasSize(2);
    assertThat(log.spans().toString()).doesNotContain("friend", "of-somebody", "key-of");
  }

  private void start(SpanLog told, Path state) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
    driver =
        new TopologyTestDriver(
            IngestionTopology.build(
                registry,
                (name, event) ->
                    Optional.of(name).filter("letters"::equals).map(known -> Specs.letters()),
                new SchemaShapes(),
                (spec, raw, event) -> Optional.of(event),
                new RecordTraces(told.telemetry(), "ingestion")),
            properties,
            BEGINNING);
    in =
        driver.createInputTopic(
            Topics.RAW_EVENTS.name(), new StringSerializer(), new ByteArraySerializer());
    requests = output(Topics.INFERENCE_REQUESTS.name());
    deadLetters = output(Topics.DEAD_LETTERS.name());
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void send(String id, String payload, RecordHeaders headers) {
    RawEvent event =
        RawEvent.newBuilder()
            .setId(id)
            .setTenant("acme")
            .setPipeline("letters")
            .setReceivedAt(BEGINNING)
            .setContentType("application/json")
            .setPayload(ByteBuffer.wrap(payload.getBytes(UTF_8)))
            .build();
    in.pipeInput(new TestRecord<>("key-of-" + id, events.encode(event), headers, BEGINNING));
  }

  private static RecordHeaders parent(String flags) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", ("00-" + TRACE + "-" + PARENT + "-" + flags).getBytes(UTF_8));
    return headers;
  }

  private static String parent(Told span) {
    return "00-" + span.traceId() + "-" + span.spanId() + "-01";
  }

  private static String traceId() {
    return REQUEST.replace("-", "");
  }

  private static List<String> headers(TestOutputTopic<byte[], byte[]> topic) {
    List<String> all = new ArrayList<>();
    topic
        .readRecord()
        .headers()
        .forEach(header -> all.add(header.key() + "=" + new String(header.value(), UTF_8)));
    return all;
  }
}
