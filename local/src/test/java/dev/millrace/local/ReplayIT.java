package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.FactoryProcess.Result;
import dev.millrace.local.client.Books;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.LetterId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do about dead letters, on a factory that goes on meanwhile. */
@Tag("long")
class ReplayIT {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int EVENTS = 10_000;
  private static final int POISON = 100;

  private static final String NEEDS_THE_CUSTOMER = "{{text}} from {{customer}}";
  private static final String DOES_WITHOUT = "{{text}}{{#customer}} from {{customer}}{{/customer}}";

  @TempDir private static Path folder;
  private static FactoryProcess factory;
  private static RunningFactory running;
  private static Traffic traffic;

  @BeforeAll
  static void start() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    factory = FactoryProcess.start(data, Map.of());
    running = RunningFactory.in(DataFolder.at(data));
    traffic = new Traffic(running);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    try {
      factory.stop();
    } finally {
      factory.close();
    }
  }

  @Test
  void poisonIsReplayedIntoOnePredictionEachWhileTheBooksHold() throws Exception {
    traffic.apply(Traffic.spec("poison", NEEDS_THE_CUSTOMER), "test");
    try (BooksAuditor auditor = new BooksAuditor(running)) {
      send("poison", EVENTS);
      auditor.awaitSettled("poison", EVENTS - POISON, POISON);
      List<JsonNode> letters = letters("poison");
      assertThat(letters)
          .hasSize(POISON)
          .allSatisfy(
              letter -> {
                assertThat(letter.path("cause").asText()).isEqualTo("MISSING_VARIABLE");
                assertThat(letter.path("specRevision").asInt()).isEqualTo(1);
                assertThat(letter.path("replayed").asBoolean()).isFalse();
              });

      String first = letters.get(0).path("id").asText();
      assertThat(replay("--id", first).path("replayed").asInt()).isEqualTo(1);
      String again = failedReplayOf(first, "poison");
      assertThat(replay("--id", again).path("skipped").path("failed-replay").asInt()).isEqualTo(1);

      traffic.apply(Traffic.spec("poison", DOES_WITHOUT), "test");
      JsonNode preview = replay("--pipeline", "poison", "--dry-run");
      assertThat(preview.toString())
          .isEqualTo(
              "{\"matched\":101,\"replayable\":99,\"replayed\":0,"
                  + "\"skipped\":{\"already-replayed\":1,\"failed-replay\":1},\"dryRun\":true}");

      killInTheMiddle("poison");
      long survived = replays("poison") - 1;
      assertThat(survived).isBetween(1L, POISON - 2L);
      assertThat(replay("--pipeline", "poison").path("replayed").asLong())
          .isEqualTo(POISON - 1 - survived);
      auditor.awaitSettled("poison", EVENTS - 1, 1);
      JsonNode rest = replay("--pipeline", "poison", "--again");
      assertThat(rest.path("replayed").asInt()).isEqualTo(1);
      assertThat(rest.path("skipped").path("superseded").asInt()).isEqualTo(1);
      assertThat(rest.path("skipped").path("request-exists").asInt()).isEqualTo(POISON - 1);
      auditor.awaitSettled("poison", EVENTS, 0);

      assertThat(replays("poison")).isEqualTo(POISON + 1);
      auditor.assertHeldAllTheTime();
    }
    List<JsonNode> predictions = predictions("--pipeline", "poison");
    assertThat(predictions)
        .extracting(prediction -> prediction.path("requestId").asText())
        .hasSize(EVENTS)
        .doesNotHaveDuplicates();
    assertThat(predictions)
        .allMatch(prediction -> prediction.path("outcome").asText().equals("ANSWERED"));
    assertLineage(predictions);
    JsonNode chain = factory.run("audit", "verify", "--json").json();
    assertThat(chain.path("holds").asBoolean()).as(chain.toString()).isTrue();
    assertThat(chain.path("records").asInt()).isGreaterThan(POISON);
  }

  @Test
  void aRecordThatIsTooLargeToCopyIsReadAgainFromItsTopic() throws Exception {
    traffic.sendNonsense(3_600_000);
    JsonNode letter =
        await()
            .atMost(PATIENCE)
            .until(
                () -> letterWith("topic", "raw-events", "cause", "UNREADABLE"), Optional::isPresent)
            .get();

    String id = letter.path("id").asText();
    assertThat(replay("--id", id).path("replayed").asInt()).isEqualTo(1);

    await()
        .atMost(PATIENCE)
        .until(() -> letterWith("replayOf", id, "cause", "UNREADABLE").isPresent());
    assertThat(new Books(running).balance().violations()).isEmpty();
  }

  @Test
  void rowsOfAReferenceTableReachTheEventsBehindThem() throws Exception {
    Path table = folder.resolve("customers.csv");
    Files.writeString(table, "id,tier\n1,gold\n2,\"silver, old\"\n");
    traffic.apply(
        """
        apiVersion: millrace/v1
        pipeline: enriched
        task: classification
        enrich: [{table: clients, key: /customer, as: client}]
        prompt: {user: "{{text}} of {{client.tier}}", labels: [a, b]}
        models: {champion: amazon.nova-micro-v1:0}
        """,
        "test");
    traffic.send("enriched", "{\"id\":\"before\",\"text\":\"x\",\"customer\":2}\n");
    await().atMost(PATIENCE).until(() -> request("before").isPresent());

    Result loaded =
        factory.run("reference", "load", "clients", table.toString(), "--key", "id", "--json");
    assertThat(loaded.json().toString())
        .isEqualTo("{\"table\":\"clients\",\"loaded\":2,\"rejected\":0}");
    JsonNode rows = factory.run("reference", "list", "clients", "--json").json();
    assertThat(rows).hasSize(2);
    assertThat(rows.path(1).path("row").path("tier").asText()).isEqualTo("silver, old");
    List<InferenceRequest> found = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String id = "after-" + found.size();
              traffic.send("enriched", "{\"id\":\"" + id + "\",\"text\":\"x\",\"customer\":2}\n");
              InferenceRequest request =
                  await().atMost(PATIENCE).until(() -> request(id), Optional::isPresent).get();
              found.add(request);
              return request.getMissingReferences().isEmpty();
            });

    assertThat(request("before").get().getPrompt().getUser()).isEqualTo("x of ");
    assertThat(request("before").get().getMissingReferences()).containsExactly("client");
    assertThat(found.get(found.size() - 1).getPrompt().getUser()).isEqualTo("x of silver, old");

    assertThat(factory.run("reference", "delete", "clients", "2").exitCode()).isZero();
    assertThat(factory.run("reference", "list", "clients", "--json").json()).hasSize(1);
    assertThat(factory.run("reference", "delete", "clients", "2").exitCode()).isEqualTo(1);
    assertThat(factory.run("audit", "list", "--json").json().findValuesAsText("action"))
        .contains("reference.load", "reference.delete");
  }

  @Test
  void twoWhoApplyAtOnceMakeOneChain() throws Exception {
    ExecutorService people = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (String name : List.of("ann", "ben")) {
        work.add(
            people.submit(
                () -> {
                  for (int i = 1; i <= 3; i++) {
                    traffic.apply(Traffic.spec("shared", "{{text}} by " + name + " " + i), name);
                  }
                  return name;
                }));
      }
      for (Future<?> one : work) {
        one.get();
      }
    } finally {
      people.shutdownNow();
    }

    List<String> actors = new ArrayList<>();
    running
        .topics()
        .read(
            Topics.AUDIT_LOG,
            record -> {
              if (record.value().getSubject().equals("shared")) {
                actors.add(record.value().getActor());
              }
            });
    assertThat(actors).hasSize(6).containsOnly("ann", "ben");
    List<Integer> revisions = new ArrayList<>();
    running
        .topics()
        .read(
            Topics.PIPELINES,
            record -> {
              if (record.key().equals("shared")) {
                revisions.add(record.value().getRevision());
              }
            });
    assertThat(revisions).last().isEqualTo(6);
    assertThat(factory.run("audit", "verify").exitCode()).isZero();
  }

  private static void killInTheMiddle(String pipeline) throws Exception {
    long before = replays(pipeline);
    Process replay =
        factory.begin(
            folder.resolve("killed.log"),
            "dead-letters",
            "replay",
            "--pipeline",
            pipeline,
            "--rate",
            "5/s");
    try {
      await().atMost(PATIENCE).until(() -> replays(pipeline) > before + 2);
    } finally {
      replay.destroyForcibly().waitFor();
    }
  }

  /** Records of raw-events that are replays. */
  private static long replays(String pipeline) {
    AvroCodec<RawEvent> codec = new AvroCodec<>(Topics.RAW_EVENTS, running.registry());
    List<String> replays = new ArrayList<>();
    running
        .topics()
        .readRaw(
            Topics.RAW_EVENTS,
            record -> {
              var header = record.headers().lastHeader(LetterId.REPLAY_OF);
              if (header != null
                  && record.value().length < 100_000
                  && codec.decode(record.value()).getPipeline().equals(pipeline)) {
                replays.add(new String(header.value(), UTF_8));
              }
            });
    assertThat(replays).doesNotHaveDuplicates();
    return replays.size();
  }

  private static void assertLineage(List<JsonNode> predictions) throws Exception {
    JsonNode mended =
        predictions.stream()
            .filter(prediction -> prediction.path("specRevision").asInt() == 2)
            .findFirst()
            .orElseThrow();
    JsonNode one = predictions("--request-id", mended.path("requestId").asText()).get(0);
    assertThat(one.path("promptRevision").asInt()).isEqualTo(2);
    assertThat(one.path("modelVersion").asInt()).isEqualTo(1);
    List<String> ids = new ArrayList<>();
    JsonNode origin = one.path("origin");
    running
        .topics()
        .readRawFrom(
            Topics.RAW_EVENTS,
            Map.of(origin.path("partition").asInt(), origin.path("offset").asLong()),
            record -> {
              if (record.partition() == origin.path("partition").asInt()
                  && record.offset() == origin.path("offset").asLong()) {
                ids.add(
                    new AvroCodec<>(Topics.RAW_EVENTS, running.registry())
                        .decode(record.value())
                        .getId());
              }
            });
    assertThat(ids).containsExactly(one.path("eventId").asText());
  }

  private static JsonNode replay(String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("dead-letters", "replay", "--json"));
    words.addAll(List.of(options));
    Result result = factory.run(words.toArray(String[]::new));
    assertThat(result.lines()).as(result.progress()).hasSize(1);
    return result.json();
  }

  private static String failedReplayOf(String id, String pipeline) {
    return await()
        .atMost(PATIENCE)
        .until(() -> letterWith("replayOf", id, "pipeline", pipeline), Optional::isPresent)
        .get()
        .path("id")
        .asText();
  }

  private static Optional<JsonNode> letterWith(
      String field, String value, String other, String otherValue) throws Exception {
    for (JsonNode letter : factory.run("dead-letters", "list", "--json").json()) {
      if (letter.path(field).asText().equals(value)
          && letter.path(other).asText().equals(otherValue)) {
        return Optional.of(letter);
      }
    }
    return Optional.empty();
  }

  private static List<JsonNode> letters(String pipeline) throws Exception {
    List<JsonNode> letters = new ArrayList<>();
    factory
        .run("dead-letters", "list", "--json", "--pipeline", pipeline, "--stage", "ingestion")
        .json()
        .forEach(letters::add);
    return letters;
  }

  private static List<JsonNode> predictions(String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("predictions", "--json"));
    words.addAll(List.of(options));
    return factory.run(words.toArray(String[]::new)).rows();
  }

  private static Optional<InferenceRequest> request(String eventId) {
    List<InferenceRequest> found = new ArrayList<>();
    running
        .topics()
        .read(
            Topics.INFERENCE_REQUESTS,
            record -> {
              if (record.value().getEventId().equals(eventId)) {
                found.add(record.value());
              }
            });
    return found.stream().findFirst();
  }

  /** Every hundredth event lacks the customer. */
  private static void send(String pipeline, int count) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines
          .append("{\"id\":\"e")
          .append(i)
          .append("\",\"text\":\"my card is lost ")
          .append(i)
          .append('"')
          .append(i % (count / POISON) == 0 ? "" : ",\"customer\":\"acme\"")
          .append("}\n");
    }
    traffic.send(pipeline, lines.toString());
  }
}
