package dev.millrace.local;

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
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole factory, as its users see it: over the command line and HTTP, through a kill. */
class CommandLineIT {

  private static final int EVENTS = 1_500;

  /** Slow enough that a kill finds calls under way. */
  private static final Map<String, String> SLOW = Map.of("MILLRACE_BEDROCK_LATENCY", "100ms");

  @TempDir private Path folder = Path.of("");

  @Test
  void nothingIsLostOrDoubledByAKill() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path spec = Path.of("..", "examples", "support-tickets.yaml");
    Path tickets = tickets();
    try (FactoryProcess factory = FactoryProcess.start(data, SLOW)) {
      assertThat(factory.run("apply", "--json", spec.toString()).json().path("changed").asBoolean())
          .isTrue();
      assertThat(factory.run("apply", "--json", spec.toString()).json().path("changed").asBoolean())
          .isFalse();
      assertThat(send(factory, tickets).path("accepted").asInt()).isEqualTo(EVENTS);

      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> reconcile(factory).path("predictions").path("ANSWERED").asInt() > 100);
      factory.kill();
    }
    try (FactoryProcess factory = FactoryProcess.start(data, Map.of())) {
      JsonNode balance = settled(factory);
      assertThat(balance.path("violations")).isEmpty();
      assertThat(balance.path("holds").asBoolean()).isTrue();
      assertThat(balance.path("accepted").asInt()).isEqualTo(EVENTS);
      assertThat(balance.path("deadLetters").asInt()).isEqualTo(1);
      assertThat(balance.path("predictions").path("ANSWERED").asInt()).isEqualTo(EVENTS - 1);
      assertThat(balance.path("calls").path("lost").asInt())
          .isLessThanOrEqualTo(balance.path("calls").path("lostLimit").asInt());
      assertEachRequestOnce(factory);

      assertThat(send(factory, tickets).path("accepted").asInt()).isEqualTo(EVENTS);
      JsonNode again = settled(factory);
      assertThat(again.path("holds").asBoolean()).isTrue();
      assertThat(again.path("repeats").asInt()).isEqualTo(EVENTS);
      assertEachRequestOnce(factory);

      assertDeadLetterIsShown(factory);
      assertRequestsAreShown(factory);
      assertMissingTopicIsToldAndMade(factory);
      assertTopicsAreListed(factory);
      assertSingleEventIsAnswered(factory);
      assertSendSaysWhatWasNotAnswered(factory);
      assertAnUnknownPipelineTakesNothing(factory);
      assertThePictureIsShown(factory);

      assertThat(factory.stop()).isZero();
    }
    assertThat(Files.readString(data.resolve("starts.jsonl")).lines()).hasSize(3);
  }

  private static JsonNode send(FactoryProcess factory, Path file)
      throws IOException, InterruptedException {
    Result sent =
        factory.run(
            "send",
            "--pipeline",
            "support-tickets",
            "--id-column",
            "id",
            "--label-column",
            "label",
            "--with-feedback",
            "--json",
            file.toString());
    assertThat(sent.exitCode()).as(sent.progress()).isZero();
    return sent.json();
  }

  private static JsonNode reconcile(FactoryProcess factory)
      throws IOException, InterruptedException {
    return factory.run("reconcile", "--json").json();
  }

  private static JsonNode settled(FactoryProcess factory) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> reconcile(factory),
            balance ->
                balance.path("inFlight").asInt(-1) == 0
                    && balance.path("calls").path("open").asInt(-1) == 0);
  }

  private static void assertEachRequestOnce(FactoryProcess factory)
      throws IOException, InterruptedException {
    Result seen = factory.run("predictions", "--pipeline", "support-tickets", "--json");
    assertThat(seen.rows())
        .extracting(row -> row.path("requestId").asText())
        .hasSize(EVENTS - 1)
        .doesNotHaveDuplicates();
    assertThat(
            seen.rows().get(0).path("attempts").path(0).path("usage").path("inputTokens").asInt())
        .isPositive();
  }

  private static void assertDeadLetterIsShown(FactoryProcess factory)
      throws IOException, InterruptedException {
    JsonNode letters = factory.run("dead-letters", "list", "--json").json();
    JsonNode letter = letters.path(letters.size() - 1);
    assertThat(letter.path("cause").asText()).isEqualTo("MISSING_VARIABLE");
    assertThat(letter.has("value")).isFalse();

    JsonNode shown =
        factory.run("dead-letters", "show", "--json", letter.path("id").asText()).json();
    assertThat(shown.path("event").path("payload").asText())
        .isEqualTo("{\"id\":\"incomplete\",\"subject\":\"no body\"}");
  }

  private static void assertThePictureIsShown(FactoryProcess factory)
      throws IOException, InterruptedException {
    Result status = factory.run("status", "--json");
    assertThat(status.exitCode()).as(status.progress()).isZero();
    JsonNode picture = status.json();
    assertThat(picture.path("healthy").asBoolean()).as("%s", picture.path("ailments")).isTrue();
    assertThat(picture.path("jobs").findValuesAsText("name"))
        .contains("ingestion", "metrics-publisher", "alerts");
    assertThat(picture.path("topics").findValuesAsText("name")).contains("raw-events");
    assertThat(picture.path("groups").findValuesAsText("name")).contains("millrace-ingestion");
    assertThat(picture.path("models").findValuesAsText("state")).contains("CHAMPION");
    assertThat(picture.path("cost").path("calls").asInt()).isPositive();
    assertThat(picture.path("deadLettersLastHour").asInt()).isPositive();
    assertThat(picture.path("calls")).isNotEmpty();

    assertThat(factory.run("alerts", "--json").json()).isEmpty();
  }

  private static void assertRequestsAreShown(FactoryProcess factory)
      throws IOException, InterruptedException {
    Result shown =
        factory.run("requests", "--pipeline", "support-tickets", "--limit", "2", "--json");
    assertThat(shown.rows()).hasSize(2);
    JsonNode request = shown.rows().get(0);
    assertThat(request.path("prompt").path("user").asText()).contains("please cancel my order");
    assertThat(request.path("origin").path("topic").asText()).isEqualTo("raw-events");
    assertThat(request.path("specRevision").asInt()).isEqualTo(1);

    String id = request.path("requestId").asText();
    assertThat(factory.run("requests", "--request-id", id, "--json").rows())
        .containsExactly(request);
    assertThat(factory.run("requests", "--tenant", "nobody", "--json").rows()).isEmpty();
  }

  private void assertMissingTopicIsToldAndMade(FactoryProcess factory)
      throws IOException, InterruptedException {
    Path spec =
        Files.writeString(
            folder.resolve("own.yaml"),
            """
            apiVersion: millrace/v1
            pipeline: own
            task: generation
            source: { topic: own-tickets, format: json, id: /id }
            prompt: { user: "{{text}}" }
            models: { champion: amazon.nova-micro-v1:0 }
            """);

    Result missing = factory.run("apply", "--json", spec.toString());
    assertThat(missing.exitCode()).isZero();
    assertThat(missing.progress())
        .contains("warning: source.topic: the brokers have no topic own-tickets");
    assertThat(missing.json().path("warnings").path(0).path("path").asText())
        .isEqualTo("source.topic");

    Result made = factory.run("apply", "--create-topic", "--json", spec.toString());
    assertThat(made.progress()).contains("topic own-tickets is created, with 4 partitions");
    assertThat(made.json().path("warnings")).isEmpty();
    Result there = factory.run("apply", "--create-topic", "--json", spec.toString());
    assertThat(there.progress()).contains("topic own-tickets is there already");
    assertThat(factory.run("apply", "--json", spec.toString()).json().path("warnings")).isEmpty();
  }

  private static void assertTopicsAreListed(FactoryProcess factory)
      throws IOException, InterruptedException {
    JsonNode topics = factory.run("topics", "--json").json();
    assertThat(topics)
        .anySatisfy(
            topic -> {
              assertThat(topic.path("topic").asText()).isEqualTo("feedback");
              assertThat(topic.path("offsets").asInt()).isPositive();
            });
  }

  private void assertSingleEventIsAnswered(FactoryProcess factory)
      throws IOException, InterruptedException {
    String key = Files.readString(folder.resolve("data").resolve("development.key")).strip();
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            factory.ready().path("gateway").asText()
                                + "/v1/pipelines/support-tickets/events?id=single&wait=20s"))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofString("{\"subject\":\"s\",\"body\":\"cancel my order\"}"))
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).contains("\"label\":\"order_cancellation\"");
  }

  private void assertSendSaysWhatWasNotAnswered(FactoryProcess factory)
      throws IOException, InterruptedException {
    String good = "{\"id\":\"w1\",\"subject\":\"s\",\"body\":\"cancel my order\"}\n";
    String empty = "{\"id\":\"w2\",\"subject\":\"s\",\"body\":null}\n";

    Result bad = waitFor(factory, good + empty + "{no json\n");
    assertThat(bad.exitCode()).as(bad.progress()).isEqualTo(1);
    assertThat(bad.json().path("rejected").asInt()).isEqualTo(1);
    assertThat(bad.json().path("predictions").path("ANSWERED").asInt()).isEqualTo(1);
    assertThat(bad.json().path("predictedBefore").path("events").asInt()).isZero();
    assertThat(bad.json().path("deadLetterCauses").toString())
        .isEqualTo("{\"MISSING_VARIABLE\":1}");
    assertThat(bad.progress())
        .contains(
            "1 row was rejected, for the reasons above",
            "1 event did not become a request (MISSING_VARIABLE 1): ./millrace dead-letters list"
                + " --stage ingestion --pipeline support-tickets");

    Result mended = waitFor(factory, good + empty.replace("null", "\"please cancel my order\""));
    assertThat(mended.exitCode()).as("%s %s", mended.progress(), mended.lines()).isZero();
    assertThat(mended.json().path("predictions").path("ANSWERED").asInt()).isEqualTo(2);
    assertThat(mended.json().path("predictedBefore").path("events").asInt()).isEqualTo(1);
    assertThat(mended.progress()).contains("1 event of 2 had a prediction before this sending");
    assertThat(factory.run("predictions", "--limit", "1", "--json").rows())
        .as("the newest of all partitions")
        .extracting(row -> row.path("eventId").asText())
        .containsExactly("w2");
  }

  private void assertAnUnknownPipelineTakesNothing(FactoryProcess factory)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("nobodys.jsonl"), "{\"id\":\"n1\"}\n");
    Result sent = factory.run("send", "--pipeline", "support-ticket", "--json", file.toString());

    assertThat(sent.exitCode()).isEqualTo(1);
    assertThat(sent.json().path("unanswered").asInt()).isEqualTo(1);
    assertThat(sent.json().path("mayHaveArrived").asInt(-1)).isZero();
    assertThat(sent.progress())
        .contains(
            "answered 404",
            "no pipeline support-ticket is applied; these are: own, support-tickets",
            "1 not taken (nothing of them is in the factory)");
  }

  private Result waitFor(FactoryProcess factory, String rows)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("waited.jsonl"), rows);
    return factory.run(
        "send",
        "--pipeline",
        "support-tickets",
        "--id-column",
        "id",
        "--wait",
        "--json",
        file.toString());
  }

  /** All but the last are whole. */
  private Path tickets() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i < EVENTS; i++) {
      lines.append(
          String.format(
              "{\"id\":\"t%d\",\"subject\":\"order %d\",\"body\":\"please cancel my order\",\"label\":\"order_cancellation\"}%n",
              i, random.nextInt(100_000)));
    }
    lines.append("{\"id\":\"incomplete\",\"subject\":\"no body\",\"label\":\"bug\"}\n");
    return Files.write(folder.resolve("tickets.jsonl"), lines.toString().getBytes(UTF_8));
  }
}
