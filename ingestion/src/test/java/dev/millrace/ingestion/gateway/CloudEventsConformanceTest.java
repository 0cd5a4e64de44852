package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingestion.domain.cloudevent.CloudEvent;
import dev.millrace.ingestion.domain.cloudevent.KafkaBinding;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.schemas.testing.SharedData;
import io.cucumber.gherkin.GherkinParser;
import io.cucumber.messages.types.Envelope;
import io.cucumber.messages.types.Pickle;
import io.cucumber.messages.types.PickleStep;
import io.cucumber.messages.types.PickleTableRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** The CloudEvents conformance suite against the readers of both protocols. */
class CloudEventsConformanceTest {

  private static final String SUITE = "events/cloudevents-conformance/";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Every scenario of the suite; a step that is not known here fails. */
  @TestFactory
  Stream<DynamicTest> passesEveryScenario() throws IOException {
    List<DynamicTest> scenarios = new ArrayList<>();
    for (String feature : List.of("http-protocol-binding", "kafka-protocol-binding")) {
      Path file = shared("features/" + feature + ".feature");
      for (Pickle pickle : pickles(file)) {
        scenarios.add(
            DynamicTest.dynamicTest(
                feature + ": " + pickle.getName(), () -> new Scenario().run(pickle)));
      }
    }
    assertThat(scenarios).hasSize(7);
    return scenarios.stream();
  }

  /** Every sample event, in each mode of each protocol; what is no JSON is refused as such. */
  @Test
  void readsTheSampleEvents() throws IOException {
    int jsonSamples = 0;
    for (String name : List.of("yaml/v1.yaml", "yaml/v1.0/v1_minimum.yaml")) {
      LoadSettings settings = LoadSettings.builder().setSchema(new FailsafeSchema()).build();
      for (Object document : new Load(settings).loadAllFromString(Files.readString(shared(name)))) {
        Map<?, ?> sample = (Map<?, ?>) document;
        Map<String, String> attributes = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(sample.get("ContextAttributes")))
            .forEach(
                (key, value) -> {
                  if (value instanceof Map<?, ?> extensions) {
                    extensions.forEach(
                        (extension, text) ->
                            attributes.put(String.valueOf(extension), String.valueOf(text)));
                  } else {
                    attributes.put(String.valueOf(key), String.valueOf(value));
                  }
                });
        jsonSamples += readInAllModes(attributes, String.valueOf(sample.get("Data")).strip());
      }
    }
    assertThat(jsonSamples).isEqualTo(5);
  }

  private static Map<String, byte[]> bytes(Map<String, String> headers) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    headers.forEach((name, text) -> bytes.put(name, text.getBytes(UTF_8)));
    return bytes;
  }

  /** Returns 1 where the data is JSON. */
  private static int readInAllModes(Map<String, String> attributes, String data)
      throws IOException {
    boolean isJson =
        attributes.getOrDefault("datacontenttype", "application/json").contains("json");
    Map<String, Object> structured = new LinkedHashMap<>(attributes);
    structured.put("data", isJson ? JSON.readTree(data) : data);
    byte[] message = JSON.writeValueAsBytes(structured);
    Map<String, List<String>> http = new LinkedHashMap<>();
    Map<String, String> kafka = new LinkedHashMap<>();
    attributes.forEach(
        (name, value) -> {
          boolean isType = name.equals("datacontenttype");
          http.put(
              isType ? "content-type" : "ce-" + name,
              List.of(isType ? value : percentEncoded(value)));
          kafka.put(isType ? "content-type" : "ce_" + name, value);
        });
    HttpCall binaryCall = call(http, data.getBytes(UTF_8));
    HttpCall structuredCall =
        call(Map.of("content-type", List.of("application/cloudevents+json")), message);
    List<CloudEvent.Reading> readings =
        List.of(
            CloudEvents.read(binaryCall),
            CloudEvents.read(structuredCall),
            KafkaBinding.read(bytes(kafka), data.getBytes(UTF_8)),
            KafkaBinding.read(
                bytes(Map.of("content-type", "application/cloudevents+json")), message));
    for (CloudEvent.Reading reading : readings) {
      CloudEvent event = event(reading);
      assertThat(texts(event)).containsExactlyInAnyOrderEntriesOf(attributes);
      if (isJson) {
        assertThat(JSON.readTree(event.data())).isEqualTo(JSON.readTree(data));
      }
    }
    GatewayFixture gateway = GatewayFixture.forLetters();
    try (gateway) {
      assertThat(
              gateway
                  .post("/v1/pipelines/letters/events", "application/cloudevents+json", message)
                  .status())
          .isEqualTo(isJson ? 202 : 415);
    }
    return isJson ? 1 : 0;
  }

  /** What a scenario has said so far. */
  private static final class Scenario {

    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte[] payload = new byte[0];
    private Optional<HttpCall> request = Optional.empty();
    private Optional<CloudEvent> event = Optional.empty();

    void run(Pickle pickle) throws IOException {
      for (PickleStep step : pickle.getSteps()) {
        take(step);
      }
      assertThat(event).as("the scenario reads an event").isPresent();
    }

    private void take(PickleStep step) throws IOException {
      switch (step.getText()) {
        case "HTTP Protocol Binding is supported", "Kafka Protocol Binding is supported" -> {
          // That is what the other steps show.
        }
        case "an HTTP request" -> request = Optional.of(parsed(text(step)));
        case "a Kafka message with payload:" -> payload = text(step).getBytes(UTF_8);
        case "Kafka headers:" -> rows(step).forEach(headers::put);
        case "parsed as HTTP request" ->
            event = Optional.of(event(CloudEvents.read(request.orElseThrow())));
        case "parsed as Kafka message" ->
            event = Optional.of(event(KafkaBinding.read(bytes(headers), payload)));
        case "the attributes are:" ->
            assertThat(texts(event.orElseThrow())).containsExactlyInAnyOrderEntriesOf(rows(step));
        case "the data is equal to the following JSON:" ->
            assertThat(JSON.readTree(event.orElseThrow().data()))
                .isEqualTo(JSON.readTree(text(step)));
        default -> throw new AssertionError("nobody knows the step: " + step.getText());
      }
    }

    private static String text(PickleStep step) {
      return step.getArgument().orElseThrow().getDocString().orElseThrow().getContent();
    }

    private static Map<String, String> rows(PickleStep step) {
      Map<String, String> rows = new LinkedHashMap<>();
      for (PickleTableRow row :
          step.getArgument().orElseThrow().getDataTable().orElseThrow().getRows()) {
        rows.put(row.getCells().get(0).getValue(), row.getCells().get(1).getValue());
      }
      rows.remove("key");
      return rows;
    }

    /** The request as it would be on the wire; the suite's Content-Length does not count. */
    private static HttpCall parsed(String request) {
      int end = request.indexOf("\n\n");
      Map<String, List<String>> headers = new LinkedHashMap<>();
      request
          .substring(0, end)
          .lines()
          .skip(1)
          .forEach(
              line -> {
                int colon = line.indexOf(':');
                headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    List.of(line.substring(colon + 1).strip()));
              });
      return call(headers, request.substring(end + 2).getBytes(UTF_8));
    }
  }

  private static HttpCall call(Map<String, List<String>> headers, byte[] body) {
    return new HttpCall("POST", "/someresource", Map.of(), Map.of(), headers, body);
  }

  private static CloudEvent event(CloudEvent.Reading reading) {
    assertThat(reading).isInstanceOf(CloudEvent.Reading.Read.class);
    return ((CloudEvent.Reading.Read) reading).event();
  }

  private static Map<String, String> texts(CloudEvent event) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> attribute : event.attributes().entrySet()) {
      texts.put(attribute.getKey(), attribute.getValue().text());
    }
    return texts;
  }

  private static String percentEncoded(String value) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : value.getBytes(UTF_8)) {
      boolean plain = b > ' ' && b < 0x7f && b != '%' && b != '"';
      encoded.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    return encoded.toString();
  }

  private static List<Pickle> pickles(Path file) throws IOException {
    GherkinParser parser =
        GherkinParser.builder()
            .includeSource(false)
            .includeGherkinDocument(false)
            .includePickles(true)
            .build();
    List<Pickle> pickles = new ArrayList<>();
    for (Envelope envelope : parser.parse(file).toList()) {
      assertThat(envelope.getParseError()).isEmpty();
      envelope.getPickle().ifPresent(pickles::add);
    }
    return pickles;
  }

  private static Path shared(String name) {
    Optional<Path> file = SharedData.find(SUITE + name);
    assumeTrue(file.isPresent(), "the CloudEvents conformance suite is not on this machine");
    return file.orElseThrow();
  }
}
