package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.console.Console;
import dev.millrace.ingestion.gateway.Operation;
import dev.millrace.local.client.KeyRing;
import dev.millrace.local.factory.AuthorizationTable.Holder;
import dev.millrace.record.Role;
import dev.millrace.schemas.RequestId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Calls every route of a running factory with every kind of key. */
final class AuthorizationCalls {

  private static final String PIPELINE = "gated";
  private static final String TENANT = "keeper";
  private static final String JSON = "application/json";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final OpenFactory factory;
  private final KeyRing ring;
  private final Map<Holder, String> keys = new EnumMap<>(Holder.class);
  private String letter = "";

  AuthorizationCalls(OpenFactory factory) {
    this.factory = factory;
    this.ring = new KeyRing(factory.running(), InstantSource.system(), new SecureRandom());
  }

  /** What the gateway describes, and the console opens beside it, each but the console's files. */
  Set<String> routes(Path folder) throws IOException, InterruptedException {
    Set<String> routes = new TreeSet<>();
    JsonNode paths = new JsonMapper().readTree(body(call("GET /openapi.json", ""))).path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    try (Console console =
        new Console(factory.running().brokers(), folder.resolve("no"), InstantSource.system())) {
      for (Operation one : console.open(Optional::empty)) {
        boolean isFile = one instanceof Operation.Open && one.method().equals("GET");
        assertThat(isFile || routes.contains(one.method() + " " + one.path()))
            .as("%s %s is described", one.method(), one.path())
            .isTrue();
      }
    }
    return routes;
  }

  /** Issues keys, and makes something that can be asked for: a prediction, and a dead letter. */
  void prepare() throws Exception {
    keys.put(Holder.PRODUCER, issue(TENANT, Role.PRODUCE));
    keys.put(Holder.CONSUMER, issue(TENANT, Role.CONSUME));
    keys.put(Holder.OPERATOR, issue(TENANT, Role.OPERATE));
    keys.put(Holder.OTHER, issue("other", Role.PRODUCE, Role.CONSUME, Role.OPERATE));
    keys.values().forEach(key -> await().atMost(PATIENCE).until(() -> status(key) == 200));
    send("POST /v1/pipelines/gated/events?id=1", "{\"text\":\"a\"}");
    send("POST /v1/pipelines/gated/events?id=2", "{\"other\":1}");
    String prediction = "GET /v1/predictions/" + request() + "?wait=30s";
    await().atMost(PATIENCE).until(() -> ended(call(prediction, key(Holder.CONSUMER))) == 200);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              letter =
                  new JsonMapper()
                      .readTree(body(call("GET /v1/dead-letters", key(Holder.OPERATOR))))
                      .path("letters")
                      .path(0)
                      .path("id")
                      .asText();
              return !letter.isEmpty();
            });
    // While it is not known who uses what alone, some answer 503 whoever asks.
    for (String slow : List.of("GET /v1/models/history", "GET /v1/costs", "GET /v1/drift")) {
      await().atMost(PATIENCE).until(() -> status(slow, key(Holder.OPERATOR)) == 200);
    }
    await()
        .atMost(PATIENCE)
        .until(() -> status("POST /v1/models/{pipeline}/orders", key(Holder.OPERATOR)) == 409);
  }

  /** The statuses of a row; of keys that are none there have to be the same. */
  List<Integer> statuses(String row) throws IOException, InterruptedException {
    int nobody = status(row, "");
    assertThat(status(row, "mr_" + "A".repeat(43)))
        .as("%s with a wrong key", row)
        .isEqualTo(nobody);
    assertThat(status(row, revoked())).as("%s with a revoked key", row).isEqualTo(nobody);
    return List.of(
        nobody,
        status(row, key(Holder.PRODUCER)),
        status(row, key(Holder.CONSUMER)),
        status(row, key(Holder.OPERATOR)),
        status(row, key(Holder.OTHER)));
  }

  private String revoked() throws IOException {
    if (!keys.containsKey(Holder.NOBODY)) {
      KeyRing.Issued issued = issued(TENANT, Role.PRODUCE, Role.CONSUME, Role.OPERATE);
      await().atMost(PATIENCE).until(() -> status(issued.secret()) == 200);
      assertThat(ring.revoke(issued.key().getId(), "test")).isPresent();
      await().atMost(PATIENCE).until(() -> status(issued.secret()) == 401);
      keys.put(Holder.NOBODY, issued.secret());
    }
    return key(Holder.NOBODY);
  }

  private int status(String row, String key) throws IOException, InterruptedException {
    return ended(
        call(
            row.replace("{pipeline}", PIPELINE)
                .replace("{requestId}", request())
                .replace("?wait", "?wait=30s&id=3")
                .replace("/history", "/history?pipeline=" + PIPELINE),
            key));
  }

  private int status(String key) throws IOException, InterruptedException {
    return status("GET /v1/key", key);
  }

  /** Streams have no end: who wants no more than the status closes them. */
  private static int ended(HttpResponse<InputStream> response) throws IOException {
    response.body().close();
    return response.statusCode();
  }

  private void send(String call, String body) throws IOException, InterruptedException {
    assertThat(ended(call(call, key(Holder.PRODUCER), body))).isEqualTo(202);
  }

  private HttpResponse<InputStream> call(String route, String key)
      throws IOException, InterruptedException {
    return call(route, key, content(route));
  }

  private HttpResponse<InputStream> call(String route, String key, String body)
      throws IOException, InterruptedException {
    String[] words = route.split(" ");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(factory.running().address().gateway() + words[1]))
            .timeout(PATIENCE)
            .header("Content-Type", JSON);
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return factory
        .http()
        .send(
            words[0].equals("GET")
                ? request.GET().build()
                : request.method(words[0], BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofInputStream());
  }

  private static String body(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      return new String(body.readAllBytes(), UTF_8);
    }
  }

  private String content(String route) {
    if (route.contains("/feedback")) {
      return "{\"eventId\":\"1\",\"label\":\"a\"}";
    }
    if (route.contains("/replay")) {
      return "{\"ids\":[\"" + letter + "\"],\"dryRun\":true}";
    }
    return route.contains("/orders") ? "{\"order\":\"pause\"}" : "{\"text\":\"a\"}";
  }

  private String key(Holder holder) {
    return Objects.requireNonNull(keys.get(holder), holder::name);
  }

  private static String request() {
    return RequestId.of(TENANT, PIPELINE, "1");
  }

  private String issue(String tenant, Role... roles) throws IOException {
    return issued(tenant, roles).secret();
  }

  private KeyRing.Issued issued(String tenant, Role... roles) throws IOException {
    return ring.issue(new KeyRing.Wish(tenant, Set.of(roles), "test", Optional.empty(), "test"));
  }
}
