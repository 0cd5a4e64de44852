package dev.millrace.ingestion;

import dev.millrace.ingestion.domain.Admission;
import dev.millrace.ingestion.domain.Admitter;
import dev.millrace.ingestion.domain.PromptRendering;
import dev.millrace.ingestion.domain.SeenRequests;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Brings records to the {@link Admitter} and its decisions to the topics.
 *
 * <p>A repeated event goes nowhere: it stays countable in {@code raw-events}. Everything else goes
 * to exactly one of the two sinks.
 */
final class AdmissionProcessor implements Processor<byte[], byte[], byte[], SpecificRecord> {

  /** All other headers stay behind: they may hold what must not leave ingestion. */
  private static final Set<String> PASSED_ON = Set.of("traceparent", "tracestate");

  /** A record larger than this does not fit into a letter of 4 MiB, the largest record there is. */
  static final int MAX_COPY_BYTES = 3_500_000;

  private static final String NOT_COPIED =
      "; it is too large to be copied here: find the original at its topic, partition and offset";

  private final AvroCodec<RawEvent> events;
  private final Function<String, Optional<PipelineSpec>> specs;
  private final PromptRendering.Renderer prompts;
  private @Nullable ProcessorContext<byte[], SpecificRecord> context;
  private @Nullable Admitter admitter;

  AdmissionProcessor(
      AvroCodec<RawEvent> events,
      Function<String, Optional<PipelineSpec>> specs,
      PromptRendering.Renderer prompts) {
    this.events = events;
    this.specs = specs;
    this.prompts = prompts;
  }

  @Override
  public void init(ProcessorContext<byte[], SpecificRecord> context) {
    this.context = context;
    WindowStore<String, byte[]> store = context.getStateStore(IngestionTopology.SEEN_REQUESTS);
    this.admitter = new Admitter(specs, prompts, new Seen(store, context));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.value() == null) {
      reject(
          record,
          Optional.empty(),
          new Admission.Rejected(Cause.UNREADABLE, "the record has no value"));
      return;
    }
    RawEvent event;
    try {
      event = events.decode(record.value());
    } catch (UnreadableRecordException e) {
      reject(
          record,
          Optional.empty(),
          new Admission.Rejected(Cause.UNREADABLE, String.valueOf(e.getMessage())));
      return;
    }
    Admission admission = started(admitter).admit(event);
    if (admission instanceof Admission.Admitted admitted) {
      forward(record, admitted.request(), IngestionTopology.REQUESTS);
    } else if (admission instanceof Admission.Rejected rejected) {
      reject(record, Optional.of(event), rejected);
    }
  }

  private void reject(
      Record<byte[], byte[]> record, Optional<RawEvent> event, Admission.Rejected rejected) {
    RecordMetadata origin =
        started(context)
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record has no origin"));
    boolean copied = bytes(record) <= MAX_COPY_BYTES;
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setStage(Stage.INGESTION)
            .setCause(rejected.cause().name())
            .setDetail(rejected.detail() + (copied ? "" : NOT_COPIED))
            .setTenant(event.map(RawEvent::getTenant).orElse(null))
            .setPipeline(event.map(RawEvent::getPipeline).orElse(null))
            .setEventId(event.map(RawEvent::getId).orElse(null))
            .setTopic(origin.topic())
            .setPartition(origin.partition())
            .setOffset(origin.offset())
            .setKey(record.key() == null || !copied ? null : ByteBuffer.wrap(record.key()))
            .setValue(record.value() == null || !copied ? null : ByteBuffer.wrap(record.value()))
            .setHeaders(copied ? headers(record) : List.of())
            .setFailedAt(Instant.ofEpochMilli(started(context).currentSystemTimeMs()))
            .build();
    forward(record, letter, IngestionTopology.DEAD_LETTERS);
  }

  private void forward(Record<byte[], byte[]> record, SpecificRecord value, String to) {
    RecordHeaders passedOn = new RecordHeaders();
    for (Header header : record.headers()) {
      if (PASSED_ON.contains(header.key())) {
        passedOn.add(header);
      }
    }
    started(context).forward(record.withValue(value).withHeaders(passedOn), to);
  }

  private static List<RecordHeader> headers(Record<byte[], byte[]> record) {
    List<RecordHeader> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.add(new RecordHeader(header.key(), value == null ? null : ByteBuffer.wrap(value)));
    }
    return headers;
  }

  /**
   * What the letter would hold of the record: the key twice, because it is the letter's as well.
   */
  private static long bytes(Record<byte[], byte[]> record) {
    long bytes = 2L * length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the processor is not started");
    }
    return part;
  }

  /**
   * Requests seen, in a window store that forgets by itself.
   *
   * <p>Times are stream time, which no single record can turn back; so nothing is put that is
   * already too old to be kept.
   */
  private record Seen(WindowStore<String, byte[]> store, ProcessorContext<?, ?> context)
      implements SeenRequests {

    private static final byte[] NOTHING_TO_SAY = new byte[0];

    @Override
    public boolean contains(String requestId, Duration within) {
      long now = context.currentStreamTimeMs();
      try (WindowStoreIterator<byte[]> found =
          store.fetch(requestId, Math.max(0, now - within.toMillis()), now)) {
        return found.hasNext();
      }
    }

    @Override
    public void add(String requestId) {
      store.put(requestId, NOTHING_TO_SAY, context.currentStreamTimeMs());
    }
  }
}
