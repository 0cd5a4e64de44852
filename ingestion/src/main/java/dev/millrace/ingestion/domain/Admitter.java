package dev.millrace.ingestion.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Prompt;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.RequestId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Decides what becomes of a raw event.
 *
 * <p><i>Shape</i>: the same events in the same order under the same specs give the same requests,
 * byte for byte: nothing here asks a clock or rolls dice.
 *
 * <p>An event that is rejected does not use up its id: mended, it may come again under the same.
 */
public final class Admitter {

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  /** UTF-8 takes three bytes for a UTF-16 unit at most. */
  private static final long MAX_BYTES_PER_UNIT = 3;

  private final Function<String, Optional<PipelineSpec>> specs;
  private final AdmissionSteps steps;
  private final SeenRequests seen;

  public Admitter(
      Function<String, Optional<PipelineSpec>> specs, AdmissionSteps steps, SeenRequests seen) {
    this.specs = specs;
    this.steps = steps;
    this.seen = seen;
  }

  /**
   * Decides, and remembers the request where there is one.
   *
   * @param origin where the event stands in raw-events
   */
  public Admission admit(RawEvent event, RecordOrigin origin) {
    return admit(event, origin, event.getReceivedAt());
  }

  /**
   * The same for an event that was asked for again.
   *
   * @param askedAt when; what the deadline is reckoned from, unless it cannot be reckoned with
   */
  public Admission admit(RawEvent event, RecordOrigin origin, Instant askedAt) {
    Optional<String> invalid = invalidField(event);
    if (invalid.isPresent()) {
      return new Admission.Rejected(Cause.INVALID_FIELD, invalid.get());
    }
    Optional<PipelineSpec> spec = specs.apply(event.getPipeline());
    if (spec.isEmpty()) {
      return new Admission.Rejected(
          Cause.UNKNOWN_PIPELINE,
          "no pipeline of this name is applied: apply its spec, then send again");
    }
    Instant from = askedAt.isAfter(LATEST) ? event.getReceivedAt() : askedAt;
    Admission admission = admit(event, origin, spec.get(), Urgency.of(event, spec.get(), from));
    return admission instanceof Admission.Rejected rejected ? rejected.by(spec.get()) : admission;
  }

  private Admission admit(RawEvent event, RecordOrigin origin, PipelineSpec spec, Urgency urgency) {
    String requestId = RequestId.of(event.getTenant(), event.getPipeline(), event.getId());
    if (seen.contains(requestId, Duration.ofMillis(spec.getGovernance().getDedupeMillis()))) {
      return new Admission.Repeated(requestId);
    }
    EventCheck check = EventCheck.of(event.getContentType(), payload(event), spec, steps.shape());
    if (check instanceof EventCheck.Bad bad) {
      return new Admission.Rejected(bad.cause(), bad.detail());
    }
    JsonValue payload = ((EventCheck.Good) check).value();
    Optional<Enriched> enriched = Enriched.of(payload, spec.getEnrich(), steps.rows());
    if (enriched.isEmpty()) {
      return new Admission.Rejected(
          Cause.INVALID_FIELD,
          "the event is no JSON object, so no reference data can be joined to it");
    }
    Optional<JsonValue> allowed = steps.privacy().governed(spec, event, enriched.get().event());
    if (allowed.isEmpty()) {
      return new Admission.Rejected(
          Cause.TENANT_ERASED,
          "its tenant was erased, and with it the keys that its personal data needs: the name"
              + " cannot be used again");
    }
    JsonValue governed = allowed.get();
    PromptRendering rendering = askable(steps.prompts().render(spec, governed));
    if (rendering instanceof PromptRendering.Incomplete incomplete) {
      return new Admission.Rejected(incomplete.cause(), incomplete.detail());
    }
    Instant occurredAt = event.getOccurredAt();
    InferenceRequest request =
        InferenceRequest.newBuilder()
            .setRequestId(requestId)
            .setEventId(event.getId())
            .setTenant(event.getTenant())
            .setPipeline(event.getPipeline())
            .setSpecRevision(spec.getRevision())
            .setPromptRevision(spec.getPromptRevision())
            .setOrigin(origin)
            .setSource(event.getSource())
            .setTask(spec.getTask())
            .setPrompt(((PromptRendering.Complete) rendering).prompt())
            .setMissingReferences(enriched.get().missing())
            .setFeatures(WatchedValues.features(spec, governed))
            .setSegment(WatchedValues.segment(spec, governed))
            .setMaxTokens(spec.getPrompt().getMaxTokens())
            .setLane(urgency.lane())
            .setOccurredAt(occurredAt == null ? event.getReceivedAt() : occurredAt)
            .setReceivedAt(event.getReceivedAt())
            .setDeadline(urgency.deadline())
            .build();
    seen.add(requestId);
    return new Admission.Admitted(request);
  }

  private static Optional<String> invalidField(RawEvent event) {
    return Identity.problem("id", event.getId())
        .or(() -> Identity.problem("tenant", event.getTenant()))
        .or(() -> Identity.problem("pipeline", event.getPipeline()))
        .or(() -> invalidReceipt(event.getReceivedAt()));
  }

  /** The deadline is reckoned from it, so it has to be a date that can be reckoned with. */
  private static Optional<String> invalidReceipt(Instant receivedAt) {
    return receivedAt.isBefore(Instant.EPOCH) || receivedAt.isAfter(LATEST)
        ? Optional.of("receivedAt is not between the years 1970 and 9999: give milliseconds of UTC")
        : Optional.empty();
  }

  /** The buffer's own array where it holds nothing else: nobody changes an event. */
  private static byte[] payload(RawEvent event) {
    ByteBuffer buffer = event.getPayload();
    if (buffer.hasArray()
        && buffer.arrayOffset() == 0
        && buffer.array().length == buffer.remaining()) {
      return buffer.array();
    }
    byte[] payload = new byte[buffer.remaining()];
    buffer.duplicate().get(payload);
    return payload;
  }

  private static PromptRendering askable(PromptRendering rendering) {
    if (!(rendering instanceof PromptRendering.Complete complete)) {
      return rendering;
    }
    if (complete.prompt().getUser().isBlank()) {
      return PromptRendering.empty();
    }
    return fits(complete.prompt()) ? rendering : PromptRendering.tooLarge();
  }

  /** Prompts of the usual size need not be encoded to see that they fit. */
  private static boolean fits(Prompt prompt) {
    return MAX_BYTES_PER_UNIT * size(prompt, String::length) <= PromptRendering.MAX_BYTES
        || size(prompt, text -> text.getBytes(UTF_8).length) <= PromptRendering.MAX_BYTES;
  }

  private static long size(Prompt prompt, ToIntFunction<String> of) {
    String system = prompt.getSystem();
    long size = of.applyAsInt(prompt.getUser()) + (system == null ? 0L : of.applyAsInt(system));
    for (String label : prompt.getLabels()) {
      size += of.applyAsInt(label);
    }
    return size;
  }
}
