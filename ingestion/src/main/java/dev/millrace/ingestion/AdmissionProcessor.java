package dev.millrace.ingestion;

import dev.millrace.ingestion.domain.Admission;
import dev.millrace.ingestion.domain.Admitter;
import dev.millrace.ingestion.domain.Document;
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
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
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

  private final AvroCodec<RawEvent> events;
  private final Function<String, Optional<PipelineSpec>> specs;
  private final Document.Reader documents;
  private final PromptRendering.Renderer prompts;
  private @Nullable ProcessorContext<byte[], SpecificRecord> context;
  private @Nullable Admitter admitter;

  AdmissionProcessor(
      AvroCodec<RawEvent> events,
      Function<String, Optional<PipelineSpec>> specs,
      Document.Reader documents,
      PromptRendering.Renderer prompts) {
    this.events = events;
    this.specs = specs;
    this.documents = documents;
    this.prompts = prompts;
  }

  @Override
  public void init(ProcessorContext<byte[], SpecificRecord> context) {
    this.context = context;
    WindowStore<String, byte[]> store = context.getStateStore(IngestionTopology.SEEN_REQUESTS);
    this.admitter = new Admitter(specs, documents, prompts, new Seen(store, context));
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
      started(context).forward(record.withValue(admitted.request()), IngestionTopology.REQUESTS);
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
    List<RecordHeader> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.add(new RecordHeader(header.key(), value == null ? null : ByteBuffer.wrap(value)));
    }
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setStage(Stage.INGESTION)
            .setCause(rejected.cause().name())
            .setDetail(rejected.detail())
            .setTenant(event.map(RawEvent::getTenant).orElse(null))
            .setPipeline(event.map(RawEvent::getPipeline).orElse(null))
            .setEventId(event.map(RawEvent::getId).orElse(null))
            .setTopic(origin.topic())
            .setPartition(origin.partition())
            .setOffset(origin.offset())
            .setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
            .setValue(record.value() == null ? null : ByteBuffer.wrap(record.value()))
            .setHeaders(headers)
            .setFailedAt(Instant.ofEpochMilli(started(context).currentSystemTimeMs()))
            .build();
    started(context).forward(record.withValue(letter), IngestionTopology.DEAD_LETTERS);
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
