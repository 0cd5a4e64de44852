package dev.millrace.local.factory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.SealedLetters;
import dev.millrace.ingestion.privacy.Tokens;
import dev.millrace.local.cli.MillraceCommand;
import dev.millrace.local.client.KeyRing;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Role;
import dev.millrace.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One tenant of a factory: its key, an event that was answered, and one that was set aside. */
final class TenantTale {

  static final String PIPELINE = "erasable";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OpenFactory factory;
  private final String tenant;
  private final String key;
  private String requestId = "";

  private TenantTale(OpenFactory factory, String tenant, String key) {
    this.factory = factory;
    this.tenant = tenant;
    this.key = key;
  }

  static void apply(OpenFactory factory) throws IOException {
    factory.apply(
        """
        apiVersion: millrace/v1
        pipeline: %s
        task: classification
        governance: { pii: { /name: tokenise } }
        prompt: { user: "{{text}} by {{name}}", labels: [lost_card, exchange_rate], maxTokens: 16 }
        models: { champion: amazon.nova-micro-v1:0 }
        """
            .formatted(PIPELINE));
  }

  /** Gives the tenant a key, and sends one event that can go on and one that cannot. */
  static TenantTale begin(OpenFactory factory, String tenant) throws Exception {
    TenantTale tale = new TenantTale(factory, tenant, newKey(factory, tenant));
    await().atMost(PATIENCE).until(() -> tale.status("/v1/predictions/none") == 404);
    HttpResponse<String> reply =
        tale.post("?id=good&wait=30s", "{\"text\":\"my card is lost\",\"name\":\"Bob\"}");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    JsonNode prediction = new JsonMapper().readTree(reply.body());
    tale.requestId = prediction.path("requestId").asText();
    assertThat(tale.post("?id=bad&wait=30s", "{\"name\":\"Bob\"}").statusCode()).isEqualTo(422);
    return tale;
  }

  static String newKey(OpenFactory factory, String tenant) throws IOException {
    return new KeyRing(factory.running(), InstantSource.system(), new SecureRandom())
        .issue(
            new KeyRing.Wish(
                tenant, Set.of(Role.PRODUCE, Role.CONSUME), "", Optional.empty(), "test"))
        .secret();
  }

  int predictionStatus() throws Exception {
    return status("/v1/predictions/" + requestId);
  }

  int predictionStatus(String otherKey) throws Exception {
    return new TenantTale(factory, tenant, otherKey).status("/v1/predictions/" + requestId);
  }

  int postStatus() throws Exception {
    return post("?id=more", "{\"text\":\"lost\",\"name\":\"Bob\"}").statusCode();
  }

  /** What the token in the prompt stands for. */
  String revealed() {
    InferenceRequest request =
        factory.read(Topics.INFERENCE_REQUESTS, one -> one.getRequestId().equals(requestId)).get(0);
    String token = request.getPrompt().getUser().replaceAll("(?s).*(tok:[\\w-]+:[\\w-]+).*", "$1");
    return new Tokens(KeyFile.read(factory.running().folder().personalDataKeys()))
        .original(tenant, token);
  }

  /** The content of the letter. */
  String opened() {
    DeadLetter letter =
        factory
            .read(
                Topics.DEAD_LETTERS,
                one -> tenant.equals(one.getTenant()) && "bad".equals(one.getEventId()))
            .get(0);
    assertThat(letter.getSealedWith()).isNotNull();
    return UTF_8
        .decode(
            new SealedLetters(KeyFile.read(factory.running().folder().personalDataKeys()))
                .open(letter)
                .getValue())
        .toString();
  }

  /** What would become of its letters if they were replayed. */
  JsonNode replayable() throws IOException {
    return answer(
        factory, "dead-letters", "replay", "--pipeline", PIPELINE, "--tenant", tenant, "--dry-run");
  }

  /** What the command says that erases the tenant, or only says what that would mean. */
  JsonNode erase(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("tenants", "erase", tenant));
    arguments.addAll(List.of(more));
    return answer(factory, arguments.toArray(String[]::new));
  }

  /** The same of whoever has settings of the factory and not its folder. */
  JsonNode eraseBy(Path settings, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("tenants", "erase", tenant, "--settings", settings.toString(), "--json"));
    arguments.addAll(List.of(more));
    return answer(arguments);
  }

  /** The JSON that a command answers with, among what it tells. */
  static JsonNode answer(OpenFactory factory, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return answer(of(factory, all));
  }

  private static JsonNode answer(List<String> arguments) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    assertThat(run(said, arguments)).as(said.toString(UTF_8)).isZero();
    return new JsonMapper()
        .readTree(
            said.toString(UTF_8)
                .lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow());
  }

  /** Writes a record of its limits that nobody can read. */
  void garble() throws Exception {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            factory.running().kafka().properties("garble"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.TENANT_LIMITS.name(), tenant.getBytes(UTF_8), new byte[] {1, 2, 3}))
          .get();
    }
  }

  /** Exit code of a command. */
  static int run(OpenFactory factory, String... arguments) {
    return run(new ByteArrayOutputStream(), of(factory, List.of(arguments)));
  }

  private static List<String> of(OpenFactory factory, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--data-dir", factory.running().folder().path().toString()));
    return all;
  }

  private static int run(ByteArrayOutputStream answers, List<String> arguments) {
    PrintStream out = new PrintStream(answers, true, UTF_8);
    return MillraceCommand.commandLine(out, out).execute(arguments.toArray(String[]::new));
  }

  /** What the audit log has of the tenant, in order. */
  List<String> audited() {
    return factory.read(Topics.AUDIT_LOG, event -> tenant.equals(event.getTenant())).stream()
        .map(AuditEvent::getAction)
        .toList();
  }

  private int status(String path) throws IOException, InterruptedException {
    return factory.http().send(request(path).build(), BodyHandlers.ofString()).statusCode();
  }

  private HttpResponse<String> post(String query, String body)
      throws IOException, InterruptedException {
    return factory
        .http()
        .send(
            request("/v1/pipelines/" + PIPELINE + "/events" + query)
                .header("Content-Type", OpenFactory.JSON)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(factory.running().address().gateway() + path))
        .timeout(PATIENCE.multipliedBy(2))
        .header("Authorization", "Bearer " + key);
  }
}
