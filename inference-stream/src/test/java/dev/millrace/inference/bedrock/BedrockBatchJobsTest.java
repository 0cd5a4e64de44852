package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.inference.bedrock.BatchJobs.JobState;
import dev.millrace.inference.bedrock.BatchJobs.Phase;
import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.batch.BatchOrder;
import dev.millrace.inference.domain.batch.Collected;
import dev.millrace.inference.domain.batch.RecordForm;
import dev.millrace.platform.aws.AwsConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the SDK's clients say on the wire, and what they make of the replies. */
class BedrockBatchJobsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ARN =
      "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/abcdefghijkl";

  private static final BatchOrder ORDER =
      BatchOrder.of(
          new Collected("tickets", Requests.NOVA, RecordForm.CONVERSE),
          Map.of("a", Requests.BEGINNING, "b", Requests.BEGINNING));

  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Reply> replies = new ArrayDeque<>();
  private HttpServer server;
  private BedrockBatchJobs jobs;

  private record Asked(String method, String path, String body) {}

  private record Reply(int status, String errorType, String body) {}

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    jobs =
        BatchClients.open(
            AwsConnection.local(here),
            Optional.of(here),
            Optional.of(here),
            new BatchPlace("data", "millrace/batch", "arn:aws:iam::123456789012:role/batch"));
  }

  @AfterEach
  void close() {
    jobs.close();
    server.stop(0);
  }

  @Test
  void putsTheInputUnderItsToken() throws IOException {
    reply(200, "");

    jobs.putInput(ORDER, List.of(call("a"), call("b")));

    assertThat(asked.get(0).method()).isEqualTo("PUT");
    assertThat(asked.get(0).path())
        .isEqualTo("/data/millrace/batch/" + ORDER.token() + "/input.jsonl");
    String[] lines = asked.get(0).body().split("\n");
    assertThat(lines).hasSize(2);
    assertThat(JSON.readTree(lines[1]).path("recordId").asText()).isEqualTo("R0000000001");
  }

  @Test
  void tellsWhetherThereIsAnInput() {
    reply(200, "");
    reply(404, "");

    assertThat(jobs.hasInput(ORDER)).isTrue();
    assertThat(jobs.hasInput(ORDER)).isFalse();
    assertThat(asked).extracting(Asked::method).containsOnly("HEAD");
  }

  @Test
  void asksForTheJobByItsToken() throws IOException {
    reply(200, "{\"jobArn\":\"" + ARN + "\"}");

    assertThat(jobs.create(ORDER)).isEqualTo(ARN);

    assertThat(asked.get(0).method() + " " + asked.get(0).path())
        .isEqualTo("POST /model-invocation-job");
    JsonNode body = JSON.readTree(asked.get(0).body());
    String folder = "s3://data/millrace/batch/" + ORDER.token();
    assertThat(body)
        .isEqualTo(
            JSON.readTree(
                """
                {"jobName":"%s","roleArn":"arn:aws:iam::123456789012:role/batch",
                 "clientRequestToken":"%s","modelId":"amazon.nova-micro-v1:0",
                 "inputDataConfig":{"s3InputDataConfig":{"s3InputFormat":"JSONL","s3Uri":"%s/input.jsonl"}},
                 "outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"%s/output/"}},
                 "timeoutDurationInHours":24,"modelInvocationType":"Converse"}
                """
                    .formatted(ORDER.jobName(), ORDER.token(), folder, folder)));
  }

  @Test
  void findsByItsNameTheJobThatIsThereAlready() {
    replies.add(new Reply(400, "ConflictException", "{\"message\":\"exists\"}"));
    listed(ORDER.jobName());

    assertThat(jobs.create(ORDER)).isEqualTo(ARN);
  }

  @Test
  void looksForAJobByItsWholeName() {
    listed(ORDER.jobName());
    listed(ORDER.jobName() + "0");

    assertThat(jobs.named(ORDER)).contains(ARN);
    assertThat(jobs.named(ORDER)).isEmpty();
  }

  private void listed(String name) {
    reply(
        200,
        """
        {"invocationJobSummaries":[{"jobArn":"%s","jobName":"%s","modelId":"m","roleArn":"r",
         "submitTime":"2026-01-01T00:00:00Z","inputDataConfig":{"s3InputDataConfig":{"s3Uri":"s3://a/b"}},
         "outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://a/c"}}}]}
        """
            .formatted(ARN, name));
  }

  static Stream<Arguments> statuses() {
    return Stream.of(
        argumentSet("submitted", "Submitted", Phase.UNDER_WAY),
        argumentSet("validating", "Validating", Phase.UNDER_WAY),
        argumentSet("scheduled", "Scheduled", Phase.UNDER_WAY),
        argumentSet("in progress", "InProgress", Phase.UNDER_WAY),
        argumentSet("stopping", "Stopping", Phase.UNDER_WAY),
        argumentSet("unknown", "Dreaming", Phase.UNDER_WAY),
        argumentSet("stopped", "Stopped", Phase.OVER),
        argumentSet("completed", "Completed", Phase.ANSWERED),
        argumentSet("completed in part", "PartiallyCompleted", Phase.ANSWERED),
        argumentSet("failed", "Failed", Phase.OVER),
        argumentSet("expired", "Expired", Phase.OVER));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void tellsHowFarAJobIs(String status, Phase phase) {
    reply(
        200,
        "{\"jobArn\":\"%s\",\"status\":\"%s\",\"submitTime\":\"2026-01-01T00:00:00Z\"}"
            .formatted(ARN, status));

    assertThat(jobs.find(ARN))
        .isEqualTo(new JobState(phase, status, Optional.of(Requests.BEGINNING)));
  }

  @Test
  void tellsAJobThatTheEndpointDoesNotKnowFromOneThatIsOver() {
    replies.add(new Reply(404, "ResourceNotFoundException", "{\"message\":\"no such job\"}"));

    assertThat(jobs.find(ARN).phase()).isEqualTo(Phase.UNKNOWN);
  }

  @Test
  void stopsAJobAndLetsOneBeThatHasEnded() {
    reply(200, "{}");
    replies.add(new Reply(400, "ConflictException", "{\"message\":\"ended\"}"));

    jobs.stop(ARN);
    jobs.stop(ARN);

    assertThat(asked).extracting(Asked::path).allMatch(path -> path.endsWith("/stop"));
  }

  @Test
  void readsTheOutputOfTheJob() {
    reply(
        200,
        "{\"recordId\":\"R0000000001\",\"modelOutput\":{\"output\":{\"message\":{\"content\":[{\"text\":\"bug\"}]}},\"stopReason\":\"end_turn\"}}\n");
    Map<Integer, CallResult> read = new HashMap<>();

    assertThat(jobs.read(ORDER, ARN, read::put)).isTrue();

    assertThat(asked.get(0).path())
        .isEqualTo(
            "/data/millrace/batch/" + ORDER.token() + "/output/abcdefghijkl/input.jsonl.out");
    assertThat(read).containsOnlyKeys(1);
  }

  @Test
  void readsNothingWhereThereIsNoOutput() {
    reply(404, "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>");
    Map<Integer, CallResult> read = new HashMap<>();

    assertThat(jobs.read(ORDER, ARN, read::put)).isFalse();

    assertThat(read).isEmpty();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        argumentSet("validation", 400, "ValidationException", Reason.REFUSED),
        argumentSet("permission", 403, "AccessDeniedException", Reason.REFUSED),
        argumentSet("throttled", 429, "ThrottlingException", Reason.PUT_OFF),
        argumentSet("expired token", 403, "ExpiredTokenException", Reason.PUT_OFF),
        argumentSet("unknown token", 403, "UnrecognizedClientException", Reason.PUT_OFF),
        argumentSet("clock", 403, "InvalidSignatureException", Reason.PUT_OFF),
        argumentSet("too slow", 408, "RequestTimeoutException", Reason.UNHEARD),
        argumentSet("quota", 400, "ServiceQuotaExceededException", Reason.PUT_OFF),
        argumentSet("broken", 500, "InternalServerException", Reason.UNHEARD));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysWhatIsKnownOfAFailure(int status, String type, Reason reason) {
    replies.add(new Reply(status, type, "{\"message\":\"secret\"}"));

    assertThatThrownBy(() -> jobs.create(ORDER))
        .isInstanceOfSatisfying(
            BatchJobsException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e)
                  .hasMessageContaining("status " + status)
                  .hasMessageNotContaining("secret");
            });
    assertThat(asked).as("a second attempt would hide that nobody heard").hasSize(1);
  }

  static Stream<Arguments> fileFailures() {
    return Stream.of(
        argumentSet("permission", 403, "AccessDenied", Reason.REFUSED),
        argumentSet("no bucket", 404, "NoSuchBucket", Reason.REFUSED),
        argumentSet("expired token", 400, "ExpiredToken", Reason.PUT_OFF),
        argumentSet("clock", 403, "RequestTimeTooSkewed", Reason.PUT_OFF),
        argumentSet("conflict", 409, "OperationAborted", Reason.UNHEARD),
        argumentSet("too slow", 400, "RequestTimeout", Reason.UNHEARD));
  }

  @ParameterizedTest
  @MethodSource("fileFailures")
  void saysWhatIsKnownOfAFailureOfS3(int status, String code, Reason reason) {
    for (int i = 0; i < 5; i++) {
      reply(status, "<Error><Code>" + code + "</Code><Message>secret</Message></Error>");
    }

    assertThatThrownBy(() -> jobs.putInput(ORDER, List.of(call("a"), call("b"))))
        .isInstanceOfSatisfying(
            BatchJobsException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageNotContaining("secret");
  }

  private void reply(int status, String body) {
    replies.add(new Reply(status, "", body));
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    Reply reply = replies.remove();
    byte[] body = reply.body().getBytes(UTF_8);
    if (!reply.errorType().isEmpty()) {
      exchange.getResponseHeaders().set("x-amzn-ErrorType", reply.errorType());
    }
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), isHead || body.length == 0 ? -1 : body.length);
    if (!isHead && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static ModelCall call(String id) {
    return new ModelCall(
        id,
        "default",
        "tickets",
        1,
        Requests.NOVA,
        new ModelInput.Chat(Optional.empty(), "text", 16, OptionalDouble.of(0)));
  }
}
