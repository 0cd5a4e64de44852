package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what the endpoint answers to the shapes of AWS's own description of the service. */
class ServiceModelTest {

  private static final String HELLO =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"my password\"}]}]";
  private static final String GUARDED =
      HELLO
          + ",\"guardrailConfig\":{\"guardrailIdentifier\":\"nosecrets\",\"guardrailVersion\":\"1\"},\"serviceTier\":{\"type\":\"flex\"}}";

  private static LocalEndpoint endpoint;
  private static ModelShapes shapes;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    shapes = ModelShapes.of("bedrock/bedrock-runtime.service-2.json");
    endpoint = LocalEndpoint.start(folder);
  }

  @AfterAll
  static void stop() {
    if (endpoint != null) {
      endpoint.close();
    }
  }

  @Test
  void conversesAsModelled() throws Exception {
    fits("ConverseResponse", LocalEndpoint.NOVA + "/converse", HELLO + "}");
    fits("ConverseResponse", LocalEndpoint.NOVA + "/converse", GUARDED);
  }

  @Test
  void streamsEventsAsModelled() throws Exception {
    JsonNode members = shapes.shape("ConverseStreamOutput").path("members");
    HttpResponse<byte[]> reply =
        endpoint.post(LocalEndpoint.NOVA + "/converse-stream", HELLO + "}");

    List<String> types = new ArrayList<>();
    for (LocalEndpoint.Event event : LocalEndpoint.events(reply)) {
      types.add(event.type());
      assertThat(members.has(event.type())).as(event.type()).isTrue();
      shapes.check(
          event.payload(), members.path(event.type()).path("shape").asText(), event.type());
    }
    assertThat(types)
        .startsWith("messageStart", "contentBlockDelta")
        .endsWith("contentBlockStop", "messageStop", "metadata");
  }

  @Test
  void countsAsModelled() throws Exception {
    fits(
        "CountTokensResponse",
        LocalEndpoint.NOVA + "/count-tokens",
        "{\"input\":{\"converse\":" + HELLO + "}}}");
  }

  @Test
  void guardsAsModelled() throws Exception {
    for (String text : List.of("my password", "hello")) {
      fits(
          "ApplyGuardrailResponse",
          "/guardrail/nosecrets/version/1/apply",
          "{\"source\":\"INPUT\",\"content\":[{\"text\":{\"text\":\"" + text + "\"}}]}");
    }
  }

  @Test
  void failsAsModelled() throws Exception {
    failsAs("ValidationException", LocalEndpoint.NOVA + "/converse", "{}");
    failsAs("ResourceNotFoundException", "/guardrail/none/version/1/apply", "{}");
  }

  private static void fits(String shape, String path, String body) throws Exception {
    HttpResponse<byte[]> reply = endpoint.post(path, body);
    assertThat(reply.statusCode()).isEqualTo(200);
    shapes.check(LocalEndpoint.json(reply), shape, shape);
  }

  private static void failsAs(String shape, String path, String body) throws Exception {
    HttpResponse<byte[]> reply = endpoint.post(path, body);
    assertThat(reply.headers().firstValue("x-amzn-errortype")).contains(shape);
    assertThat(reply.statusCode())
        .isEqualTo(shapes.shape(shape).path("error").path("httpStatusCode").asInt());
    shapes.check(LocalEndpoint.json(reply), shape, shape);
  }
}
