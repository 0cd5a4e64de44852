package dev.millrace.console.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.millrace.console.letters.LetterRecords.Made;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Stage;
import dev.millrace.schemas.LetterId;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class LetterRecordsTest {

  private static final TopicPartition PARTITION = new TopicPartition("raw-events", 2);

  /** Converts nothing. */
  private static final OwnTopicRecords NONE = letter -> Optional.empty();

  /** Opens and converts nothing. */
  private static final ReplayWays PLAIN = new ReplayWays(letter -> letter, NONE, "globex"::equals);

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final MockConsumer<byte[], byte[]> topic = new MockConsumer<>("none");

  @Test
  void giveTheRecordAsItWasWithTheNameOfItsLetter() {
    ProducerRecord<byte[], byte[]> record = replayed(PLAIN, letter("hello"));

    assertThat(record.topic()).isEqualTo("raw-events");
    assertThat(record.partition()).isEqualTo(2);
    assertThat(record.key()).isEqualTo("key".getBytes(UTF_8));
    assertThat(record.value()).isEqualTo("hello".getBytes(UTF_8));
    assertThat(record.headers())
        .extracting(Header::key, LetterRecordsTest::text)
        .containsExactly(
            tuple("traceparent", "00-1"),
            tuple("empty", "null"),
            tuple(LetterId.REPLAY_OF, "raw-events-2@17"));
  }

  @Test
  void nameTheLetterOfTheLastFailureOnly() {
    DeadLetter letter = letter("hello");
    letter.setHeaders(List.of(new RecordHeader(LetterId.REPLAY_OF, wrapped("raw-events-2@3"))));

    assertThat(replayed(PLAIN, letter).headers())
        .singleElement()
        .satisfies(header -> assertThat(text(header)).isEqualTo("raw-events-2@17"));
  }

  @Test
  void leaveOutWhatIsSealedUnlessSomebodyOpensIt() {
    DeadLetter letter = letter("sealed");
    letter.setSealedWith("key-1");
    ReplayWays opening =
        new ReplayWays(
            shut ->
                DeadLetter.newBuilder(shut).setSealedWith(null).setValue(wrapped("open")).build(),
            NONE,
            tenant -> false);

    assertThat(made(PLAIN, letter)).isEqualTo(new Made.Skip(SkipReason.SEALED));
    assertThat(replayed(opening, letter).value()).isEqualTo("open".getBytes(UTF_8));
  }

  @Test
  void readAgainWhatWasTooLargeToBeCopied() {
    holds(10, Optional.of("large"));
    DeadLetter letter = letter("");
    letter.setValue(null);
    letter.setSealedWith("key-1");

    assertThat(replayed(PLAIN, letter).value()).isEqualTo("large".getBytes(UTF_8));
  }

  @Test
  void leaveOutWhatRetentionTookOrNeverHadAValue() {
    DeadLetter letter = letter("");
    letter.setValue(null);

    assertThat(made(PLAIN, letter)).isEqualTo(new Made.Skip(SkipReason.NOT_RETAINED));
    holds(18, Optional.empty());
    assertThat(made(PLAIN, letter)).isEqualTo(new Made.Skip(SkipReason.NOT_RETAINED));
  }

  @Test
  void leaveOutARecordThatNeverHadAValue() {
    DeadLetter letter = letter("");
    letter.setValue(null);
    holds(0, Optional.empty());

    assertThat(made(PLAIN, letter)).isEqualTo(new Made.Skip(SkipReason.NO_VALUE));
  }

  @Test
  void leaveOutWhatTheMarkMakesTooLarge() {
    assertThat(made(PLAIN, letter("x".repeat(4 * 1024 * 1024 - 1000))))
        .isEqualTo(new Made.Skip(SkipReason.TOO_LARGE));
  }

  @Test
  void convertRecordsOfOwnTopicsAnew() {
    RawEvent event = event("{}");
    DeadLetter letter = ownLetter();
    assertThat(made(PLAIN, letter)).isEqualTo(new Made.Skip(SkipReason.OWN_TOPIC));
    ProducerRecord<byte[], byte[]> record = replayed(converting(event), letter);
    assertThat(record.topic()).isEqualTo("raw-events");
    assertThat(record.partition()).isNull();
    assertThat(new AvroCodec<>(Topics.RAW_EVENTS, registry).decode(record.value()))
        .isEqualTo(event);
    assertThat(text(record.headers().lastHeader(LetterId.REPLAY_OF)))
        .isEqualTo("tickets-2@17/triage");
  }

  @Test
  void passTheTraceOfConvertedRecordsOnAndNoOtherHeader() {
    DeadLetter letter = ownLetter();
    letter.setHeaders(
        List.of(
            new RecordHeader("traceparent", wrapped("00-1")),
            new RecordHeader("tracestate", wrapped("x".repeat(513))),
            new RecordHeader("tracestate", wrapped("y".repeat(512))),
            new RecordHeader("tracestate", null),
            new RecordHeader("other", wrapped("secret"))));

    assertThat(replayed(converting(event("{}")), letter).headers())
        .extracting(Header::key, LetterRecordsTest::text)
        .containsExactly(
            tuple("traceparent", "00-1"),
            tuple("tracestate", "y".repeat(512)),
            tuple(LetterId.REPLAY_OF, "tickets-2@17/triage"));
  }

  @Test
  void leaveOutWhatConversionMakesTooLarge() {
    assertThat(made(converting(event("x".repeat(4 * 1024 * 1024 - 1000))), ownLetter()))
        .isEqualTo(new Made.Skip(SkipReason.TOO_LARGE));
  }

  @Test
  void sayWhichRequestTheirEventMakes() {
    RawEvent event = event("{}");
    DeadLetter published = letter("");
    published.setValue(ByteBuffer.wrap(new AvroCodec<>(Topics.RAW_EVENTS, registry).encode(event)));
    Optional<String> requestId = Optional.of(RequestId.of("acme", "triage", "1"));

    assertThat(((Made.Replay) made(PLAIN, published)).requestId()).isEqualTo(requestId);
    assertThat(((Made.Replay) made(converting(event), ownLetter())).requestId())
        .isEqualTo(requestId);
    assertThat(((Made.Replay) made(PLAIN, letter("unreadable"))).requestId()).isEmpty();
  }

  @Test
  void leaveOutTenantsThatWereErasedWhereverTheirNameStands() {
    DeadLetter named = letter("hello");
    named.setTenant("globex");
    DeadLetter sealed = letter("sealed");
    sealed.setTenant("globex");
    sealed.setSealedWith("key-1");
    RawEvent event = event("{}");
    event.setTenant("globex");
    DeadLetter unnamed = letter("");
    unnamed.setValue(ByteBuffer.wrap(new AvroCodec<>(Topics.RAW_EVENTS, registry).encode(event)));
    DeadLetter beside = letter("hello");
    beside.setTenant("acme");

    Made skipped = new Made.Skip(SkipReason.TENANT_ERASED);
    assertThat(made(PLAIN, named)).isEqualTo(skipped);
    assertThat(made(PLAIN, sealed)).isEqualTo(skipped);
    assertThat(made(PLAIN, unnamed)).as("only its event names it").isEqualTo(skipped);
    assertThat(made(converting(event), ownLetter())).isEqualTo(skipped);
    assertThat(made(PLAIN, beside)).isInstanceOf(Made.Replay.class);
  }

  private static ReplayWays converting(RawEvent event) {
    return new ReplayWays(
        letter -> letter,
        letter -> Optional.of(new OwnTopicRecords.Converted("k".getBytes(UTF_8), event)),
        "globex"::equals);
  }

  private static RawEvent event(String payload) {
    return RawEvent.newBuilder()
        .setId("1")
        .setTenant("acme")
        .setPipeline("triage")
        .setReceivedAt(Instant.EPOCH)
        .setContentType("application/json")
        .setPayload(wrapped(payload))
        .setSource(new RecordOrigin("tickets", 2, 17L))
        .build();
  }

  private static DeadLetter ownLetter() {
    DeadLetter letter = letter("hello");
    letter.setTopic("tickets");
    letter.setPipeline("triage");
    return letter;
  }

  private ProducerRecord<byte[], byte[]> replayed(ReplayWays ways, DeadLetter letter) {
    return ((Made.Replay) made(ways, letter)).record();
  }

  private Made made(ReplayWays ways, DeadLetter letter) {
    return new LetterRecords(registry, new OriginalRecords(topic), ways)
        .of(LetterId.of(letter), letter);
  }

  /** The partition from an offset on, with the record of the letter where it is not behind that. */
  private void holds(long begin, Optional<String> value) {
    topic.updatePartitions(
        PARTITION.topic(),
        List.of(
            new PartitionInfo(
                PARTITION.topic(),
                PARTITION.partition(),
                Node.noNode(),
                new Node[0],
                new Node[0])));
    topic.updateBeginningOffsets(Map.of(PARTITION, begin));
    topic.schedulePollTask(
        () ->
            topic.addRecord(
                new ConsumerRecord<>(
                    PARTITION.topic(),
                    PARTITION.partition(),
                    17,
                    "key".getBytes(UTF_8),
                    value.map(text -> text.getBytes(UTF_8)).orElse(null))));
  }

  private static DeadLetter letter(String value) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("MISSING_VARIABLE")
        .setDetail("the prompt asks for a field that the event does not have")
        .setTopic(PARTITION.topic())
        .setPartition(PARTITION.partition())
        .setOffset(17)
        .setKey(wrapped("key"))
        .setValue(wrapped(value))
        .setHeaders(
            List.of(
                new RecordHeader("traceparent", wrapped("00-1")), new RecordHeader("empty", null)))
        .setFailedAt(Instant.EPOCH)
        .build();
  }

  private static ByteBuffer wrapped(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String text(Header header) {
    return header.value() == null ? "null" : new String(header.value(), UTF_8);
  }
}
