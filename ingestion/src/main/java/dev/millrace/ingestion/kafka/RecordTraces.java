package dev.millrace.ingestion.kafka;

import dev.millrace.platform.telemetry.Ancestry;
import dev.millrace.platform.telemetry.Beginning;
import dev.millrace.platform.telemetry.SpanNames;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.record.RecordOrigin;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes a span of what ingestion does with a record, and the headers of what is made of it.
 *
 * <p><i>Shape</i>: the span is made when it ends, because only then it is known whose it is. Where
 * it is not told, the trace headers go on as they came; where none came, whoever is next comes to
 * the same trace and the same verdict by the request's id. Worked on again, after a transaction was
 * aborted, a record has the very same span.
 */
public final class RecordTraces {

  private final Telemetry telemetry;
  private final String group;

  /**
   * Spans of the records that a group reads.
   *
   * @param group consumer group
   */
  public RecordTraces(Telemetry telemetry, String group) {
    this.telemetry = telemetry;
    this.group = group;
  }

  /** Nothing is told. */
  public static RecordTraces none() {
    return new RecordTraces(Telemetry.off(), "");
  }

  /** Whether spans are told at all: who is not asked for one need make nothing for it. */
  public boolean isOn() {
    return telemetry.isOn();
  }

  /** When work on a record begins. */
  public long nanos() {
    return telemetry.nanos();
  }

  /** The trace headers, as they came. */
  public static RecordHeaders passedOn(Headers came) {
    RecordHeaders headers = new RecordHeaders();
    TraceHeaders.of(came).forEach(headers::add);
    return headers;
  }

  /**
   * Work on a record has ended.
   *
   * @param came its headers
   * @param beganNanos as {@link #nanos} said it
   * @return the headers of what is made of it
   */
  public RecordHeaders worked(
      Headers came, RecordOrigin record, long beganNanos, TracedSubject subject) {
    SpanContext parent = TraceContexts.read(came);
    String request = subject.requestId().orElseGet(() -> place(record));
    if (!telemetry.tells(parent, request)) {
      return parent.isValid() ? passedOn(came) : new RecordHeaders();
    }
    Ancestry ancestry =
        Ancestry.of(parent, request, record.getTopic(), record.getPartition(), record.getOffset());
    Span span =
        telemetry.begin(
            new Beginning("process " + record.getTopic(), SpanKind.CONSUMER, ancestry, beganNanos));
    SpanNames.processed(span, record.getTopic(), record.getPartition(), record.getOffset(), group);
    subject.describe(span);
    telemetry.end(span);
    return TraceContexts.headers(span.getSpanContext());
  }

  /** What cannot be read has no request, but a trace, and always the same. */
  private static String place(RecordOrigin record) {
    return record.getTopic() + "-" + record.getPartition() + "@" + record.getOffset();
  }
}
