package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.gateway.predictions.AwaitedEndings;
import dev.millrace.ingestion.gateway.predictions.Endings;
import dev.millrace.ingestion.gateway.predictions.FakeTopics;
import dev.millrace.ingestion.gateway.predictions.Outlets;
import dev.millrace.ingestion.gateway.predictions.PredictionStreams;
import dev.millrace.ingestion.gateway.predictions.StreamLimits;
import dev.millrace.ingestion.gateway.predictions.StreamPace;
import dev.millrace.ingestion.gateway.quality.KnownQuality;
import dev.millrace.ingestion.gateway.spending.KnownSpending;
import dev.millrace.ingestion.gateway.status.Standings;
import dev.millrace.ingestion.gateway.status.Status;
import dev.millrace.ingestion.gateway.status.StatusStreams;
import dev.millrace.ingestion.schema.SchemaShapes;
import dev.millrace.platform.http.HttpLimits;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.record.ApiKey;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Role;
import dev.millrace.record.TenantLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A gateway with a real server in front and a list behind it; pipeline letters, tenants acme and
 * other.
 *
 * <p><i>Shape</i>: as the extension of a class it forgets before each test and closes after the
 * last.
 */
final class GatewayFixture implements AutoCloseable, BeforeEachCallback, AfterAllCallback {

  static final String EVENTS = "/v1/pipelines/letters/events";
  static final String FEEDBACK = "/v1/pipelines/letters/feedback";

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final int MAX_BODY_BYTES = 1 << 20;

  private static final String KEY = "key of acme";
  private static final String OTHER_KEY = "key of other";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So that who waits for a slow client does not wait for long. */
  private static final HttpLimits IMPATIENT =
      HttpLimits.DEFAULT.with(
          new HttpLimits.Patience(
              HttpLimits.DEFAULT.patience().idle(),
              new HttpLimits.Pace(Duration.ofSeconds(2), 4 * 1024),
              HttpLimits.DEFAULT.patience().discarding(),
              HttpLimits.DEFAULT.patience().ending()));

  /** So that clients which hold still are still there when many of them have come. */
  private static final HttpLimits PATIENT =
      HttpLimits.DEFAULT.with(
          new HttpLimits.Patience(
              Duration.ofMinutes(2),
              new HttpLimits.Pace(Duration.ofMinutes(2), 4 * 1024),
              HttpLimits.DEFAULT.patience().discarding(),
              HttpLimits.DEFAULT.patience().ending()));

  final PublishedRecords published = new PublishedRecords();
  final AwaitedEndings predictions = new AwaitedEndings();
  final KnownRecords known = new KnownRecords();
  final KnownSpending spending = new KnownSpending();
  final KnownQuality quality = new KnownQuality();

  /** Versions of models, and runs. */
  final List<ModelVersion> versions = new CopyOnWriteArrayList<>();

  final List<ModelRun> runs = new CopyOnWriteArrayList<>();

  /** How the factory stands. */
  final AtomicReference<Status> status = new AtomicReference<>(Standings.EMPTY);

  final StatusStreams statusStreams = new StatusStreams(3, 2);
  final FakeTopics topics = new FakeTopics(2);
  final PredictionStreams streams =
      new PredictionStreams(
          topics::consumer,
          topics.registry(),
          new StreamLimits(3, 2),
          // Impatient, so that streams whose clients have gone do not stay for long.
          new StreamPace(Duration.ofMillis(100), Duration.ofSeconds(20), InstantSource.system()));
  final AtomicBoolean ready = new AtomicBoolean(true);
  final List<Operation> operations;

  /** Issued keys, by digest. */
  final Map<String, ApiKey> keys = new ConcurrentHashMap<>();

  /** Limits that are set, by tenant. */
  final Map<String, TenantLimits> limits = new ConcurrentHashMap<>();

  /** For keys and limits. */
  final AtomicReference<Instant> now = new AtomicReference<>(NOW);

  private final InstantSource clock = now::get;

  private final HttpServer server;

  /** HTTP/2 has its tests in platform; an upgrade in the middle of a busy test may hang. */
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final AtomicInteger ids = new AtomicInteger();

  GatewayFixture(PipelineSpec... specs) {
    this(PATIENT, Telemetry.off(), specs);
  }

  private GatewayFixture(HttpLimits http, Telemetry telemetry, PipelineSpec... specs) {
    Allowances allowances =
        new Allowances(
            RateLimits.DEFAULT,
            MAX_BODY_BYTES,
            tenant -> Optional.ofNullable(limits.get(tenant)),
            clock);
    GatewayParts parts =
        new GatewayParts(
            new Callers(
                new ApiKeys(
                    Map.of(ApiKeys.digest(KEY), "acme", ApiKeys.digest(OTHER_KEY), "other")),
                digest -> Optional.ofNullable(keys.get(digest)),
                tenant ->
                    Optional.ofNullable(limits.get(tenant))
                        .filter(one -> one.getErasedAt() != null)
                        .isPresent(),
                clock),
            allowances,
            name ->
                CompletableFuture.completedFuture(
                    List.of(specs).stream()
                        .filter(spec -> spec.getPipeline().equals(name))
                        .findFirst()),
            new ContentDecoding(allowances::maxBodyBytes),
            new SchemaShapes(),
            published,
            new Outage(InstantSource.fixed(NOW)),
            telemetry,
            InstantSource.fixed(NOW),
            () -> "made-" + ids.incrementAndGet());
    Outlets outlets = new Outlets(new Endings(predictions, known), streams);
    operations = new ArrayList<>();
    operations.addAll(
        GatewayRoutes.of(
            parts,
            outlets,
            new Reports(
                spending.spending(),
                quality::find,
                models(),
                new Standing(status::get, statusStreams, () -> List.of(specs))),
            ready::get));
    operations.add(GatewayRoutes.description(List.of()));
    server =
        HttpServer.start(
            "gateway",
            HttpListener.loopback(0, "test", MAX_BODY_BYTES).with(http),
            GatewayRoutes.routes(operations, parts));
  }

  private Models models() {
    return new Models(() -> versions, () -> runs, quality::soleTenants);
  }

  static GatewayFixture forLetters() {
    return new GatewayFixture(Specs.letters());
  }

  /** The same, but soon tired of slow clients. */
  static GatewayFixture impatientForLetters() {
    return new GatewayFixture(IMPATIENT, Telemetry.off(), Specs.letters());
  }

  /** One that tells its spans. */
  static GatewayFixture tracedForLetters(Telemetry telemetry) {
    return new GatewayFixture(PATIENT, telemetry, Specs.letters());
  }

  /** A reply whose body is JSON. */
  record Reply(int status, HttpResponse<String> response) {

    JsonNode json() {
      try {
        return JSON.readTree(response.body().getBytes(UTF_8));
      } catch (IOException e) {
        throw new AssertionError("this is no JSON: " + response.body(), e);
      }
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  Reply post(String path, String type, String body) {
    return post(path, type, body.getBytes(UTF_8));
  }

  /** The same with another key. */
  Reply post(String key, String path, String type, String body) {
    return send(
        request(path).header("Authorization", "Bearer " + key).header("Content-Type", type),
        body.getBytes(UTF_8));
  }

  /** Puts a key in force. */
  void issue(String key, String tenant, Role... roles) {
    String digest = ApiKeys.digest(key);
    keys.put(
        digest,
        ApiKey.newBuilder()
            .setId(ApiKeys.id(digest))
            .setDigest(digest)
            .setTenant(tenant)
            .setName("test")
            .setRoles(List.of(roles))
            .setCreatedBy("test")
            .setCreatedAt(NOW)
            .build());
  }

  void revoke(String key) {
    keys.remove(ApiKeys.digest(key));
  }

  Reply post(String path, String type, byte[] body) {
    return send(authorized(path).header("Content-Type", type), body);
  }

  HttpRequest.Builder authorized(String path) {
    return request(path).header("Authorization", "Bearer " + KEY);
  }

  /** The same from another tenant. */
  HttpRequest.Builder fromAnother(String path) {
    return request(path).header("Authorization", "Bearer " + OTHER_KEY);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  Reply send(HttpRequest.Builder request, byte[] body) {
    return reply(request.POST(BodyPublishers.ofByteArray(body)).build());
  }

  Reply send(HttpRequest request) {
    return reply(request);
  }

  Reply get(String path) {
    return get(request(path));
  }

  Reply get(HttpRequest.Builder request) {
    return reply(request.GET().build());
  }

  /** The lines of a reply that has no end; closing it ends the connection. */
  Stream<String> lines(HttpRequest.Builder request) {
    return begin(request).body();
  }

  /** A reply that has no end. */
  HttpResponse<Stream<String>> begin(HttpRequest.Builder request) {
    return client.sendAsync(request.GET().build(), BodyHandlers.ofLines()).join();
  }

  URI address() {
    return server.address();
  }

  CompletableFuture<Reply> postLater(String path, String type, String body) {
    return postLater(KEY, path, type, body);
  }

  /** The same with another key. */
  CompletableFuture<Reply> postLater(String key, String path, String type, String body) {
    return client
        .sendAsync(
            request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .thenApply(response -> new Reply(response.statusCode(), response));
  }

  /** The server in front. */
  HttpServer server() {
    return server;
  }

  /** As if nothing had been published. */
  void forget() {
    published.forget();
    known.forget();
    spending.forget();
    quality.forget();
    versions.clear();
    runs.clear();
    status.set(Standings.EMPTY);
    keys.clear();
    limits.clear();
    ids.set(0);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    forget();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    streams.close();
    statusStreams.close();
    server.close();
  }

  private Reply reply(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Reply(response.statusCode(), response);
    } catch (IOException e) {
      throw new AssertionError("the gateway does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
