package dev.millrace.platform.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.util.List;

/**
 * How a span begins.
 *
 * @param name low in cardinality: never an id
 * @param links spans of other traces that it belongs to as well
 * @param atNanos when, since the epoch; see {@link Telemetry#nanos}
 */
public record Beginning(
    String name, SpanKind kind, Ancestry ancestry, List<SpanContext> links, long atNanos) {

  public Beginning {
    links = List.copyOf(links);
  }

  /** One that no other trace has to do with. */
  public Beginning(String name, SpanKind kind, Ancestry ancestry, long atNanos) {
    this(name, kind, ancestry, List.of(), atNanos);
  }
}
