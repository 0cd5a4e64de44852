package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GatewayRoutesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final GatewayFixture gateway = new GatewayFixture(roomy());

  @Test
  void describesExactlyWhatItAnswers() {
    List<String> described = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path :
        gateway.get("/openapi.json").json().path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            gateway.operations.stream().map(one -> one.method() + " " + one.path()).toList());
  }

  @Test
  void describesExactlyTheQueryParametersThatItKnows() {
    JsonNode paths = gateway.get("/openapi.json").json().path("paths");

    for (Operation one : gateway.operations) {
      List<String> described = new ArrayList<>();
      for (JsonNode parameter :
          paths.path(one.path()).path(one.method().toLowerCase(Locale.ROOT)).path("parameters")) {
        if (parameter.path("in").asText().equals("query")) {
          described.add(parameter.path("name").asText());
        }
      }
      assertThat(described).as(one.path()).containsExactlyInAnyOrderElementsOf(one.query().names());
    }
  }

  @Test
  void refersOnlyToWhatItDescribes() {
    JsonNode document = gateway.get("/openapi.json").json();

    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void saysWhetherItLivesAndIsReady() {
    gateway.ready.set(false);
    assertThat(gateway.get("/healthz").status()).isEqualTo(200);
    assertThat(gateway.get("/readyz").status()).isEqualTo(503);

    gateway.ready.set(true);
    assertThat(gateway.get("/readyz").status()).isEqualTo(200);
  }

  @Test
  void answersAProblemToWhatItDoesNotKnow() {
    assertThat(gateway.get("/").status()).isEqualTo(404);
    assertThat(gateway.get(EVENTS).status()).isEqualTo(405);
    assertThat(gateway.get(EVENTS).header("Allow")).contains("POST");
    assertThat(gateway.post("/v1/pipelines/%2e%2e%2fletters/events", "", "{}").status())
        .isEqualTo(404);
  }

  /** y_ files are taken, n_ files refused, i_ files either; never an error of the server. */
  @Test
  void answersTheJsonTestSuite() throws IOException {
    Optional<Path> suite = SharedData.find("events/json-test-suite/test_parsing");
    Assumptions.assumeTrue(suite.isPresent(), "the JSON test suite is not on this machine");
    List<Path> files;
    try (Stream<Path> list = Files.list(suite.orElseThrow())) {
      files = list.sorted().toList();
    }

    assertThat(files).hasSize(318);
    for (Path file : files) {
      String name = file.getFileName().toString();
      byte[] body = Files.readAllBytes(file);
      int status = gateway.post(EVENTS, "application/json", body).status();
      if (name.startsWith("n_")) {
        assertThat(status).as(name).isEqualTo(400);
      } else if (name.startsWith("y_") && !name.startsWith("y_object_duplicated_key")) {
        assertThat(status).as(name).isEqualTo(202);
      } else {
        assertThat(status).as(name).isIn(202, 400);
      }
      for (String type :
          List.of(
              "application/x-ndjson",
              "application/cloudevents+json",
              "application/cloudevents-batch+json")) {
        assertThat(gateway.post(EVENTS, type, body).status()).as(name + type).isIn(202, 400, 413);
      }
    }
  }

  @Test
  void answersNaughtyStringsWhereverTheyAre() throws IOException {
    Optional<Path> file = SharedData.find("events/naughty-strings.json");
    Assumptions.assumeTrue(file.isPresent(), "the naughty strings are not on this machine");
    JsonNode strings = JSON.readTree(Files.readAllBytes(file.orElseThrow()));

    assertThat(strings).hasSizeGreaterThan(500);
    for (JsonNode string : strings) {
      String text = string.asText();
      String event = JSON.createObjectNode().put("text", text).put(text, 1).toString();
      Reply quoted = gateway.post(EVENTS, "application/json", event);
      assertThat(quoted.status()).as(text).isEqualTo(202);
      assertThat(gateway.post(EVENTS, "application/json", text).status()).isIn(202, 400);
      assertThat(gateway.post(EVENTS, "application/x-ndjson", text).status()).isIn(202, 400);
      assertThat(gateway.post(EVENTS + "?id=" + escaped(text), "application/json", "{}").status())
          .as(text)
          .isIn(202, 400);
      assertThat(
              gateway
                  .post("/v1/pipelines/" + escaped(text) + "/events", "application/json", "{}")
                  .status())
          .as(text)
          .isEqualTo(404);
    }
    assertThat(gateway.published.events())
        .allSatisfy(event -> assertThat(event.value().getPipeline()).isEqualTo("letters"));
  }

  private static PipelineSpec roomy() {
    PipelineSpec spec = Specs.letters();
    spec.getGovernance().setMaxBytes(GatewayFixture.MAX_BODY_BYTES);
    return spec;
  }

  /** Percent-encodes every byte. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      escaped.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    return escaped.toString();
  }
}
