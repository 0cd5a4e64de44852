package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.ScriptedModel;
import dev.millrace.platform.http.PortTakenException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BedrockLocalServiceTest {

  private static final String HELLO =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hello\"}]}]}";
  private static final String SIGNATURE =
      "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature="
          + "0".repeat(64);

  private static final ChatModel BROKEN =
      prompt -> CompletableFuture.failedFuture(new IllegalStateException("a secret"));

  private static LocalEndpoint endpoint;

  @BeforeAll
  static void start(@TempDir Path folder) {
    endpoint =
        LocalEndpoint.start(
            folder,
            Duration.ZERO,
            Map.of("broken.", BROKEN, "leaky.", new ScriptedModel(List.of(), "the password")));
  }

  @AfterAll
  static void stop() {
    endpoint.close();
  }

  @Test
  void takesASignature() throws Exception {
    assertThat(converse(SIGNATURE).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesCallsWithoutOne() throws Exception {
    HttpRequest bare =
        HttpRequest.newBuilder(URI.create(endpoint.address() + LocalEndpoint.NOVA + "/converse"))
            .POST(BodyPublishers.ofString(HELLO))
            .build();

    expect(endpoint.send(bare), 403, "MissingAuthenticationTokenException", "Missing");
  }

  @Test
  void refusesWhatIsHalfASignature() throws Exception {
    expect(converse("AWS4-HMAC-SHA256 Credential=x"), 403, "IncompleteSignatureException", "");
    expect(converse(SIGNATURE.replace("bedrock", "s3")), 403, "IncompleteSignatureException", "");
  }

  static Stream<Arguments> invalidBodies() {
    return Stream.of(
        argumentSet("no JSON", "{", "SerializationException"),
        argumentSet("two values", HELLO + "{}", "SerializationException"),
        argumentSet("no object", "[]", "SerializationException"),
        argumentSet("nothing", "", "SerializationException"),
        argumentSet("no messages", "{\"messages\":[]}", "ValidationException"),
        argumentSet(
            "assistant first", HELLO.replace("\"user\"", "\"assistant\""), "ValidationException"),
        argumentSet("unknown role", HELLO.replace("\"user\"", "\"nobody\""), "ValidationException"),
        argumentSet(
            "no content",
            "{\"messages\":[{\"role\":\"user\",\"content\":[]}]}",
            "ValidationException"),
        argumentSet("blank text", HELLO.replace("hello", " "), "ValidationException"),
        argumentSet(
            "unknown content",
            HELLO.replace("\"text\":\"hello\"", "\"poem\":{}"),
            "ValidationException"),
        argumentSet(
            "no tokens", with("\"inferenceConfig\":{\"maxTokens\":0}"), "ValidationException"),
        argumentSet(
            "hot", with("\"inferenceConfig\":{\"temperature\":1.5}"), "ValidationException"),
        argumentSet(
            "empty sequence",
            with("\"inferenceConfig\":{\"stopSequences\":[\"\"]}"),
            "ValidationException"),
        argumentSet("bad tag", with("\"requestMetadata\":{\"a\":\"ä\"}"), "ValidationException"),
        argumentSet(
            "17 tags", with("\"requestMetadata\":{" + tags(17) + "}"), "ValidationException"));
  }

  @ParameterizedTest
  @MethodSource("invalidBodies")
  void refusesInvalidBodies(String body, String type) throws Exception {
    expect(endpoint.post(LocalEndpoint.NOVA + "/converse", body), 400, type, "");
  }

  @Test
  void metersNothingThatIsRefused() throws Exception {
    JsonNode before = endpoint.get("/_millrace/meter");

    endpoint.post(LocalEndpoint.NOVA + "/converse", "{");
    endpoint.post("/model/broken.model/converse", HELLO);

    assertThat(endpoint.get("/_millrace/meter")).isEqualTo(before);
  }

  @Test
  void tellsThatAModelFailedButNotWhy() throws Exception {
    HttpResponse<byte[]> reply = endpoint.post("/model/broken.model/converse", HELLO);

    expect(reply, 424, "ModelErrorException", "The model behind broken.model failed");
    assertThat(new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("secret");
  }

  @Test
  void paysForAnAnswerThatAGuardrailStops() throws Exception {
    HttpResponse<byte[]> reply =
        endpoint.post(
            "/model/leaky.model/converse",
            with(
                "\"guardrailConfig\":{\"guardrailIdentifier\":\"nosecrets\",\"guardrailVersion\":\"1\"}"));

    JsonNode body = LocalEndpoint.json(reply);
    assertThat(body.path("stopReason").asText()).isEqualTo("guardrail_intervened");
    assertThat(body.at("/output/message/content/0/text").asText()).isEqualTo("I must not say.");
    assertThat(body.path("usage").path("outputTokens").asInt()).isEqualTo(3);
  }

  @Test
  void answersUnknownPathsAndMethodsInItsOwnWords() throws Exception {
    expect(endpoint.post("/nothing", HELLO), 404, "UnknownOperationException", "");
    HttpRequest get =
        HttpRequest.newBuilder(URI.create(endpoint.address() + LocalEndpoint.NOVA + "/converse"))
            .build();
    expect(endpoint.send(get), 405, "ValidationException", "");
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    String large = HELLO.replace("hello", "x".repeat(1 << 20));

    expect(endpoint.post(LocalEndpoint.NOVA + "/converse", large), 413, "ValidationException", "");
  }

  @Test
  void takesAtLeastItsLatencyWithoutAThreadEach(@TempDir Path folder) throws Exception {
    int many = 200;
    try (LocalEndpoint slow = LocalEndpoint.start(folder, Duration.ofMillis(300), Map.of())) {
      List<CompletableFuture<HttpResponse<byte[]>>> calls =
          Stream.generate(
                  () ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            try {
                              return slow.post(LocalEndpoint.NOVA + "/converse", HELLO);
                            } catch (java.io.IOException | InterruptedException e) {
                              throw new IllegalStateException(e);
                            }
                          },
                          task -> new Thread(task).start()))
              .limit(many)
              .toList();
      Set<String> ids = new HashSet<>();
      for (CompletableFuture<HttpResponse<byte[]>> call : calls) {
        HttpResponse<byte[]> reply = call.join();
        ids.add(reply.headers().firstValue("x-amzn-requestid").orElseThrow());
        assertThat(LocalEndpoint.json(reply).at("/metrics/latencyMs").asLong())
            .isGreaterThanOrEqualTo(300);
      }

      assertThat(ids).hasSize(many);
      assertThat(slow.get("/_millrace/meter").path("calls").asInt()).isEqualTo(many);
    }
  }

  @Test
  void hasThousandsOfCallsWaitAtOnce(@TempDir Path folder) throws Exception {
    int many = 3000;
    AtomicInteger arrived = new AtomicInteger();
    CompletableFuture<Void> allArrived = new CompletableFuture<>();
    ChatModel patient =
        prompt -> {
          if (arrived.incrementAndGet() == many) {
            allArrived.complete(null);
          }
          return allArrived.thenApply(done -> ChatAnswer.of(prompt, "at last"));
        };
    try (LocalEndpoint slow =
        LocalEndpoint.start(folder, Duration.ofMillis(100), Map.of("patient.", patient))) {
      // A first call without a body makes the one connection of HTTP/2 that all others share.
      slow.get("/_millrace/meter");
      List<CompletableFuture<HttpResponse<byte[]>>> calls =
          Stream.generate(() -> slow.postAsync("/model/patient.model/converse", HELLO))
              .limit(many)
              .toList();

      assertThat(calls)
          .allSatisfy(
              call ->
                  assertThat(call.orTimeout(2, TimeUnit.MINUTES).join().statusCode())
                      .isEqualTo(200));
      assertThat(slow.get("/_millrace/meter").path("calls").asInt()).isEqualTo(many);
    }
  }

  @Test
  void leavesNothingOpenWhereAPortIsTaken(@TempDir Path folder) throws Exception {
    try (LocalEndpoint first = LocalEndpoint.start(folder.resolve("first"))) {
      BedrockLocalSettings taken =
          BedrockLocalSettings.of(
              first.address().getPort(), folder.resolve("second").resolve("invocations.jsonl"));

      assertThatThrownBy(() -> new BedrockLocalService(taken).start())
          .isInstanceOf(PortTakenException.class);
    }

    try (LocalEndpoint second = LocalEndpoint.start(folder.resolve("second"))) {
      assertThat(second.get("/_millrace/meter").path("calls").asInt()).isZero();
    }
  }

  @Test
  void remembersItsMeterOverARestart(@TempDir Path folder) throws Exception {
    String before;
    try (LocalEndpoint first = LocalEndpoint.start(folder)) {
      first.post(LocalEndpoint.NOVA + "/converse", HELLO);
      before = first.text("/_millrace/invocations");
    }

    try (LocalEndpoint second = LocalEndpoint.start(folder)) {
      assertThat(second.text("/_millrace/invocations")).isEqualTo(before).isNotEmpty();
      assertThat(second.get("/_millrace/meter").path("calls").asInt()).isEqualTo(1);
    }
  }

  private static HttpResponse<byte[]> converse(String authorization) throws Exception {
    return endpoint.send(
        HttpRequest.newBuilder(URI.create(endpoint.address() + LocalEndpoint.NOVA + "/converse"))
            .header("Authorization", authorization)
            .POST(BodyPublishers.ofString(HELLO))
            .build());
  }

  private static void expect(HttpResponse<byte[]> reply, int status, String type, String message)
      throws Exception {
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(reply.headers().firstValue("x-amzn-errortype")).contains(type);
    assertThat(reply.headers().firstValue("x-amzn-requestid")).isPresent();
    assertThat(LocalEndpoint.json(reply).path("message").asText()).contains(message).isNotEmpty();
  }

  private static String with(String member) {
    return HELLO.substring(0, HELLO.length() - 1) + "," + member + "}";
  }

  private static String tags(int count) {
    StringBuilder tags = new StringBuilder("\"t0\":\"\"");
    for (int i = 1; i < count; i++) {
      tags.append(",\"t").append(i).append("\":\"\"");
    }
    return tags.toString();
  }
}
