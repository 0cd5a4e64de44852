package dev.millrace.ingestion.domain;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides what becomes of a raw event.
 *
 * <p><i>Shape</i>: the same events in the same order under the same specs give the same requests,
 * byte for byte: nothing here asks a clock or rolls dice.
 *
 * <p>An event that is rejected does not use up its id: mended, it may come again under the same.
 */
public final class Admitter {

  /** Answers are wanted for a day, unless somebody says otherwise. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  private final Function<String, Optional<PipelineSpec>> specs;
  private final Document.Reader documents;
  private final PromptRendering.Renderer prompts;
  private final SeenRequests seen;

  public Admitter(
      Function<String, Optional<PipelineSpec>> specs,
      Document.Reader documents,
      PromptRendering.Renderer prompts,
      SeenRequests seen) {
    this.specs = specs;
    this.documents = documents;
    this.prompts = prompts;
    this.seen = seen;
  }

  /** Decides, and remembers the request where there is one. */
  public Admission admit(RawEvent event) {
    Optional<String> absent = absentField(event);
    if (absent.isPresent()) {
      return new Admission.Rejected(Cause.INVALID_FIELD, "the raw event has no " + absent.get());
    }
    Optional<PipelineSpec> spec = specs.apply(event.getPipeline());
    if (spec.isEmpty()) {
      return new Admission.Rejected(
          Cause.UNKNOWN_PIPELINE,
          "no pipeline of this name is applied: apply its spec, then send again");
    }
    return admit(event, spec.get());
  }

  private Admission admit(RawEvent event, PipelineSpec spec) {
    String requestId = RequestId.of(event.getTenant(), event.getPipeline(), event.getId());
    if (seen.contains(requestId, Duration.ofMillis(spec.getGovernance().getDedupeMillis()))) {
      return new Admission.Repeated(requestId);
    }
    int size = event.getPayload().remaining();
    if (size > spec.getGovernance().getMaxBytes()) {
      return new Admission.Rejected(
          Cause.TOO_LARGE,
          "the payload has "
              + size
              + " bytes, governance.maxBytes lets in "
              + spec.getGovernance().getMaxBytes());
    }
    byte[] payload = new byte[size];
    event.getPayload().duplicate().get(payload);
    Document document = documents.read(event.getContentType(), payload);
    if (document instanceof Document.Broken broken) {
      return new Admission.Rejected(broken.cause(), broken.detail());
    }
    PromptRendering rendering = prompts.render(spec, ((Document.Whole) document).content());
    if (rendering instanceof PromptRendering.Incomplete incomplete) {
      return new Admission.Rejected(incomplete.cause(), incomplete.detail());
    }
    seen.add(requestId);
    return new Admission.Admitted(
        request(requestId, event, spec, (PromptRendering.Complete) rendering));
  }

  private static InferenceRequest request(
      String requestId, RawEvent event, PipelineSpec spec, PromptRendering.Complete rendering) {
    Instant occurredAt = event.getOccurredAt();
    return InferenceRequest.newBuilder()
        .setRequestId(requestId)
        .setEventId(event.getId())
        .setTenant(event.getTenant())
        .setPipeline(event.getPipeline())
        .setSpecRevision(spec.getRevision())
        .setTask(spec.getTask())
        .setPrompt(rendering.prompt())
        .setFeatures(Map.of())
        .setMaxTokens(spec.getPrompt().getMaxTokens())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(occurredAt == null ? event.getReceivedAt() : occurredAt)
        .setReceivedAt(event.getReceivedAt())
        .setDeadline(event.getReceivedAt().plus(PATIENCE))
        .build();
  }

  private static Optional<String> absentField(RawEvent event) {
    if (event.getId().isEmpty()) {
      return Optional.of("id");
    }
    if (event.getTenant().isEmpty()) {
      return Optional.of("tenant");
    }
    return event.getPipeline().isEmpty() ? Optional.of("pipeline") : Optional.empty();
  }
}
