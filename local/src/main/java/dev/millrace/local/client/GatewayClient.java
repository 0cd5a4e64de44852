package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Publishes events and feedback over HTTP, as any producer may.
 *
 * <p><i>Failure</i>: a gateway that is busy or away is asked again for a while; whatever it turns
 * away as a whole throws {@link GatewayException}.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class GatewayClient {

  private static final String CLOUD_EVENTS = "application/cloudevents-batch+json; charset=UTF-8";
  private static final String LINES = "application/x-ndjson";
  private static final Set<Integer> BUSY = Set.of(429, 503);

  /** Others are about the pipeline or the key, not about the event. */
  private static final Set<Integer> JUDGEMENTS_OF_AN_EVENT = Set.of(400, 413, 415, 422);

  private static final int ATTEMPTS = 30;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI gateway;
  private final String key;
  private final Pause pause;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final JsonMapper json = new JsonMapper();

  private record Answer(int status, JsonNode body) {

    boolean isGood() {
      return status / 100 == 2;
    }
  }

  /**
   * A client of one tenant.
   *
   * @param key the tenant's API key
   */
  public GatewayClient(URI gateway, String key, Pause pause) {
    this.gateway = gateway;
    this.key = key;
    this.pause = pause;
  }

  /** Publishes rows as one batch of CloudEvents. */
  public BatchReply send(String pipeline, List<Row> rows) throws InterruptedException {
    Answer answer = post(pipeline, "events", CLOUD_EVENTS, CloudEvents.batch(rows));
    if (answer.isGood() || answer.body().path("rejected").isArray()) {
      return reply(answer.body());
    }
    if (rows.size() == 1 && JUDGEMENTS_OF_AN_EVENT.contains(answer.status())) {
      return new BatchReply(List.of(), List.of(new BatchReply.Refused(0, sentence(answer.body()))));
    }
    throw refusal(answer);
  }

  /** Publishes feedback, one JSON object a line. */
  public BatchReply feedback(String pipeline, List<String> lines) throws InterruptedException {
    Answer answer = post(pipeline, "feedback", LINES, String.join("\n", lines) + "\n");
    if (answer.isGood() || answer.body().path("rejected").isArray()) {
      return reply(answer.body());
    }
    throw refusal(answer);
  }

  /** Posts one event as it is and returns the status; nothing is asked again. */
  public int postAsIs(String pipeline, String eventId, byte[] payload) throws InterruptedException {
    try {
      return http.send(
              request(pipeline, "events?id=" + encoded(eventId), "application/json")
                  .POST(BodyPublishers.ofByteArray(payload))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** Asks until there is an answer that will not change by itself. */
  private Answer post(String pipeline, String resource, String type, String body)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      boolean isLast = attempt == ATTEMPTS;
      Duration wait = BETWEEN_ATTEMPTS;
      try {
        HttpResponse<String> response =
            http.send(
                request(pipeline, resource, type).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString(UTF_8));
        if (isLast || !BUSY.contains(response.statusCode())) {
          return new Answer(response.statusCode(), parsed(response.body()));
        }
        wait =
            response
                .headers()
                .firstValue("Retry-After")
                .flatMap(GatewayClient::seconds)
                .orElse(wait);
      } catch (IOException e) {
        if (isLast) {
          throw unreachable(e);
        }
      }
      pause.of(wait);
    }
  }

  private HttpRequest.Builder request(String pipeline, String resource, String type) {
    return HttpRequest.newBuilder(
            gateway.resolve("/v1/pipelines/" + encoded(pipeline) + "/" + resource))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", type);
  }

  private static BatchReply reply(JsonNode answer) {
    List<BatchReply.Accepted> accepted = new ArrayList<>();
    for (JsonNode part : answer.path("accepted")) {
      accepted.add(
          new BatchReply.Accepted(part.path("eventId").asText(), part.path("requestId").asText()));
    }
    List<BatchReply.Refused> refused = new ArrayList<>();
    for (JsonNode part : answer.path("rejected")) {
      refused.add(new BatchReply.Refused(part.path("index").asInt(), sentence(part)));
    }
    return new BatchReply(accepted, refused);
  }

  private JsonNode parsed(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static GatewayException refusal(Answer answer) {
    return new GatewayException(
        "the gateway answered " + answer.status() + ": " + sentence(answer.body()));
  }

  private static String sentence(JsonNode problem) {
    String title = problem.path("title").asText("");
    String detail = problem.path("detail").asText("");
    if (!detail.isEmpty()) {
      return detail;
    }
    return title.isEmpty() ? "it gives no reason" : title;
  }

  private GatewayException unreachable(IOException cause) {
    return new GatewayException(
        "the gateway at " + gateway + " cannot be reached: is the factory still running?", cause);
  }

  private static Optional<Duration> seconds(String value) {
    try {
      return Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(value.strip()), 60)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, UTF_8).replace("+", "%20");
  }
}
