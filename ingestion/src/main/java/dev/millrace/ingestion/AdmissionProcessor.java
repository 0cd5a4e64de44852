package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.Admission;
import dev.millrace.ingestion.domain.AdmissionSteps;
import dev.millrace.ingestion.domain.Admitter;
import dev.millrace.ingestion.domain.EventPrivacy;
import dev.millrace.ingestion.domain.EventShape;
import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.kafka.FailedRecords;
import dev.millrace.ingestion.kafka.RecordTraces;
import dev.millrace.ingestion.kafka.TracedSubject;
import dev.millrace.ingestion.prompt.MustachePrompts;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Brings records to the {@link Admitter} and its decisions to the topics.
 *
 * <p>A repeated event goes nowhere: it stays countable in {@code raw-events}. Everything else goes
 * to exactly one of the two sinks.
 */
final class AdmissionProcessor implements Processor<byte[], byte[], byte[], SpecificRecord> {

  /**
   * Names that are longer together are left out of a letter; they are in the record's bytes. Three
   * that may be used fit, and letters stay small for those who keep many in memory.
   */
  private static final int MAX_NAMES_LENGTH = 3 * Identity.MAX_LENGTH;

  /** UTF-8 takes three bytes for a UTF-16 unit at most. */
  private static final int MAX_BYTES_PER_UNIT = 3;

  private static final Admission.Rejected TOO_LONG_A_KEY =
      new Admission.Rejected(
          Cause.INVALID_FIELD,
          "the record's key has more than "
              + Identity.MAX_LENGTH
              + " characters: give it a shorter one");

  private final Parts parts;
  private final MustachePrompts prompts = new MustachePrompts();
  private @Nullable ProcessorContext<byte[], SpecificRecord> context;
  private @Nullable Admitter admitter;

  /** When the record came that is being worked on. */
  private long beganNanos;

  /**
   * What all processors of an instance share.
   *
   * @param events reads raw events
   * @param rows rows of reference data
   * @param specs the specs in force
   * @param shape holds events against schemas
   * @param privacy takes personal data out
   * @param traces tells what became of each
   */
  record Parts(
      AvroCodec<RawEvent> events,
      ReferenceRowCache rows,
      EventSpecs specs,
      EventShape shape,
      EventPrivacy privacy,
      RecordTraces traces) {}

  AdmissionProcessor(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], SpecificRecord> context) {
    this.context = context;
    ReferenceStore rows =
        new ReferenceStore(context.getStateStore(ReferenceStore.NAME), parts.rows());
    this.admitter =
        new Admitter(
            pipeline -> parts.specs().find(pipeline, origin()),
            new AdmissionSteps(parts.shape(), rows, parts.privacy(), prompts),
            new SeenRequestStore(context.getStateStore(SeenRequestStore.NAME), context));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    beganNanos = parts.traces().nanos();
    if (record.value() == null) {
      reject(
          record,
          Optional.empty(),
          new Admission.Rejected(Cause.UNREADABLE, "the record has no value"));
      return;
    }
    RawEvent event;
    try {
      event = parts.events().decode(record.value());
    } catch (UnreadableRecordException e) {
      reject(
          record,
          Optional.empty(),
          new Admission.Rejected(Cause.UNREADABLE, String.valueOf(e.getMessage())));
      return;
    }
    if (isTooLong(record.key())) {
      reject(record, Optional.of(event), TOO_LONG_A_KEY);
      return;
    }
    Admission admission =
        started(admitter).admit(event, origin(), ReplayMark.askedAt(record, event));
    if (admission instanceof Admission.Admitted admitted) {
      forward(record, admitted.request(), IngestionTopology.REQUESTS);
    } else if (admission instanceof Admission.Rejected rejected) {
      reject(record, Optional.of(event), rejected);
    } else if (parts.traces().isOn()) {
      traced(record, TracedSubject.repeated(event));
    }
  }

  private void reject(
      Record<byte[], byte[]> record, Optional<RawEvent> decoded, Admission.Rejected rejected) {
    byte @Nullable [] key = isTooLong(record.key()) ? null : record.key();
    DeadLetter letter =
        FailedRecords.of(origin(), key, record.value(), record.headers())
            .letter(
                rejected.cause(),
                rejected.detail(),
                Instant.ofEpochMilli(started(context).currentSystemTimeMs()))
            .setTenant(kept(decoded, RawEvent::getTenant).orElse(null))
            .setPipeline(kept(decoded, RawEvent::getPipeline).orElse(null))
            .setEventId(kept(decoded, RawEvent::getId).orElse(null))
            .setSpecRevision(rejected.specRevision().orElse(null))
            .setReplayOf(ReplayMark.of(record.headers()).orElse(null))
            .build();
    DeadLetter sealed =
        rejected.cause() == Cause.UNKNOWN_PIPELINE ? letter : sealed(letter, decoded);
    forward(record.withKey(key), sealed, IngestionTopology.DEAD_LETTERS);
  }

  /** For what cannot be read, or has no pipeline, nobody knows rules: it stays in clear. */
  private DeadLetter sealed(DeadLetter letter, Optional<RawEvent> decoded) {
    return decoded
        .flatMap(
            event ->
                parts
                    .specs()
                    .find(event.getPipeline(), origin())
                    .map(spec -> parts.privacy().sealed(spec, event, letter)))
        .orElse(letter);
  }

  private RecordOrigin origin() {
    RecordMetadata at =
        started(context)
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record has no origin"));
    return new RecordOrigin(at.topic(), at.partition(), at.offset());
  }

  private void forward(Record<byte[], byte[]> record, SpecificRecord value, String to) {
    RecordHeaders passedOn =
        parts.traces().isOn()
            ? traced(record, TracedSubject.of(value))
            : RecordTraces.passedOn(record.headers());
    started(context).forward(record.withValue(value).withHeaders(passedOn), to);
  }

  private RecordHeaders traced(Record<byte[], byte[]> record, TracedSubject subject) {
    return parts.traces().worked(record.headers(), origin(), beganNanos, subject);
  }

  /** Whether the gateway would have refused it: everything that is passed on has to be bounded. */
  private static boolean isTooLong(byte @Nullable [] key) {
    return key != null
        && key.length > Identity.MAX_LENGTH
        && (key.length > Identity.MAX_LENGTH * MAX_BYTES_PER_UNIT
            || new String(key, UTF_8).length() > Identity.MAX_LENGTH);
  }

  /**
   * One that may be used stays, however long the others are: it is the tenant that says whose keys
   * seal a letter, and a letter of nobody would outlive its tenant.
   */
  private static Optional<String> kept(Optional<RawEvent> event, Function<RawEvent, String> name) {
    return event
        .filter(one -> hasShortNames(one) || name.apply(one).length() <= Identity.MAX_LENGTH)
        .map(name);
  }

  private static boolean hasShortNames(RawEvent event) {
    return event.getTenant().length() + event.getPipeline().length() + event.getId().length()
        <= MAX_NAMES_LENGTH;
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the processor is not started");
    }
    return part;
  }
}
