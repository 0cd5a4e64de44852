package dev.millrace.console.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordHeader;
import dev.millrace.schemas.LetterId;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes the record of {@code raw-events} that replays a dead letter: key, value and headers as they
 * were, in the partition where they were, so that copies of one event meet, and the letter's id.
 */
final class LetterRecords {

  /** The largest record there is, less what Kafka writes around it. */
  private static final long MAX_BYTES = 4 * 1024 * 1024 - 1024;

  /** The lengths around a header. */
  private static final int HEADER_FRAME_BYTES = 10;

  /** Of a record of a producer's own topic, as feeds do: W3C Trace Context. */
  private static final List<String> PASSED_ON = List.of("traceparent", "tracestate");

  private static final int MAX_PASSED_ON_BYTES = 512;

  private final AvroCodec<RawEvent> codec;
  private final OriginalRecords originals;
  private final ReplayWays ways;

  /** What became of a letter. */
  sealed interface Made {

    /**
     * A record.
     *
     * @param requestId of the request that its event makes; nothing where it cannot be read
     */
    record Replay(ProducerRecord<byte[], byte[]> record, Optional<String> requestId)
        implements Made {}

    /** None. */
    record Skip(SkipReason reason) implements Made {}
  }

  LetterRecords(SchemaRegistry registry, OriginalRecords originals, ReplayWays ways) {
    this.codec = new AvroCodec<>(Topics.RAW_EVENTS, registry);
    this.originals = originals;
    this.ways = ways;
  }

  /** Makes the record of one letter of ingestion. */
  Made of(String id, DeadLetter sealed) {
    if (isErased(sealed.getTenant())) {
      return new Made.Skip(SkipReason.TENANT_ERASED);
    }
    // What is read again lies open in its topic, sealed or not.
    Optional<DeadLetter> whole =
        sealed.getValue() == null
            ? originals.fill(sealed).map(LetterRecords::withoutSeal)
            : Optional.of(sealed);
    if (whole.isEmpty()) {
      return new Made.Skip(SkipReason.NOT_RETAINED);
    }
    if (whole.get().getValue() == null) {
      return new Made.Skip(SkipReason.NO_VALUE);
    }
    DeadLetter letter =
        whole.get().getSealedWith() == null ? whole.get() : ways.opening().apply(whole.get());
    if (letter.getSealedWith() != null) {
      return new Made.Skip(SkipReason.SEALED);
    }
    if (letter.getTopic().equals(Topics.RAW_EVENTS.name())) {
      return fitting(record(id, letter), event(letter));
    }
    return ways.ownTopics()
        .convert(letter)
        .map(converted -> fitting(record(id, letter, converted), Optional.of(converted.event())))
        .orElseGet(() -> new Made.Skip(SkipReason.OWN_TOPIC));
  }

  /** Not every letter names the tenant of its event. */
  private Made fitting(ProducerRecord<byte[], byte[]> record, Optional<RawEvent> event) {
    if (event.filter(one -> isErased(one.getTenant())).isPresent()) {
      return new Made.Skip(SkipReason.TENANT_ERASED);
    }
    return bytes(record) > MAX_BYTES
        ? new Made.Skip(SkipReason.TOO_LARGE)
        : new Made.Replay(record, event.map(LetterRecords::requestId));
  }

  private boolean isErased(@Nullable String tenant) {
    return tenant != null && ways.isErased().test(tenant);
  }

  private Optional<RawEvent> event(DeadLetter letter) {
    byte @Nullable [] value = bytes(letter.getValue());
    try {
      return value == null ? Optional.empty() : Optional.of(codec.decode(value));
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  private static String requestId(RawEvent event) {
    return RequestId.of(event.getTenant(), event.getPipeline(), event.getId());
  }

  private static long bytes(ProducerRecord<byte[], byte[]> record) {
    long bytes = length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += header.key().getBytes(UTF_8).length + length(header.value()) + HEADER_FRAME_BYTES;
    }
    return bytes;
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static DeadLetter withoutSeal(DeadLetter letter) {
    return DeadLetter.newBuilder(letter).setSealedWith(null).build();
  }

  private static ProducerRecord<byte[], byte[]> record(String id, DeadLetter letter) {
    RecordHeaders headers = new RecordHeaders();
    for (RecordHeader header : letter.getHeaders()) {
      // A letter that is itself a failed replay names the letter before it.
      if (!header.getName().equals(LetterId.REPLAY_OF)) {
        headers.add(header.getName(), bytes(header.getValue()));
      }
    }
    return marked(
        id,
        new ProducerRecord<>(
            letter.getTopic(),
            letter.getPartition(),
            bytes(letter.getKey()),
            bytes(letter.getValue()),
            headers));
  }

  private ProducerRecord<byte[], byte[]> record(
      String id, DeadLetter letter, OwnTopicRecords.Converted converted) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.RAW_EVENTS.name(), converted.key(), codec.encode(converted.event()));
    for (RecordHeader header : letter.getHeaders()) {
      ByteBuffer value = header.getValue();
      if (PASSED_ON.contains(header.getName())
          && value != null
          && value.remaining() <= MAX_PASSED_ON_BYTES) {
        record.headers().add(header.getName(), bytes(value));
      }
    }
    return marked(id, record);
  }

  private static ProducerRecord<byte[], byte[]> marked(
      String id, ProducerRecord<byte[], byte[]> record) {
    record.headers().add(LetterId.REPLAY_OF, id.getBytes(UTF_8));
    return record;
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
