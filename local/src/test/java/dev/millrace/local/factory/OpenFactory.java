package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.client.Books;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/** A whole factory on free ports, and what users of it do. */
final class OpenFactory implements AutoCloseable {

  static final String JSON = "application/json";
  static final String LINES = "application/x-ndjson";

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration BRIEFLY = Duration.ofMillis(300);

  private final Factory factory;
  private final RunningFactory running;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private OpenFactory(Factory factory, RunningFactory running) {
    this.factory = factory;
    this.running = running;
  }

  static OpenFactory in(Path folder, Map<String, String> environment) throws InterruptedException {
    DataFolder data = DataFolder.at(folder);
    Factory factory =
        Factory.start(
            new Factory.Plan(data, Ports.free(), environment), InstantSource.system(), step -> {});
    return new OpenFactory(factory, RunningFactory.in(data));
  }

  RunningFactory running() {
    return running;
  }

  HttpClient http() {
    return http;
  }

  void apply(String yaml) throws IOException {
    SpecResult result = new SpecReader(SchemaFiles.none()).readSupported(yaml);
    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    new SpecWriter(running, InstantSource.system())
        .apply(((SpecResult.Valid) result).spec(), "test");
  }

  HttpResponse<String> post(String pipeline, String query, String type, String body)
      throws IOException, InterruptedException {
    return post(pipeline, query, type, body.getBytes(UTF_8));
  }

  HttpResponse<String> post(String pipeline, String query, String type, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        get("/v1/pipelines/" + pipeline + "/events" + query)
            .timeout(PATIENCE)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** Sends one event under an id and waits for its prediction. */
  JsonNode ask(String pipeline, String id, String event) throws IOException, InterruptedException {
    HttpResponse<String> reply = post(pipeline, "?wait=60s&id=" + id, JSON, event);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return new JsonMapper().readTree(reply.body());
  }

  HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(running.address().gateway() + path))
        .header("Authorization", "Bearer " + running.key());
  }

  /** The books of a pipeline, over all tenants, when nothing is in flight and they are right. */
  List<Balance.Account> settled(String pipeline, Predicate<List<Balance.Account>> wanted) {
    List<Balance.Account> found = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(BRIEFLY)
        .untilAsserted(
            () -> {
              Balance balance = new Books(running).balance();
              assertThat(balance.violations()).isEmpty();
              found.clear();
              balance.accounts().stream()
                  .filter(account -> account.pipeline().equals(pipeline))
                  .forEach(found::add);
              assertThat(found).allMatch(account -> account.inFlight() == 0);
              assertThat(wanted.test(found)).as("books of %s: %s", pipeline, found).isTrue();
            });
    return found;
  }

  /** The books of a pipeline that one tenant has, when nothing is in flight and they are right. */
  Balance.Account settled(String pipeline) {
    return settled(pipeline, accounts -> accounts.size() == 1).get(0);
  }

  List<Prediction> predictions(String pipeline) {
    return read(Topics.PREDICTIONS, prediction -> prediction.getPipeline().equals(pipeline));
  }

  <V extends SpecificRecord> List<V> read(Topic<V> topic, Predicate<V> wanted) {
    List<V> found = new ArrayList<>();
    running
        .topics()
        .read(
            topic,
            record -> {
              if (wanted.test(record.value())) {
                found.add(record.value());
              }
            });
    return found;
  }

  @Override
  public void close() {
    factory.close();
  }
}
