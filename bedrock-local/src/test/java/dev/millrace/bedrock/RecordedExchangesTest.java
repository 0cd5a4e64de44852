package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Puts to the endpoint what real clients put to Bedrock, and compares the shapes of the answers
 * (names and kinds of all members; the model's own choices, texts and tools, aside).
 */
class RecordedExchangesTest {

  /** Members that are there only where a model chooses to use a tool, or pads a stream. */
  private static final List<String> CHOSEN =
      List.of(
          "toolUse",
          "tool_use",
          "content[].id",
          "content[].name",
          "content[].input",
          "content_block.id",
          "content_block.name",
          "content_block.input",
          "partial_json",
          "contentBlockStart");

  private static LocalEndpoint endpoint;

  @BeforeAll
  static void start(@TempDir Path folder) {
    endpoint = LocalEndpoint.start(folder);
  }

  @AfterAll
  static void stop() {
    endpoint.close();
  }

  static Stream<Arguments> exchanges() throws IOException {
    Optional<Path> file = SharedData.find("bedrock/recorded-exchanges.jsonl");
    if (file.isEmpty()) {
      return Stream.of(argumentSet("data absent", LocalEndpoint.JSON.missingNode()));
    }
    List<Arguments> exchanges = new ArrayList<>();
    for (String line : Files.readAllLines(file.get())) {
      JsonNode exchange = LocalEndpoint.JSON.readTree(line);
      String source = exchange.path("source").asText();
      exchanges.add(
          argumentSet(
              exchanges.size()
                  + " "
                  + source.substring(source.lastIndexOf('.', source.length() - 6) + 1),
              exchange));
    }
    return exchanges.stream();
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void answersAsBedrockDid(JsonNode recorded) throws Exception {
    Assumptions.assumeFalse(recorded.isMissingNode(), "recorded exchanges are absent");

    HttpResponse<byte[]> reply =
        endpoint.post(recorded.path("path").asText(), recorded.path("request").toString());

    assertThat(reply.statusCode()).isEqualTo(recorded.path("status").asInt());
    assertThat(reply.headers().firstValue("content-type"))
        .contains(recorded.path("content_type").asText());
    recorded
        .path("bedrock_headers")
        .fieldNames()
        .forEachRemaining(name -> assertThat(reply.headers().firstValue(name)).isPresent());
    if (recorded.path("status").asInt() != 200) {
      assertThat(recorded.path("errortype_header").asText())
          .startsWith(reply.headers().firstValue("x-amzn-errortype").orElseThrow());
      assertThat(LocalEndpoint.json(reply)).isEqualTo(recorded.path("response"));
    } else if (recorded.has("events")) {
      assertThat(streamShape(LocalEndpoint.events(reply))).containsAllEntriesOf(required(recorded));
    } else {
      assertThat(shape(LocalEndpoint.json(reply)))
          .containsAllEntriesOf(withoutChoices(shape(recorded.path("response"))));
    }
  }

  private static Map<String, String> required(JsonNode recorded) throws IOException {
    List<LocalEndpoint.Event> events = new ArrayList<>();
    for (JsonNode event : recorded.path("events")) {
      if (event.path("headers").path(":message-type").asText().equals("exception")) {
        // A model that stumbled over its own tool call.
        continue;
      }
      events.add(
          new LocalEndpoint.Event(
              event.path("headers").path(":event-type").asText(), event.path("payload")));
    }
    return withoutChoices(streamShape(events));
  }

  private static Map<String, String> streamShape(List<LocalEndpoint.Event> events)
      throws IOException {
    Map<String, String> shape = new TreeMap<>();
    for (LocalEndpoint.Event event : events) {
      JsonNode payload = event.payload();
      if (event.type().equals("chunk")) {
        byte[] bytes = Base64.getDecoder().decode(payload.path("bytes").asText());
        JsonNode chunk = LocalEndpoint.JSON.readTree(bytes);
        collect(chunk, "chunk:" + chunk.path("type").asText(), shape);
      } else {
        collect(payload, event.type(), shape);
      }
    }
    return shape;
  }

  private static Map<String, String> shape(JsonNode node) {
    Map<String, String> shape = new TreeMap<>();
    collect(node, "", shape);
    return shape;
  }

  /** Kinds of members by path; what is sometimes null has the kind that it has otherwise. */
  private static void collect(JsonNode node, String path, Map<String, String> into) {
    String kind = node.getNodeType().name();
    into.merge(path, kind, (was, is) -> was.equals("NULL") ? is : was);
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("p")) {
                collect(node.get(name), path + "." + name, into);
              }
            });
    if (node.isArray()) {
      node.forEach(element -> collect(element, path + "[]", into));
    }
  }

  private static Map<String, String> withoutChoices(Map<String, String> shape) {
    Map<String, String> rest = new TreeMap<>(shape);
    new TreeSet<>(rest.keySet())
        .stream().filter(path -> CHOSEN.stream().anyMatch(path::contains)).forEach(rest::remove);
    rest.values().removeIf("NULL"::equals);
    return rest;
  }
}
