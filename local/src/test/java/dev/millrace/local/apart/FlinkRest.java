package dev.millrace.local.apart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Asks a JobManager, over its REST API.
 *
 * <p><i>Source</i>: "REST API" in Flink's documentation of operations, v1.
 */
final class FlinkRest {

  private static final String BOUNDARY = "millrace-jar";

  /** A jar of 60 MB, and its main class, on a machine that is busy. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** A look at a JobManager that stands still is not waited for: the next one may see it. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final URI address;
  private final JsonMapper json = new JsonMapper();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  FlinkRest(int port) {
    this.address = URI.create("http://127.0.0.1:" + port + "/v1/");
  }

  /** How many TaskManagers have registered; nothing where it does not answer. */
  Optional<Integer> taskManagers() {
    return look("overview").map(overview -> overview.path("taskmanagers").asInt());
  }

  /** Gives it a jar and returns the jar's id. */
  String upload(Path jar) throws IOException {
    HttpRequest.BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(
                "--"
                    + BOUNDARY
                    + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                    + jar.getFileName()
                    + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n"),
            BodyPublishers.ofFile(jar),
            BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
    JsonNode reply =
        send(
            request("jars/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(body));
    return Path.of(reply.path("filename").asText()).getFileName().toString();
  }

  /**
   * Runs a jar's main class and returns the id of the job that it submits.
   *
   * @param from the checkpoint or savepoint that it resumes from
   */
  String run(String jar, Path settings, int parallelism, Optional<String> from) throws IOException {
    ObjectNode order = json.createObjectNode().put("parallelism", parallelism);
    order.putArray("programArgsList").add(settings.toString());
    from.ifPresent(
        place -> {
          order.put("savepointPath", place);
          order.put("claimMode", "NO_CLAIM");
        });
    return post("jars/" + jar + "/run", order).path("jobid").asText();
  }

  /** Whether a job runs, with all its tasks. */
  boolean runs(String job) {
    return look("jobs/" + job)
        .filter(reply -> reply.path("state").asText().equals("RUNNING"))
        .map(
            reply -> {
              int tasks = 0;
              int running = 0;
              for (JsonNode vertex : reply.path("vertices")) {
                tasks += vertex.path("parallelism").asInt();
                running += vertex.path("tasks").path("RUNNING").asInt();
              }
              return tasks > 0 && tasks == running;
            })
        .orElse(false);
  }

  /**
   * When the task of a job began that began last; nothing where that is not known, or where they
   * have not all begun.
   */
  Optional<Instant> began(String job) {
    return look("jobs/" + job)
        .map(
            reply ->
                StreamSupport.stream(reply.path("vertices").spliterator(), false)
                    .map(vertex -> vertex.path("start-time").asLong())
                    .toList())
        .filter(begins -> begins.stream().allMatch(begin -> begin > 0))
        .flatMap(begins -> begins.stream().max(Comparator.naturalOrder()))
        .map(Instant::ofEpochMilli);
  }

  /** Asks a job to stop with a savepoint, and returns the name of the order. */
  String stop(String job) throws IOException {
    return post("jobs/" + job + "/stop", json.createObjectNode().put("drain", false))
        .path("request-id")
        .asText();
  }

  /** Where the savepoint of an order is, once it is there. */
  Optional<String> savepoint(String job, String order) throws IOException {
    JsonNode reply = send(request("jobs/" + job + "/savepoints/" + order).GET());
    if (!reply.path("status").path("id").asText().equals("COMPLETED")) {
      return Optional.empty();
    }
    assertThat(reply.path("operation").has("failure-cause"))
        .as("the savepoint failed: %s", reply)
        .isFalse();
    return Optional.of(reply.path("operation").path("location").asText());
  }

  private JsonNode post(String path, ObjectNode order) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(order.toString())));
  }

  /** What a path says; nothing where the JobManager is away or does not know. */
  private Optional<JsonNode> look(String path) {
    try {
      return Optional.of(send(request(path).timeout(LOOK).GET()));
    } catch (IOException | AssertionError e) {
      return Optional.empty();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(LONGEST);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException {
    HttpRequest asked = request.build();
    try {
      HttpResponse<String> reply = http.send(asked, BodyHandlers.ofString(UTF_8));
      assertThat(reply.statusCode()).as("%s: %s", asked, reply.body()).isBetween(200, 299);
      return json.readTree(reply.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
