package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.CLOUDEVENTS;
import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static dev.millrace.ingestion.gateway.GatewayFixture.FEEDBACK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.RecordPublisher.Keyed;
import dev.millrace.ingestion.gateway.predictions.Ending;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.platform.telemetry.testing.SpanLog;
import dev.millrace.platform.telemetry.testing.SpanLog.Told;
import dev.millrace.schemas.RequestId;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Traces of calls: over the wire to what is published. */
@Timeout(30)
class CallTraceTest {

  private static final String CALL = "POST /v1/pipelines/{pipeline}/events";
  private static final String SEND = "send raw-events";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String CALLER = "00-" + TRACE + "-" + PARENT + "-01";

  private static final SpanLog log = new SpanLog(1);

  @RegisterExtension
  static final GatewayFixture gateway = GatewayFixture.tracedForLetters(log.telemetry());

  @RegisterExtension static final GatewayFixture untraced = GatewayFixture.forLetters();

  @AfterAll
  static void close() {
    log.close();
  }

  @Test
  void anEventBelongsToTheTraceOfItsCaller() {
    post(gateway, EVENTS + "?id=mine", JSON, "{}", CALLER);

    Told call = last(CALL);
    Told send = last(SEND);
    assertThat(List.of(call.traceId(), send.traceId())).containsOnly(TRACE);
    assertThat(call.parentSpanId()).contains(PARENT);
    assertThat(call.kind()).isEqualTo("SERVER");
    assertThat(send.parentSpanId()).contains(call.spanId());
    assertThat(send.kind()).isEqualTo("PRODUCER");
    assertThat(published(gateway)).isEqualTo("00-" + TRACE + "-" + send.spanId() + "-01");
    assertThat(call.attributes())
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.route", "/v1/pipelines/{pipeline}/events")
        .containsEntry("http.response.status_code", "202");
    assertThat(send.attributes())
        .containsEntry("messaging.destination.name", "raw-events")
        .containsEntry("messaging.operation.type", "send");
  }

  @Test
  void anEventThatNobodyTracesHasTheTraceOfItsRequest() {
    gateway.post(EVENTS + "?id=alone", JSON, "{}");

    String trace = RequestId.of("acme", "letters", "alone").replace("-", "");
    assertThat(last(CALL).traceId()).isEqualTo(trace);
    assertThat(last(CALL).parentSpanId()).isEmpty();
    assertThat(last(SEND).traceId()).isEqualTo(trace);
  }

  @Test
  void eachOfSeveralEventsHasATraceOfItsOwnThatIsLinkedToTheCall() {
    post(gateway, EVENTS, NDJSON, "{}\n{}\n{}", CALLER);

    Told call = last(CALL);
    assertThat(call.traceId()).isEqualTo(TRACE);
    assertThat(call.attribute("messaging.batch.message_count")).isEqualTo("3");
    List<Told> sends = log.spans(SEND);
    List<Told> last = sends.subList(sends.size() - 3, sends.size());
    assertThat(last).extracting(Told::traceId).doesNotHaveDuplicates().doesNotContain(TRACE);
    assertThat(last).allMatch(send -> send.links().equals(List.of(call.spanId())));
    assertThat(gateway.published.events())
        .extracting(event -> event.trace().getTraceId())
        .containsExactlyElementsOf(last.stream().map(Told::traceId).toList());
  }

  @Test
  void aCloudEventMayNameItsOwnParent() {
    String events =
        "[{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"t\",\"traceparent\":\""
            + CALLER
            + "\",\"data\":{}},"
            + "{\"specversion\":\"1.0\",\"id\":\"b\",\"source\":\"s\",\"type\":\"t\",\"data\":{}}]";
    gateway.post(EVENTS, CLOUDEVENTS, events);

    assertThat(gateway.published.events())
        .extracting(event -> event.trace().getTraceId())
        .containsExactly(TRACE, RequestId.of("acme", "letters", "b").replace("-", ""));
    List<Told> sends = log.spans(SEND);
    assertThat(sends.get(sends.size() - 2).parentSpanId()).contains(PARENT);
  }

  @Test
  void feedbackJoinsTheTraceOfItsRequest() {
    gateway.post(FEEDBACK, JSON, "{\"eventId\":\"alone\",\"label\":\"a\"}");

    String trace = RequestId.of("acme", "letters", "alone").replace("-", "");
    assertThat(log.span("send feedback").traceId()).isEqualTo(trace);
    assertThat(gateway.published.feedback())
        .extracting(feedback -> feedback.trace().getTraceId())
        .containsExactly(trace);
  }

  @Test
  void aCallThatIsRefusedIsToldOfToo() {
    post(gateway, EVENTS, JSON, "{", CALLER);

    assertThat(last(CALL).attribute("http.response.status_code")).isEqualTo("400");
    assertThat(last(CALL).traceId()).isEqualTo(TRACE);
    assertThat(last(CALL).isError()).isFalse();
  }

  @Test
  void saysSoWhereKafkaIsAway() {
    gateway.published.breakDown();
    gateway.post(EVENTS, JSON, "{}");

    assertThat(last(CALL).attribute("http.response.status_code")).isEqualTo("503");
    assertThat(last(CALL).isError()).isTrue();
    assertThat(last(SEND).attribute("error.type")).isEqualTo("UNAVAILABLE");
  }

  @Test
  void aParentThatIsNoneCountsForNothing() {
    post(gateway, EVENTS + "?id=odd", JSON, "{}", "somebody@example.com");

    assertThat(last(CALL).traceId())
        .isEqualTo(RequestId.of("acme", "letters", "odd").replace("-", ""));
    assertThat(log.spans().toString()).doesNotContain("somebody");
  }

  @Test
  void noSpanHoldsAnythingOfAnEvent() {
    gateway.post(EVENTS + "?id=of-a-friend&key=key-of-a-friend", JSON, "{\"from\":\"a friend\"}");
    gateway.post(EVENTS, NDJSON, "{\"from\":\"a friend\"}\n{\"from\":\"a friend\"}");

    assertThat(log.spans()).hasSizeGreaterThan(4);
    assertThat(log.spans().toString()).doesNotContain("friend");
  }

  @Test
  void anAnswerNamesTheTraceOfItsPrediction() {
    SpanContext trace = TraceContexts.read(Optional.of(CALLER), Optional.empty());
    CompletableFuture<Reply> waiting = gateway.postLater(EVENTS + "?id=7&wait=20s", JSON, "{}");
    await().until(gateway.predictions::isAnybodyWaiting);
    gateway.predictions.arrived(new Ending.Predicted(Ends.answered("7"), trace));

    assertThat(waiting.join().status()).isEqualTo(200);
    assertThat(waiting.join().header("traceparent")).contains(CALLER);
  }

  @Test
  void whereNothingIsToldTheTraceOfTheCallerGoesOnAsItCame() {
    post(untraced, EVENTS, JSON, "{}", CALLER);
    assertThat(published(untraced)).isEqualTo(CALLER);

    untraced.published.forget();
    post(untraced, EVENTS, JSON, "{}", "nonsense");
    assertThat(untraced.published.events().get(0).trace().isValid()).isFalse();
  }

  private static void post(
      GatewayFixture to, String path, String type, String body, String traceparent) {
    to.send(
        to.authorized(path).header("Content-Type", type).header("traceparent", traceparent),
        body.getBytes(UTF_8));
  }

  private static String published(GatewayFixture by) {
    List<? extends Keyed<?>> all = by.published.events();
    return TraceContexts.parent(all.get(all.size() - 1).trace());
  }

  /** The spans of a call have ended when its reply comes. */
  private static Told last(String name) {
    List<Told> all = log.spans(name);
    return all.get(all.size() - 1);
  }
}
