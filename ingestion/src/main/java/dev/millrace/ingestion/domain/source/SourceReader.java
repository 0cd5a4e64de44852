package dev.millrace.ingestion.domain.source;

import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.domain.NamePlace;
import dev.millrace.ingestion.domain.Times;
import dev.millrace.ingestion.domain.json.JsonPointer;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.Source;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of the records of a producer's own topic, as a pipeline's {@code source} says.
 *
 * <p><i>Shape</i>: one record, one event or one dead letter. Id, tenant and ordering key have to be
 * where the pipeline says they are; a record without a time there goes by its timestamp.
 *
 * <p><i>Failure</i>: throws what its {@link AvroText} throws; all else is a value.
 */
public final class SourceReader {

  /** Who is served where the source names no tenant. */
  public static final String DEFAULT_TENANT = "default";

  private static final String JSON = "application/json";

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private final PipelineSpec spec;
  private final Source source;
  private final SourceBodies bodies;

  /**
   * Reads for one pipeline.
   *
   * @throws IllegalArgumentException where the pipeline has no source
   */
  public SourceReader(PipelineSpec spec, AvroText avro) {
    Source declared = spec.getSource();
    if (declared == null) {
      throw new IllegalArgumentException(spec.getPipeline() + " has no topic of its own");
    }
    this.spec = spec;
    this.source = declared;
    this.bodies = new SourceBodies(declared, avro);
  }

  /** The pipeline that it reads for. */
  public PipelineSpec spec() {
    return spec;
  }

  /**
   * Reads a record.
   *
   * @param receivedAt when it was taken in: the deadline of its answer is reckoned from it
   */
  public SourceReading read(SourceRecord record, Instant receivedAt) {
    Optional<String> tenant =
        source.getTenant() == null ? Optional.of(DEFAULT_TENANT) : Optional.empty();
    try {
      SourceBodies.Body body = bodies.read(record);
      if (tenant.isEmpty()) {
        tenant = Optional.of(required("tenant", source.getTenant(), body));
      }
      return event(record, body, tenant.get(), receivedAt);
    } catch (Refusal refusal) {
      return new SourceReading.Unusable(
          refusal.cause(), String.valueOf(refusal.getMessage()), tenant);
    }
  }

  /** The letter of a record that cannot be used. */
  public DeadLetter letter(SourceRecord record, SourceReading.Unusable reason, Instant at) {
    return record
        .original()
        .letter(reason.cause(), reason.detail(), at)
        .setTenant(reason.tenant().orElse(null))
        .setPipeline(spec.getPipeline())
        .setSpecRevision(spec.getRevision())
        .build();
  }

  private SourceReading event(
      SourceRecord record, SourceBodies.Body body, String tenant, Instant receivedAt)
      throws Refusal {
    String id = required("id", source.getId(), body);
    String key =
        source.getKey() == null
            ? usable("ordering key", body.key().orElse(id))
            : required("ordering key", source.getKey(), body);
    return new SourceReading.Event(
        key,
        RawEvent.newBuilder()
            .setId(id)
            .setTenant(tenant)
            .setPipeline(spec.getPipeline())
            .setOccurredAt(occurredAt(record, body).orElse(null))
            .setReceivedAt(receivedAt)
            .setContentType(JSON)
            .setPayload(ByteBuffer.wrap(body.payload()))
            .setSource(record.original().origin())
            .build());
  }

  private Optional<Instant> occurredAt(SourceRecord record, SourceBodies.Body body) throws Refusal {
    Optional<JsonValue> told = found(source.getTime(), body);
    if (told.isPresent()) {
      return Optional.of(time(told.get()));
    }
    return body.time().or(() -> Optional.of(record.timestamp()).filter(SourceReader::isTime));
  }

  private Instant time(JsonValue value) throws Refusal {
    try {
      Instant time =
          value instanceof JsonValue.Numeric number
              ? Instant.ofEpochMilli(Long.parseLong(number.text()))
              : Times.parse(value instanceof JsonValue.Text text ? text.value() : "");
      if (isTime(time) || value instanceof JsonValue.Text) {
        return time;
      }
    } catch (DateTimeException | NumberFormatException e) {
      // Told below: the message of the exception holds content.
    }
    throw Refusal.invalid(
        "the time at "
            + source.getTime()
            + " can be read neither as RFC 3339 nor as milliseconds since 1970");
  }

  private static boolean isTime(Instant time) {
    return !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST);
  }

  private static String required(String what, @Nullable String pointer, SourceBodies.Body body)
      throws Refusal {
    String name =
        found(pointer, body)
            .flatMap(NamePlace::name)
            .orElseThrow(
                () ->
                    Refusal.invalid(
                        "the record has no " + what + ", a string or a number, at " + pointer));
    return usable(what, name);
  }

  /** The name itself: what is kept of a record's names, in a letter as well, is bounded. */
  private static String usable(String what, String name) throws Refusal {
    Optional<String> problem = Identity.problem("the " + what, name);
    if (problem.isPresent()) {
      throw Refusal.invalid(problem.get());
    }
    return name;
  }

  /** What stands at the place; null counts as absent. */
  private static Optional<JsonValue> found(@Nullable String pointer, SourceBodies.Body body) {
    return Optional.ofNullable(pointer)
        .flatMap(place -> body.places().apply(JsonPointer.parse(place)))
        .filter(value -> !(value instanceof JsonValue.Nothing));
  }
}
