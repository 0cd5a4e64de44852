package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.FactoryProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A candidate in the shadow of the champion, through a kill: whom it is shown, and what it costs.
 */
class ShadowIT {

  private static final int EVENTS = 600;
  private static final String PIPELINE = "support-tickets";
  private static final String CANDIDATE = "amazon.nova-lite-v1:0";

  /** Slow enough that a kill finds calls under way. */
  private static final Map<String, String> SLOW = Map.of("MILLRACE_BEDROCK_LATENCY", "300ms");

  @TempDir private Path folder = Path.of("");

  @Test
  void isShownItsShareAndServesNobody() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    try (FactoryProcess factory = FactoryProcess.start(data, SLOW)) {
      run(factory, "apply", Path.of("..", "examples", "support-tickets.yaml").toString());
      JsonNode shadow =
          run(factory, "models", "shadow", PIPELINE, "--model-id", CANDIDATE, "--share", "0.5")
              .json();
      assertThat(shadow.path(0).path("version").asInt()).isEqualTo(2);
      run(factory, "send", "--pipeline", PIPELINE, "--id-column", "id", tickets().toString());
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> run(factory, "predictions", "--shadow").lines().size() > 20);
      factory.kill();
    }
    try (FactoryProcess factory = FactoryProcess.start(data, Map.of())) {
      JsonNode balance =
          Awaitility.await()
              .atMost(Duration.ofMinutes(3))
              .pollInterval(Duration.ofSeconds(1))
              .until(
                  () -> factory.run("reconcile", "--json").json(),
                  found ->
                      found.path("inFlight").asInt(-1) == 0
                          && found.path("calls").path("open").asInt(-1) == 0);
      assertThat(balance.path("violations")).isEmpty();
      assertThat(balance.path("predictions").path("ANSWERED").asInt()).isEqualTo(EVENTS);

      List<JsonNode> shadows = run(factory, "predictions", "--shadow").rows();
      assertThat(shadows)
          .hasSizeBetween(20, EVENTS * 7 / 10)
          .allSatisfy(
              shown -> {
                assertThat(shown.path("route").asText()).isEqualTo("SHADOW");
                assertThat(shown.path("modelId").asText()).isEqualTo(CANDIDATE);
                assertThat(shown.path("modelVersion").asInt()).isEqualTo(2);
              });
      Set<String> served = new HashSet<>();
      run(factory, "predictions")
          .rows()
          .forEach(
              prediction -> {
                assertThat(prediction.path("route").asText()).isEqualTo("CHAMPION");
                assertThat(served.add(prediction.path("requestId").asText())).isTrue();
              });
      assertThat(shadows).allMatch(shown -> served.contains(shown.path("requestId").asText()));

      assertThat(run(factory, "models", "unshadow", PIPELINE).json()).hasSize(1);
      assertThat(run(factory, "models", "list", PIPELINE).json())
          .extracting(version -> version.path("state").asText() + version.path("share").asDouble())
          .containsExactly("CHAMPION1.0", "CANDIDATE0.0");
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(run(factory, "reconcile").json().path("shadows").path("calls").asInt())
                      .isEqualTo(run(factory, "predictions", "--shadow").lines().size()));
      assertThat(factory.stop()).isZero();
    }
  }

  private static Result run(FactoryProcess factory, String... command)
      throws IOException, InterruptedException {
    String[] words = new String[command.length + 1];
    System.arraycopy(command, 0, words, 0, command.length);
    words[command.length] = "--json";
    Result result = factory.run(words);
    assertThat(result.exitCode()).as(result.progress()).isZero();
    return result;
  }

  private Path tickets() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      lines.append(
          String.format(
              "{\"id\":\"t%d\",\"subject\":\"order %d\",\"body\":\"please cancel my order\"}%n",
              i, i));
    }
    return Files.write(folder.resolve("tickets.jsonl"), lines.toString().getBytes(UTF_8));
  }
}
