package dev.millrace.platform.telemetry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The context of a trace as headers hold it.
 *
 * <p><i>Source</i>: W3C Trace Context.
 */
public final class TraceContexts {

  /** Name of the header that says which span a record comes from. */
  public static final String PARENT = "traceparent";

  /** Name of the header in which systems that trace keep what they want to know later. */
  public static final String STATE = "tracestate";

  /** As much of a state has to be propagated at least (3.3.1.5); what is longer is dropped. */
  private static final int MAX_STATE_LENGTH = 512;

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private record Fields(@Nullable String parent, @Nullable String state) {}

  private static final TextMapGetter<Fields> FIELDS = TraceContexts::field;

  private TraceContexts() {}

  /** The context that the headers of a record hold; of equal names the last. Invalid if none. */
  public static SpanContext read(Headers headers) {
    Header parent = headers.lastHeader(PARENT);
    return parent == null
        ? SpanContext.getInvalid()
        : read(text(parent), text(headers.lastHeader(STATE)));
  }

  /** The context that is written so; invalid where it is not one. */
  public static SpanContext read(Optional<String> parent, Optional<String> state) {
    return read(parent.orElse(null), state.orElse(null));
  }

  private static SpanContext read(@Nullable String parent, @Nullable String state) {
    Fields fields =
        new Fields(parent, state == null || state.length() > MAX_STATE_LENGTH ? null : state);
    return Span.fromContext(W3C.extract(Context.root(), fields, FIELDS)).getSpanContext();
  }

  /** The headers of a record that comes from a span. */
  public static RecordHeaders headers(SpanContext context) {
    RecordHeaders headers = new RecordHeaders();
    if (context.isValid() && context.getTraceState().isEmpty()) {
      // Asked for each record, and nearly none has a state.
      headers.add(PARENT, parent(context).getBytes(US_ASCII));
      return headers;
    }
    W3C.inject(
        Context.root().with(Span.wrap(context)),
        headers,
        (to, name, value) -> {
          if (to != null) {
            to.add(name, value.getBytes(US_ASCII));
          }
        });
    return headers;
  }

  /** How {@value #PARENT} says it. */
  public static String parent(SpanContext context) {
    return "00-"
        + context.getTraceId()
        + "-"
        + context.getSpanId()
        + "-"
        + context.getTraceFlags().asHex();
  }

  private static @Nullable String field(@Nullable Fields fields, String name) {
    if (fields == null) {
      return null;
    }
    return name.equals(PARENT) ? fields.parent() : fields.state();
  }

  private static @Nullable String text(@Nullable Header header) {
    byte @Nullable [] value = header == null ? null : header.value();
    return value == null ? null : new String(value, US_ASCII);
  }
}
