package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.Keyring;
import dev.millrace.local.client.SecretsStand;
import dev.millrace.local.domain.Balance;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole factory, from the gateway to the books; one for all tests. */
class FactoryIT {

  private static final String JSON = OpenFactory.JSON;
  private static final String LINES = OpenFactory.LINES;
  private static final String STREAM = "/v1/pipelines/shown/predictions";
  private static final String CLOUD_EVENTS = "application/cloudevents-batch+json";
  private static final int SOME_EDITS = 500;

  @TempDir private static Path folder;
  private static OpenFactory factory;

  @BeforeAll
  static void start() throws InterruptedException {
    factory = OpenFactory.in(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    factory.close();
  }

  @Test
  void answersWhoWaits() throws Exception {
    apply("waiting", "classification", "{{text}}", "[lost_card, exchange_rate]");

    HttpResponse<String> reply =
        factory.post("waiting", "?id=1&wait=30s", JSON, bytes("{\"text\":\"my card is lost\"}"));

    assertThat(reply.statusCode()).isEqualTo(200);
    JsonNode prediction = new JsonMapper().readTree(reply.body());
    assertThat(prediction.path("outcome").asText()).isEqualTo("ANSWERED");
    assertThat(prediction.path("label").asText()).isEqualTo("lost_card");
    assertThat(prediction.path("eventId").asText()).isEqualTo("1");
    assertThat(prediction.path("modelVersion").asInt()).isEqualTo(1);
    assertThat(prediction.path("attempts").get(0).path("usage").path("inputTokens").asLong())
        .isPositive();
  }

  @Test
  void answersEachEventOnceHoweverOftenItIsSent() throws Exception {
    apply("once", "classification", "{{text}}", "[lost_card, exchange_rate]");
    for (int i = 0; i < 3; i++) {
      assertThat(factory.post("once", "", CLOUD_EVENTS, exchanges(50)).statusCode()).isEqualTo(202);
    }

    Balance.Account account = factory.settled("once");
    assertThat(account.accepted()).isEqualTo(50);
    assertThat(account.repeats()).isEqualTo(100);
    assertThat(account.predictions()).containsEntry(Outcome.ANSWERED, 50L);
    assertThat(factory.predictions("once"))
        .extracting(Prediction::getRequestId)
        .hasSize(50)
        .doesNotHaveDuplicates();
  }

  @Test
  void showsPredictionsAsTheyComeAndOneByOne() throws Exception {
    apply("shown", "classification", "{{text}}", "[lost_card, exchange_rate]");
    List<String> shown = new ArrayList<>();
    String cut;
    try (EventStream stream = EventStream.open(factory.http(), factory.get(STREAM).build())) {
      factory.post("shown", "", CLOUD_EVENTS, exchanges(200));
      shown.addAll(stream.take(80));
      cut = stream.lastId();
    }
    try (EventStream stream =
        EventStream.open(
            factory.http(), factory.get(STREAM).header("Last-Event-ID", cut).build())) {
      shown.addAll(stream.take(120));
    }

    assertThat(shown).hasSize(200).doesNotHaveDuplicates();
    for (String prediction : shown) {
      JsonNode one = new JsonMapper().readTree(prediction);
      assertThat(one.path("pipeline").asText()).isEqualTo("shown");
      String path = "/v1/predictions/" + one.path("requestId").asText();
      HttpResponse<String> reply =
          factory.http().send(factory.get(path).build(), BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo(prediction);
    }
    assertThat(factory.post("shown", "?id=7&wait=30s", JSON, bytes("{\"text\":\"again\"}")).body())
        .isIn(shown);
    assertThat(factory.post("shown", "?id=none&wait=30s", JSON, bytes("{}")).statusCode())
        .isEqualTo(422);
  }

  @Test
  void setsAsideWhatThePromptCannotUse() throws Exception {
    apply("strict", "classification", "{{text}}", "[a, b]");

    factory.post("strict", "", LINES, bytes("{\"text\":\"fine\"}\n{\"other\":1}\n[1]\n"));

    Balance.Account account = factory.settled("strict");
    assertThat(account.accepted()).isEqualTo(3);
    assertThat(account.deadLetters()).isEqualTo(2);
    assertThat(account.predictions()).containsEntry(Outcome.ANSWERED, 1L);
  }

  @Test
  void forgetsATenantThatIsErasedAndNoOther() throws Exception {
    TenantTale.apply(factory);
    TenantTale acme = TenantTale.begin(factory, "acme");
    TenantTale other = TenantTale.begin(factory, "other");
    Path keys = factory.running().folder().personalDataKeys();
    String before = Files.readString(keys);

    assertThat(acme.erase().path("erased").asBoolean()).isFalse();
    assertThat(acme.revealed()).isEqualTo("Bob");
    assertThat(acme.opened()).contains("Bob");
    assertThat(acme.predictionStatus()).isEqualTo(200);
    assertThat(keys).hasContent(before);

    JsonNode erased = acme.erase("--yes");

    assertThat(erased.path("erased").asBoolean()).isTrue();
    assertThat(erased.path("keys")).hasSize(1);
    assertThat(erased.path("personalDataKeys").asInt()).isEqualTo(1);
    await().until(() -> acme.predictionStatus() == 401);
    assertThat(acme.postStatus()).isEqualTo(401);
    assertThatThrownBy(acme::revealed).hasMessageContaining("the tenant acme was erased");
    assertThatThrownBy(acme::opened).hasMessageContaining("the tenant acme was erased");

    String newKey = TenantTale.newKey(factory, "acme");
    String othersNewKey = TenantTale.newKey(factory, "other");
    await().until(() -> other.predictionStatus(othersNewKey) == 200);
    assertThat(acme.predictionStatus(newKey)).isEqualTo(401);

    assertThat(other.predictionStatus()).isEqualTo(200);
    assertThat(other.postStatus()).isEqualTo(202);
    assertThat(other.revealed()).isEqualTo("Bob");
    assertThat(other.opened()).contains("Bob");

    assertThat(acme.audited()).containsOnlyOnce("tenant.erase", "kill.on", "personal-data.destroy");
    acme.erase("--yes");
    List<String> all = acme.audited();
    assertThat(all).endsWith("key.create", "key.revoke");
    acme.erase("--yes");
    assertThat(acme.audited()).isEqualTo(all);
    assertThat(TenantTale.run(factory, "keys", "create", "--tenant", "acme", "--role", "produce"))
        .isEqualTo(1);
    assertThat(TenantTale.run(factory, "tenants", "limits", "--tenant", "acme", "--clear"))
        .isEqualTo(1);
    assertThat(
            TenantTale.run(factory, "tenants", "limits", "--tenant", "acme", "--max-body", "1000"))
        .isEqualTo(1);
    assertThat(TenantTale.run(factory, "unkill", "tenant", "acme")).isEqualTo(1);
    assertThat(acme.audited()).isEqualTo(all);

    JsonNode asked = TenantTale.answer(factory, "replay", "--pipeline", TenantTale.PIPELINE);
    assertThat(asked.path("erased").asInt()).as(asked.toString()).isEqualTo(1);
    assertThat(asked.path("asked").asInt()).isPositive();
    assertThat(acme.replayable().path("skipped").toString()).isEqualTo("{\"tenant-erased\":1}");
    assertThat(other.replayable().path("replayable").asInt()).isEqualTo(1);
    assertThat(TenantTale.run(factory, "personal-data", "rotate")).isZero();
    assertThat(KeyFile.read(keys).keysOf("acme")).isZero();
    assertThat(KeyFile.read(keys).keysOf("other")).isEqualTo(2);
    assertThat(TenantTale.run(factory, "tenants", "erase", "default", "--yes")).isEqualTo(1);
  }

  /** As a task on AWS does it: all that it has are settings, and a secret. */
  @Test
  void forgetsATenantByASettingsFileAlone(@TempDir Path elsewhere) throws Exception {
    TenantTale.apply(factory);
    TenantTale remote = TenantTale.begin(factory, "remote");
    try (SecretsStand secrets = new SecretsStand()) {
      secrets.put(Files.readString(factory.running().folder().personalDataKeys()));
      Path settings = elsewhere.resolve("deployed.properties");
      Files.writeString(
          settings,
          """
          kafka.bootstrap=%s
          registry.address=%s
          personal-data.secret=%s
          aws.access-key-id=local
          aws.secret-access-key=local
          aws.secrets-manager.endpoint=%s
          """
              .formatted(
                  factory.running().address().kafka(),
                  factory.running().address().registry(),
                  SecretsStand.NAME,
                  secrets.address()));

      assertThat(remote.eraseBy(settings).path("erased").asBoolean()).isFalse();
      assertThat(secrets.labels()).containsExactly("AWSCURRENT");
      assertThat(remote.predictionStatus()).isEqualTo(200);

      JsonNode erased = remote.eraseBy(settings, "--yes", "--by", "ada");

      assertThat(erased.path("erased").asBoolean()).isTrue();
      assertThat(erased.path("keys")).hasSize(1);
      assertThat(erased.path("personalDataKeys").asInt()).isPositive();
      await().until(() -> remote.predictionStatus() == 401);
      assertThat(Keyring.linesOf("remote", secrets.value("AWSCURRENT").orElseThrow())).isZero();
      assertThat(Keyring.linesOf("other", secrets.value("AWSCURRENT").orElseThrow())).isPositive();
      assertThat(secrets.labels()).containsExactly("AWSCURRENT");
      List<String> all = remote.audited();
      assertThat(all).containsOnlyOnce("tenant.erase", "kill.on", "personal-data.destroy");
      remote.eraseBy(settings, "--yes", "--by", "ada");
      assertThat(remote.audited()).isEqualTo(all);
    }
  }

  /** It may have been erased; if it was not, whoever sets its limits anew lets it in again. */
  @Test
  void keepsOutATenantWhoseRecordItCannotRead() throws Exception {
    TenantTale.apply(factory);
    TenantTale garbled = TenantTale.begin(factory, "garbled");
    HttpRequest ofAnother = factory.get("/v1/predictions/none").build();

    garbled.garble();

    await().until(() -> garbled.predictionStatus() == 401);
    assertThat(factory.http().send(ofAnother, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    assertThat(TenantTale.run(factory, "tenants", "list")).isZero();
    assertThat(TenantTale.run(factory, "tenants", "limits", "--tenant", "garbled", "--clear"))
        .isZero();
    await().until(() -> garbled.predictionStatus() == 200);
  }

  @Test
  void knowsNobodyWithoutAKeyAndNoPipelineWithoutASpec() throws Exception {
    HttpRequest nobody =
        HttpRequest.newBuilder(
                URI.create(factory.running().address().gateway() + "/v1/pipelines/any/events"))
            .header("Content-Type", JSON)
            .POST(BodyPublishers.ofString("{}"))
            .build();

    assertThat(factory.http().send(nobody, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    assertThat(factory.post("unknown", "", JSON, bytes("{}")).statusCode()).isEqualTo(404);
  }

  /** A route that is not in the table fails here, whatever it answers. */
  @Test
  void answersEachKeyAsTheTableOfSecuritySays() throws Exception {
    apply("gated", "classification", "{{text}}", "[a, b]");
    AuthorizationCalls calls = new AuthorizationCalls(factory);
    Map<String, List<Integer>> table = AuthorizationTable.rows();

    assertThat(table.keySet().stream().filter(row -> !row.contains("?")))
        .containsExactlyInAnyOrderElementsOf(calls.routes(folder));
    calls.prepare();
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    // The last first: as soon as another tenant has sent events, nobody uses the pipeline alone.
    List<String> rows = new ArrayList<>(table.keySet());
    Collections.reverse(rows);
    for (String row : rows) {
      found.put(row, calls.statuses(row));
    }
    assertThat(found).isEqualTo(table);
  }

  @Test
  void takesWhatBreaksSoftwareOrSaysWhyNot() throws Exception {
    apply("torture", "generation", "{{event}}", "[]");

    long accepted = 0;
    for (byte[] body : BreakingBodies.all()) {
      int status = factory.post("torture", "", JSON, body).statusCode();
      assertThat(status)
          .as(HexFormat.of().formatHex(body, 0, Math.min(40, body.length)))
          .isIn(202, 400, 413);
      accepted += status == 202 ? 1 : 0;
    }

    Balance.Account account = factory.settled("torture");
    assertThat(account.accepted()).isEqualTo(accepted);
    assertThat(
            account.predictions().values().stream().mapToLong(Long::longValue).sum()
                + account.deadLetters())
        .isEqualTo(accepted);
  }

  @Test
  void takesWebhooksAndEditsAsTheyAre() throws Exception {
    List<Path> webhooks = PublicEvents.files("events/github-webhooks/payload-examples");
    Optional<Path> edits = SharedData.find("events/wikipedia-edits-2015-09-12.json.gz");
    assumeTrue(!webhooks.isEmpty() && edits.isPresent(), "the events are not on this machine");
    applyExample("github-webhooks");
    applyExample("wikipedia-edits");

    for (Path webhook : webhooks) {
      assertThat(
              factory.post("github-webhooks", "", JSON, Files.readAllBytes(webhook)).statusCode())
          .as(webhook.toString())
          .isEqualTo(202);
    }
    assertThat(
            factory
                .post(
                    "wikipedia-edits", "", LINES, PublicEvents.firstLines(edits.get(), SOME_EDITS))
                .statusCode())
        .isEqualTo(202);

    assertThat(factory.settled("github-webhooks").predictions())
        .containsEntry(Outcome.ANSWERED, (long) webhooks.size());
    assertThat(factory.settled("wikipedia-edits").predictions())
        .containsEntry(Outcome.ANSWERED, (long) SOME_EDITS);
  }

  @Test
  void writesWhatKcatReads() throws Exception {
    assumeTrue(Kcat.isHere(), "kcat is not on this machine");
    apply("kcat", "classification", "{{text}}", "[a, b]");
    factory.post("kcat", "?wait=30s", JSON, bytes("{\"text\":\"a\"}"));

    byte[] all = Kcat.read(factory.running().address().kafka(), Topics.PREDICTIONS.name());

    assertThat(all[0]).isZero();
    int id = HexFormat.fromHexDigits(HexFormat.of().formatHex(all, 1, 5));
    assertThat(factory.running().registry().schemaById(id)).isEqualTo(Topics.PREDICTIONS.schema());
  }

  private static void apply(String pipeline, String task, String prompt, String labels)
      throws IOException {
    String yaml =
        "apiVersion: millrace/v1\npipeline: "
            + pipeline
            + "\ntask: "
            + task
            + "\nprompt:\n  user: \""
            + prompt
            + "\"\n"
            + (labels.equals("[]") ? "" : "  labels: " + labels + "\n")
            + "models: { champion: amazon.nova-micro-v1:0 }\n";
    factory.apply(yaml);
  }

  private static void applyExample(String name) throws IOException {
    factory.apply(Files.readString(Path.of("..", "examples", name + ".yaml")));
  }

  /** A batch of events with the ids from 0 on. */
  private static byte[] exchanges(int count) {
    StringBuilder batch = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      batch
          .append(i == 0 ? "" : ",")
          .append("{\"specversion\":\"1.0\",\"id\":\"")
          .append(i)
          .append("\",\"source\":\"test\",\"type\":\"test\",\"data\":{\"text\":\"exchange ")
          .append(i)
          .append("\"}}");
    }
    return bytes(batch.append("]").toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
