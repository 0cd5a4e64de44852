package dev.millrace.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.domain.MeteredCall;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads the endpoint's own log of the calls it answered: one line each, in the shape of Bedrock's
 * invocation log without bodies.
 */
public final class MeterClient {

  private static final String PATH = "/_millrace/invocations";

  /** Until it begins to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The service tier of records of batch jobs. */
  private static final String BATCH = "batch";

  private final URI endpoint;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final JsonMapper json = new JsonMapper();

  public MeterClient(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Gives every call up to now, oldest first. */
  public void read(Consumer<MeteredCall> to) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response =
        http.send(
            HttpRequest.newBuilder(endpoint.resolve(PATH)).timeout(PATIENCE).build(),
            BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException(
            "the meter at " + endpoint.resolve(PATH) + " answered " + response.statusCode());
      }
      for (Iterator<String> line = lines.iterator(); line.hasNext(); ) {
        String text = line.next();
        if (!text.isBlank()) {
          to.accept(call(json.readTree(text)));
        }
      }
    }
  }

  static MeteredCall call(JsonNode line) {
    JsonNode requestId = line.path("requestMetadata").path("requestId");
    int attempt = line.path("requestMetadata").path("attempt").asInt();
    return new MeteredCall(
        line.path("requestId").asText(),
        Instant.parse(line.path("timestamp").asText()),
        line.path("modelId").asText(),
        usage(line),
        // Who says nothing in a batch job is given the record's own id, which is no request.
        Optional.ofNullable(requestId.textValue())
            .filter(id -> !id.equals(line.path("batchRecordId").textValue())),
        attempt > 0 ? Optional.of(attempt) : Optional.empty(),
        use(line));
  }

  private static MeteredCall.Use use(JsonNode line) {
    if (line.path("requestMetadata").path("route").asText().equals(Route.SHADOW.name())) {
      return MeteredCall.Use.SHADOW;
    }
    return line.path("serviceTier").asText().equals(BATCH)
        ? MeteredCall.Use.SERVE_IN_BATCH
        : MeteredCall.Use.SERVE;
  }

  private static Optional<TokenUsage> usage(JsonNode line) {
    JsonNode input = line.path("input");
    if (!input.path("inputTokenCount").isNumber()) {
      return Optional.empty();
    }
    return Optional.of(
        TokenUsage.newBuilder()
            .setInputTokens(input.path("inputTokenCount").asLong())
            .setOutputTokens(line.path("output").path("outputTokenCount").asLong())
            .setCacheReadTokens(input.path("cacheReadInputTokenCount").asLong())
            .setCacheWrite5mTokens(input.path("cacheWriteInputTokenCount").asLong())
            .setCacheWrite1hTokens(0)
            .build());
  }
}
