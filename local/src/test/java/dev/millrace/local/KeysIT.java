package dev.millrace.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.FactoryProcess.Result;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and limits over the command line, felt at the gateway of a running factory. */
class KeysIT {

  private static final Duration MOMENTS = Duration.ofSeconds(10);

  @TempDir private Path parent = Path.of("");
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void keysAndLimitsTakeEffectWhileTheFactoryRuns() throws Exception {
    Path folder = Files.createDirectory(parent.resolve("data"));
    try (FactoryProcess factory = FactoryProcess.start(folder, Map.of())) {
      Path development = folder.resolve("development.key");
      assertThat(Files.getPosixFilePermissions(development))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(status(factory, Files.readString(development, UTF_8).strip())).isEqualTo(404);

      JsonNode created =
          run(
              factory,
              "keys",
              "create",
              "--tenant",
              "acme",
              "--role",
              "produce,consume",
              "--name",
              "shop",
              "--expires",
              "90d");
      String key = created.path("key").asText();
      assertThat(key).startsWith("mr_");
      assertThat(created.path("roles")).hasSize(2);
      Awaitility.await().atMost(MOMENTS).until(() -> status(factory, key) == 404);

      Result listed = factory.run("keys", "list", "--json");
      assertThat(listed.json()).hasSize(1);
      assertThat(listed.json().path(0).path("tenant").asText()).isEqualTo("acme");
      assertThat(listed.json().path(0).path("name").asText()).isEqualTo("shop");
      assertThat(listed.json().toString())
          .doesNotContain(key)
          .doesNotContainPattern("[0-9a-f]{13}");

      run(factory, "tenants", "limits", "--tenant", "acme", "--max-body", "1");
      Awaitility.await().atMost(MOMENTS).until(() -> status(factory, key) == 413);
      run(factory, "tenants", "limits", "--tenant", "acme", "--events-per-second", "2.5");
      JsonNode limits = run(factory, "tenants", "list").path(0);
      assertThat(limits.path("maxBodyBytes").asInt()).isEqualTo(1);
      assertThat(limits.path("eventsPerSecond").asDouble()).isEqualTo(2.5);
      run(factory, "tenants", "limits", "--tenant", "acme", "--clear");
      Awaitility.await().atMost(MOMENTS).until(() -> status(factory, key) == 404);

      assertThat(factory.run("keys", "revoke", "000000000000").exitCode()).isEqualTo(1);
      run(factory, "keys", "revoke", created.path("id").asText());
      Awaitility.await().atMost(MOMENTS).until(() -> status(factory, key) == 401);
      assertThat(run(factory, "keys", "list")).isEmpty();

      // Nothing changes any more.
      factory.stop();
      String developmentKey = Files.readString(development, UTF_8).strip();
      assertThat(holding(developmentKey)).containsExactly(development);
      assertThat(holding(key)).isEmpty();
    }
  }

  /** The files that a secret stands in, the log among them; those of Kafka's indexes hold none. */
  private List<Path> holding(String secret) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith("index")
            && new String(Files.readAllBytes(file), ISO_8859_1).contains(secret)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static JsonNode run(FactoryProcess factory, String... arguments)
      throws IOException, InterruptedException {
    String[] asJson = Arrays.copyOf(arguments, arguments.length + 1);
    asJson[arguments.length] = "--json";
    Result result = factory.run(asJson);
    assertThat(result.exitCode()).as(result.progress()).isZero();
    return result.json();
  }

  /** 404 says that the key is good: there is no such pipeline. */
  private int status(FactoryProcess factory, String key) throws IOException, InterruptedException {
    HttpResponse<Void> reply =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(
                        factory.ready().path("gateway").asText() + "/v1/pipelines/none/events"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.discarding());
    return reply.statusCode();
  }
}
