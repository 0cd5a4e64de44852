package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.RecordPublisher.Keyed;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.telemetry.Ancestry;
import dev.millrace.platform.telemetry.Beginning;
import dev.millrace.platform.telemetry.SpanNames;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.schemas.Topic;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one call that brings records: its own, and one of each record that it sends on.
 *
 * <p><i>Shape</i>: a call that brings one record is part of that record's trace: the caller's, or
 * else the request's own. Of several records each has its own trace, linked to the call; one that
 * names its parent itself, as a CloudEvent may, is part of that one's. Where no spans are told, a
 * parent that was given goes on as it came.
 *
 * <p><i>Threads</i>: told by one at a time.
 *
 * <p><i>Source</i>: OpenTelemetry semantic conventions, HTTP and messaging; but for the path, which
 * may hold anything.
 */
final class CallTrace {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<Long> RECORDS =
      AttributeKey.longKey("messaging.batch.message_count");

  private static final int SERVER_ERROR = 500;

  private final Telemetry telemetry;
  private final String method;
  private final String route;
  private final SpanContext caller;
  private final long beganNanos;
  private @Nullable Span own;

  private CallTrace(Telemetry telemetry, HttpCall call, String route) {
    this.telemetry = telemetry;
    this.method = call.method();
    this.route = route;
    this.caller = caller(call);
    this.beganNanos = telemetry.nanos();
  }

  /** A call begins. */
  static CallTrace begin(Telemetry telemetry, HttpCall call, String route) {
    return new CallTrace(telemetry, call, route);
  }

  /** Several parents are none. */
  private static SpanContext caller(HttpCall call) {
    List<String> parents = call.headers().getOrDefault(TraceContexts.PARENT, List.of());
    return parents.size() == 1
        ? TraceContexts.read(
            Optional.of(parents.get(0)),
            Optional.of(
                String.join(",", call.headers().getOrDefault(TraceContexts.STATE, List.of()))))
        : SpanContext.getInvalid();
  }

  /**
   * Publishes records, each within its trace.
   *
   * @param requestIds of the request that a record is about
   */
  <V extends SpecificRecord> CompletionStage<Void> publish(
      RecordPublisher publisher,
      Topic<V> topic,
      List<Keyed<V>> records,
      Function<V, String> requestIds) {
    if (!telemetry.isOn()) {
      return publisher.publish(topic, passedOn(records));
    }
    Span call = begun(records, requestIds);
    List<Span> sends = new ArrayList<>();
    List<Keyed<V>> traced = new ArrayList<>();
    for (Keyed<V> record : records) {
      SpanContext given =
          records.size() == 1 && !record.trace().isValid() ? call.getSpanContext() : record.trace();
      Span send = send(topic, given, requestIds.apply(record.value()), call);
      sends.add(send);
      traced.add(record.in(send.getSpanContext()));
    }
    return publisher
        .publish(topic, traced)
        .whenComplete(
            (done, failure) -> {
              for (Span send : sends) {
                if (failure != null) {
                  SpanNames.failed(send, "UNAVAILABLE");
                }
                telemetry.end(send);
              }
            });
  }

  /** It is answered, by a reply or not at all. */
  void end(@Nullable HttpReply reply) {
    if (!telemetry.isOn()) {
      return;
    }
    Span span = own == null ? begin(Ancestry.of(caller)) : own;
    if (span.isRecording()) {
      int status = reply == null ? SERVER_ERROR : reply.status();
      span.setAttribute(METHOD, method);
      span.setAttribute(ROUTE, route);
      span.setAttribute(STATUS, status);
      if (status >= SERVER_ERROR) {
        SpanNames.failed(span, String.valueOf(status));
      }
      telemetry.end(span);
    }
  }

  private <V extends SpecificRecord> List<Keyed<V>> passedOn(List<Keyed<V>> records) {
    return caller.isValid() && records.size() == 1 && !records.get(0).trace().isValid()
        ? List.of(records.get(0).in(caller))
        : records;
  }

  private <V extends SpecificRecord> Span begun(
      List<Keyed<V>> records, Function<V, String> requestIds) {
    Keyed<V> first = records.get(0);
    Span span =
        begin(
            records.size() > 1
                ? Ancestry.of(caller)
                : Ancestry.of(
                    caller.isValid() ? caller : first.trace(), requestIds.apply(first.value())));
    span.setAttribute(RECORDS, records.size());
    own = span;
    return span;
  }

  private Span begin(Ancestry ancestry) {
    return telemetry.begin(
        new Beginning(method + " " + route, SpanKind.SERVER, ancestry, beganNanos));
  }

  /** Part of the call where that is in the same trace, linked to it where it is not. */
  private Span send(Topic<?> topic, SpanContext given, String requestId, Span call) {
    SpanContext within = call.getSpanContext();
    boolean isPart = given.isValid() && given.getTraceId().equals(within.getTraceId());
    Span span =
        telemetry.begin(
            new Beginning(
                "send " + topic.name(),
                SpanKind.PRODUCER,
                Ancestry.of(isPart ? within : given, requestId),
                isPart ? List.of() : List.of(within),
                telemetry.nanos()));
    if (span.isRecording()) {
      SpanNames.sent(span, topic.name());
      span.setAttribute(SpanNames.REQUEST, requestId);
    }
    return span;
  }
}
