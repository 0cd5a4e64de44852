package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.millrace.platform.telemetry.testing.StandInCollector;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.RequestId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces through a whole factory, as a collector is told of them; one for all tests. */
class TraceIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String CALL = "POST /v1/pipelines/{pipeline}/events";
  private static final String CHAT = "chat amazon.nova-micro-v1:0";
  private static final List<String> WAY =
      List.of("send raw-events", "process raw-events", "process inference-requests");
  private static final String TEXT = "my card is lost somewhere in Wonderland";
  private static final int PACKED = 4;

  @TempDir private static Path folder;
  private static StandInCollector collector;
  private static OpenFactory factory;

  @BeforeAll
  static void start() throws Exception {
    collector = new StandInCollector(StandInCollector.Keeping.ALL);
    factory =
        OpenFactory.in(
            folder.resolve("factory"),
            Map.of(
                "MILLRACE_TELEMETRY_COLLECTOR",
                collector.address().toString(),
                "MILLRACE_TELEMETRY_RATIO",
                "1"));
    factory.apply(spec("alone", ""));
    factory.apply(
        spec("packed", "batching: { maxRecords: " + PACKED + ", maxWait: 2s, mode: packed }\n"));
  }

  @AfterAll
  static void stop() {
    factory.close();
    collector.close();
  }

  @Test
  void anEventHasOneTraceFromItsCallerToItsPrediction() throws Exception {
    HttpResponse<String> reply =
        factory
            .http()
            .send(
                factory
                    .get("/v1/pipelines/alone/events?id=1&wait=60s")
                    .header("Content-Type", OpenFactory.JSON)
                    .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
                    .POST(BodyPublishers.ofString(event()))
                    .build(),
                BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);

    List<Span> spans = awaited(TRACE, CALL, WAY.get(0), WAY.get(1), WAY.get(2), CHAT);
    assertThat(spans).extracting(Span::getName).contains(CALL, CHAT).containsAll(WAY).hasSize(5);
    Set<String> ids = spans.stream().map(span -> hex(span.getSpanId())).collect(Collectors.toSet());
    assertThat(spans)
        .extracting(span -> hex(span.getParentSpanId()))
        .as("each span's parent is one of them, or the caller")
        .allMatch(parent -> parent.equals(PARENT) || ids.contains(parent))
        .containsOnlyOnce(PARENT);

    String request = hex(named("process inference-requests", spans).getSpanId());
    String traceparent = "00-" + TRACE + "-" + request + "-01";
    assertThat(reply.headers().firstValue("traceparent")).contains(traceparent);
    JsonNode prediction = new JsonMapper().readTree(reply.body());
    HttpResponse<String> shown =
        factory
            .http()
            .send(
                factory.get("/v1/predictions/" + prediction.path("requestId").asText()).build(),
                BodyHandlers.ofString());
    assertThat(shown.headers().firstValue("traceparent")).contains(traceparent);
  }

  @Test
  void eventsThatShareACallHaveTracesOfTheirOwnAndItIsLinkedToThem() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < PACKED; i++) {
      lines.append(event()).append('\n');
    }
    factory.post("packed", "?lane=interactive", OpenFactory.LINES, lines.toString());
    factory.settled("packed");
    List<Prediction> predictions = factory.predictions("packed");
    assertThat(predictions).hasSize(PACKED);

    List<Span> requests = new ArrayList<>();
    for (Prediction prediction : predictions) {
      requests.add(
          named(
              "process inference-requests",
              awaited(traceOf(prediction), WAY.toArray(String[]::new))));
    }
    List<Span> calls =
        all().stream()
            .filter(span -> span.getName().equals(CHAT) && span.getLinksCount() > 1)
            .toList();
    assertThat(calls).isNotEmpty();
    assertThat(calls.stream().flatMap(call -> call.getLinksList().stream()))
        .extracting(link -> hex(link.getSpanId()))
        .hasSizeGreaterThan(1)
        .isSubsetOf(requests.stream().map(span -> hex(span.getSpanId())).toList());
  }

  @Test
  void feedbackJoinsTheTraceOfItsEvent() throws Exception {
    factory.ask("alone", "2", event());
    factory
        .http()
        .send(
            factory
                .get("/v1/pipelines/alone/feedback")
                .header("Content-Type", OpenFactory.JSON)
                .POST(BodyPublishers.ofString("{\"eventId\":\"2\",\"label\":\"lost_card\"}"))
                .build(),
            BodyHandlers.ofString());

    String trace = RequestId.of(Factory.Plan.TENANT, "alone", "2").replace("-", "");
    List<Span> spans =
        awaited(
            trace,
            CALL,
            WAY.get(0),
            WAY.get(1),
            WAY.get(2),
            CHAT,
            "POST /v1/pipelines/{pipeline}/feedback",
            "send feedback");
    assertThat(spans).hasSize(7);
  }

  @Test
  void noSpanHoldsAnythingOfAPromptOrAnAnswer() throws Exception {
    factory.ask("alone", "3", event());
    awaited(RequestId.of(Factory.Plan.TENANT, "alone", "3").replace("-", ""), CHAT);

    StringBuilder all = new StringBuilder();
    collector.bodies().forEach(body -> all.append(new String(body, ISO_8859_1)));
    assertThat(all.toString()).contains(CHAT).doesNotContain("Wonderland", "lost_card");
  }

  private static String event() {
    return "{\"text\":\"" + TEXT + "\"}";
  }

  private static String spec(String pipeline, String more) {
    return """
    apiVersion: millrace/v1
    pipeline: %s
    task: classification
    prompt: { user: "{{text}}", labels: [lost_card, exchange_rate], maxTokens: 16 }
    models: { champion: amazon.nova-micro-v1:0 }
    """
            .formatted(pipeline)
        + more;
  }

  /** All spans of a trace, once those of such names are among them. */
  private static List<Span> awaited(String trace, String... names) {
    Predicate<Span> isOfTrace = span -> hex(span.getTraceId()).equals(trace);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(all().stream().filter(isOfTrace))
                    .extracting(Span::getName)
                    .contains(names));
    return all().stream().filter(isOfTrace).toList();
  }

  private static List<Span> all() {
    return collector.bodies().stream()
        .flatMap(body -> request(body).getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static ExportTraceServiceRequest request(byte[] body) {
    try {
      return ExportTraceServiceRequest.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the body is no request of OTLP", e);
    }
  }

  private static Span named(String name, List<Span> spans) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private static String traceOf(Prediction prediction) {
    return prediction.getRequestId().replace("-", "");
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
