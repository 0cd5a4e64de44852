package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.Requests;
import dev.millrace.platform.telemetry.Ancestry;
import dev.millrace.platform.telemetry.testing.SpanLog;
import dev.millrace.platform.telemetry.testing.SpanLog.Told;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.InferenceRequest;
import dev.millrace.schemas.Cause;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests and calls as spans, in Flink's own operator. */
class TracedStageTest extends RunningStage {

  private static final String PROCESS = "process inference-requests";
  private static final String CHAT = "chat amazon.nova-micro-v1:0";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e473";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final Batching TWO = new Batching(2, 1_000L, BatchingMode.PACKED);
  private static final String BOTH =
      "[{\"i\":0,\"label\":\"billing\"},{\"i\":1,\"label\":\"bug\"}]";

  private final SpanLog log = new SpanLog(1);

  @BeforeEach
  void trace() {
    world.traces(RequestTraces.to(log.telemetry(), "inference"));
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void aPredictionComesFromTheSpanOfItsRequest() throws Exception {
    start();
    arriveIn("01", 1);
    world.answer("request-1", answer("billing"));

    assertThat(settled()).extracting(TracedStageTest::trace).containsExactly(header(1, "01"));
    Told request = log.span(PROCESS);
    assertThat(request.traceId()).isEqualTo(TRACE + 1);
    assertThat(request.parentSpanId()).contains(PARENT);
    assertThat(request.kind()).isEqualTo("CONSUMER");
    assertThat(request.attributes())
        .containsEntry("messaging.system.name", "kafka")
        .containsEntry("messaging.operation.name", "process")
        .containsEntry("messaging.destination.name", "inference-requests")
        .containsEntry("messaging.consumer.group.name", "inference")
        .containsEntry("kafka.offset", "1")
        .containsEntry("millrace.request.id", "request-1")
        .containsEntry("millrace.outcome", "ANSWERED")
        .containsEntry("millrace.attempts", "1");
    Told call = log.span(CHAT);
    assertThat(call.traceId()).isEqualTo(request.traceId());
    assertThat(call.parentSpanId()).contains(request.spanId());
    assertThat(call.kind()).isEqualTo("CLIENT");
    assertThat(call.attributes())
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.provider.name", "aws.bedrock")
        .containsEntry("gen_ai.request.model", "amazon.nova-micro-v1:0")
        .containsEntry("gen_ai.response.finish_reasons", "[end_turn]")
        .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
  }

  @Test
  void aSharedCallIsLinkedToEachRequestAndEachToIt() throws Exception {
    world.batching(TWO);
    start();
    arriveIn("01", 1, 2);
    await().untilAsserted(() -> assertThat(world.called()).containsExactly("request-1"));
    world.answer("request-1", answer(BOTH));

    assertThat(settled())
        .extracting(TracedStageTest::trace)
        .containsExactlyInAnyOrder(header(1, "01"), header(2, "01"));
    List<Told> requests = log.spans(PROCESS);
    Told call = log.span(CHAT);
    assertThat(requests)
        .extracting(Told::traceId)
        .containsExactlyInAnyOrder(TRACE + 1, TRACE + 2)
        .doesNotContain(call.traceId());
    assertThat(call.parentSpanId()).isEmpty();
    assertThat(call.links())
        .containsExactlyInAnyOrderElementsOf(requests.stream().map(Told::spanId).toList());
    assertThat(call.attribute("millrace.call.records")).isEqualTo("2");
    assertThat(requests).allMatch(request -> request.links().equals(List.of(call.spanId())));
  }

  @Test
  void aSharedCallIsToldWhereOneOfItsRequestsIs() throws Exception {
    world.batching(TWO);
    start();
    arriveIn("00", 1);
    arriveIn("01", 2);
    await().untilAsserted(() -> assertThat(world.called()).containsExactly("request-1"));
    world.answer("request-1", answer(BOTH));

    assertThat(settled())
        .extracting(TracedStageTest::trace)
        .containsExactlyInAnyOrder(header(1, "00"), header(2, "01"));
    assertThat(log.spans(PROCESS)).extracting(Told::traceId).containsExactly(TRACE + 2);
    assertThat(log.span(CHAT).links()).hasSize(2);
  }

  @Test
  void whoeverBeganTheTraceDecidesWhetherItIsTold() throws Exception {
    start();
    arriveIn("00", 1);
    world.answer("request-1", answer("billing"));

    assertThat(settled()).extracting(TracedStageTest::trace).containsExactly(header(1, "00"));
    assertThat(log.spans()).isEmpty();
  }

  @Test
  void aRequestThatComesAgainAfterACrashIsTheSameSpan() throws Exception {
    start();
    arrive(1);
    OperatorSubtaskState checkpoint = checkpoint(1);
    crash();

    resume(checkpoint);
    world.answer("request-1", answer("billing"));

    String trace = Ancestry.traceOf("request-1");
    assertThat(settled())
        .extracting(TracedStageTest::trace)
        .singleElement()
        .asString()
        .startsWith("00-" + trace + "-");
    assertThat(log.span(PROCESS).traceId()).isEqualTo(trace);
    assertThat(log.span(PROCESS).parentSpanId()).isEmpty();
    assertThat(log.span(CHAT).traceId()).isEqualTo(trace);
  }

  @Test
  void saysWhyARequestFailed() throws Exception {
    start();
    arriveIn("01", 1);
    world.answer(
        "request-1",
        new CallResult.Failed(Cause.INVALID_REQUEST, "it said no", Optional.of("endpoint-9")));

    Settled failed = settled().get(0);
    assertThat(failed.deadLetter()).isNotNull();
    assertThat(trace(failed)).isEqualTo(header(1, "01"));
    assertThat(log.spans()).allMatch(Told::isError);
    assertThat(log.spans())
        .extracting(span -> span.attribute("error.type"))
        .containsOnly("INVALID_REQUEST");
    assertThat(log.span(CHAT).attribute("aws.request_id")).isEqualTo("endpoint-9");
  }

  @Test
  void aShadowIsPartOfTheTraceOfItsRequest() throws Exception {
    world.routes(Requests.SHADOWED_NOVA);
    start();
    arriveIn("01", 1);
    world.answer("request-1", answer("billing"));
    settled();
    String shadow = FakeSurroundings.shadowOf("request-1");
    await().until(() -> world.called().contains(shadow));
    world.answer(shadow, answer("bug"));
    await().until(() -> log.spans().size() == 3);

    assertThat(log.spans()).extracting(Told::traceId).containsOnly(TRACE + 1);
  }

  /** Whatever is added to spans later. */
  @Test
  void noSpanHoldsAnythingOfThePromptOrTheAnswer() throws Exception {
    world.batching(TWO);
    start();
    arriveIn("01", 1, 2);
    await().untilAsserted(() -> assertThat(world.called()).containsExactly("request-1"));
    world.answer("request-1", answer(BOTH));
    settled();

    InferenceRequest request = Requests.classification();
    assertThat(log.spans()).hasSize(3);
    assertThat(log.spans().toString())
        .doesNotContain(request.getPrompt().getUser())
        .doesNotContain("Classify")
        .doesNotContain("billing")
        .doesNotContain(request.getEventId());
  }

  private void arriveIn(String flags, int... numbers) throws Exception {
    for (int number : numbers) {
      InferenceRequest request = Requests.classification();
      request.setRequestId("request-" + number);
      String parent = "00-" + TRACE + number + "-" + PARENT + "-" + flags;
      job()
          .processElement(
              new Received(
                  "inference-requests",
                  0,
                  number,
                  null,
                  world.encode(request),
                  new String[] {"traceparent"},
                  new byte[][] {parent.getBytes(UTF_8)}),
              0);
    }
  }

  /** The span of a request follows from its place. */
  private static String header(int number, String flags) {
    SpanContext parent =
        SpanContext.create(
            TRACE + number, "1".repeat(16), TraceFlags.getDefault(), TraceState.getDefault());
    String span =
        Ancestry.of(parent, "request-" + number, "inference-requests", 0, number).spanId();
    return "00-" + TRACE + number + "-" + span + "-" + flags;
  }

  private static String trace(Settled settled) {
    return new String(Objects.requireNonNull(settled.traceOrThatOfTheRequest()), UTF_8);
  }
}
