package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Received;
import dev.millrace.platform.telemetry.Ancestry;
import dev.millrace.platform.telemetry.Beginning;
import dev.millrace.platform.telemetry.SpanNames;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each request and of each call.
 *
 * <p><i>Shape</i>: a call for one request is part of that request's span. One that several share
 * has a trace of its own with a link to each of them, and each of them one to it: a span has one
 * parent. A request that comes again after a crash is the same span, begun anew.
 *
 * <p><i>Owner</i>: holds a span for each request between its arrival and its end, of which the
 * stage sees to that it comes.
 */
final class RequestSpans implements RequestTraces {

  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("millrace.attempts");

  private final Telemetry telemetry;
  private final String group;

  /** By the id of the request. */
  private final Map<String, Span> underWay = new ConcurrentHashMap<>();

  RequestSpans(Telemetry telemetry, String group) {
    this.telemetry = telemetry;
    this.group = group;
  }

  @Override
  public void begin(Received received, InferenceRequest request) {
    Ancestry ancestry =
        Ancestry.of(
            parent(received),
            request.getRequestId(),
            received.topic(),
            received.partition(),
            received.offset());
    Span span =
        telemetry.begin(
            new Beginning(
                "process " + received.topic(), SpanKind.CONSUMER, ancestry, telemetry.nanos()));
    if (span.isRecording()) {
      SpanNames.processed(span, received.topic(), received.partition(), received.offset(), group);
      span.setAttribute(SpanNames.TENANT, request.getTenant());
      span.setAttribute(SpanNames.PIPELINE, request.getPipeline());
      span.setAttribute(SpanNames.REQUEST, request.getRequestId());
    }
    underWay.put(request.getRequestId(), span);
  }

  @Override
  public byte @Nullable [] header(Received received, InferenceRequest request) {
    Span span = underWay.get(request.getRequestId());
    return span == null ? received.trace() : header(span);
  }

  @Override
  public Settled end(Settled settled, InferenceRequest request) {
    Span span = underWay.remove(request.getRequestId());
    if (span == null) {
      return settled;
    }
    Prediction prediction = settled.prediction();
    if (span.isRecording() && prediction != null) {
      describe(span, prediction);
    }
    telemetry.end(span);
    return settled.in(header(span));
  }

  private static void describe(Span span, Prediction prediction) {
    span.setAttribute(SpanNames.OUTCOME, prediction.getOutcome().name());
    span.setAttribute(ATTEMPTS, prediction.getAttempts().size());
    if (prediction.getModelId() != null) {
      span.setAttribute(MODEL, prediction.getModelId());
    }
    if (prediction.getCause() != null) {
      SpanNames.failed(span, prediction.getCause());
    }
  }

  @Override
  public CompletableFuture<CallResult> alone(
      ModelCall call, Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
    SpanContext parent = context(call.requestId());
    return called(begun(call, Ancestry.of(parent, call.requestId()), List.of()), call, endpoint);
  }

  @Override
  public CompletableFuture<CallResult> shared(
      List<ModelCall> parts,
      ModelCall call,
      Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
    if (parts.size() == 1) {
      return alone(call, endpoint);
    }
    List<Span> requests =
        parts.stream()
            .flatMap(part -> Optional.ofNullable(underWay.get(part.requestId())).stream())
            .toList();
    List<SpanContext> links = requests.stream().map(Span::getSpanContext).toList();
    Span span = begun(call, Ancestry.none(), links);
    requests.forEach(request -> request.addLink(span.getSpanContext()));
    return called(span, call, endpoint);
  }

  @Override
  public CompletableFuture<CallResult> beside(
      Received received,
      ModelCall call,
      Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
    Ancestry ancestry = Ancestry.of(parent(received), call.requestId());
    return called(begun(call, ancestry, List.of()), call, endpoint);
  }

  private Span begun(ModelCall call, Ancestry ancestry, List<SpanContext> links) {
    Span span =
        telemetry.begin(
            new Beginning(
                CallAttributes.name(call), SpanKind.CLIENT, ancestry, links, telemetry.nanos()));
    if (span.isRecording()) {
      CallAttributes.asked(span, call);
    }
    return span;
  }

  private CompletableFuture<CallResult> called(
      Span span, ModelCall call, Function<ModelCall, CompletableFuture<CallResult>> endpoint) {
    if (!span.isRecording()) {
      return endpoint.apply(call);
    }
    try {
      return endpoint.apply(call).whenComplete((result, defect) -> ended(span, result));
    } catch (RuntimeException e) {
      ended(span, null);
      throw e;
    }
  }

  private void ended(Span span, @Nullable CallResult result) {
    CallAttributes.answered(span, result);
    telemetry.end(span);
  }

  private SpanContext context(String requestId) {
    Span span = underWay.get(requestId);
    return span == null ? SpanContext.getInvalid() : span.getSpanContext();
  }

  private static SpanContext parent(Received received) {
    return TraceContexts.read(
        Optional.ofNullable(received.trace()).map(value -> new String(value, US_ASCII)),
        Optional.empty());
  }

  private static byte[] header(Span span) {
    return TraceContexts.parent(span.getSpanContext()).getBytes(US_ASCII);
  }
}
