package dev.millrace.ingestion.kafka;

import dev.millrace.platform.telemetry.SpanNames;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.RequestId;
import io.opentelemetry.api.trace.Span;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Whom a span is about, and what became of it. The event's own id is left out: it is the
 * producer's, and may be anything.
 *
 * @param outcome what became of it, in one word
 * @param cause why it was set aside; empty where it was not
 */
public record TracedSubject(
    Optional<String> tenant,
    Optional<String> pipeline,
    Optional<String> requestId,
    String outcome,
    Optional<String> cause) {

  /** That of a record which ingestion writes. */
  public static TracedSubject of(SpecificRecord written) {
    if (written instanceof InferenceRequest request) {
      return new TracedSubject(
          Optional.of(request.getTenant()),
          Optional.of(request.getPipeline()),
          Optional.of(request.getRequestId()),
          "admitted",
          Optional.empty());
    }
    if (written instanceof RawEvent event) {
      return of(event, "taken");
    }
    if (written instanceof DeadLetter letter) {
      return of(letter);
    }
    throw new AssertionError(written.getSchema().getFullName());
  }

  /** That of an event which was admitted before. */
  public static TracedSubject repeated(RawEvent event) {
    return of(event, "repeated");
  }

  private static TracedSubject of(RawEvent event, String outcome) {
    return new TracedSubject(
        Optional.of(event.getTenant()),
        Optional.of(event.getPipeline()),
        Optional.of(RequestId.of(event.getTenant(), event.getPipeline(), event.getId())),
        outcome,
        Optional.empty());
  }

  private static TracedSubject of(DeadLetter letter) {
    Optional<String> tenant = Optional.ofNullable(letter.getTenant());
    Optional<String> pipeline = Optional.ofNullable(letter.getPipeline());
    Optional<String> eventId = Optional.ofNullable(letter.getEventId());
    return new TracedSubject(
        tenant,
        pipeline,
        tenant.flatMap(
            of -> pipeline.flatMap(to -> eventId.map(event -> RequestId.of(of, to, event)))),
        "set aside",
        Optional.of(letter.getCause()));
  }

  void describe(Span span) {
    tenant.ifPresent(name -> span.setAttribute(SpanNames.TENANT, name));
    pipeline.ifPresent(name -> span.setAttribute(SpanNames.PIPELINE, name));
    requestId.ifPresent(id -> span.setAttribute(SpanNames.REQUEST, id));
    span.setAttribute(SpanNames.OUTCOME, outcome);
    cause.ifPresent(why -> SpanNames.failed(span, why));
  }
}
