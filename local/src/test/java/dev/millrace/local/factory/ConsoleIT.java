package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.console.Console;
import dev.millrace.console.letters.Brokers;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.ingestion.IngestionSettings;
import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.local.browser.Browser;
import dev.millrace.local.browser.ConsolePage;
import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.TopicChanges;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console in a real browser, over one factory that has had traffic. */
@Tag("long")
@TestMethodOrder(OrderAnnotation.class)
class ConsoleIT {

  private static final String PIPELINE = "support-tickets-loop";
  private static final List<String> VIEWS =
      List.of("flow", "predictions", "quality", "cost", "models", "letters", "topics");

  /** Enough for windows of judged answers, and some of them incomplete. */
  private static final int TICKETS = 400;

  /** In the table of versions. */
  private static final int ERASED_COLUMN = 5;

  private static final int DESK = 1280;
  private static final int PHONE = 360;
  private static final int HEIGHT = 900;
  private static final double FIRST_PAINT_MILLIS = 1000;

  /** For whoever wants to see what the tests saw. */
  private static final Path PICTURES = Path.of("target/console");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  @TempDir private static Path profile;
  private static OpenFactory factory;
  private static Browser browser;
  private static ConsolePage page;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> executable = Browser.installed();
    assumeTrue(
        executable.isPresent(),
        "no browser: install Debian's chromium, or name one in MILLRACE_BROWSER");
    factory = OpenFactory.in(folder, Map.of());
    new SpecWriter(factory.running(), InstantSource.system())
        .apply(ExampleSpec.named(PIPELINE), "test");
    new TicketTraffic(factory, PIPELINE, 1).send(TICKETS);
    factory.settled(PIPELINE);
    await()
        .atMost(PATIENCE)
        .until(() -> api("/v1/drift?pipeline=" + PIPELINE).path("figures").size() > 0);
    await().atMost(PATIENCE).until(() -> api("/v1/dead-letters").path("count").asInt() > 0);
    browser = Browser.start(executable.get(), profile);
    page = new ConsolePage(browser);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (factory != null) {
      factory.close();
    }
  }

  @BeforeEach
  void beginAtADesk() {
    browser.size(DESK, HEIGHT);
    browser.scheme("light");
  }

  @Test
  @Order(1)
  void signsInByKeyboardAlone() {
    browser.open(factory.running().address().gateway());
    browser.until("document.activeElement.name === 'key'");
    browser.type("mr_nobody");
    browser.press("Enter");
    browser.until("document.body.innerText.includes('No such key is in force.')");
    browser.type(factory.running().key());
    browser.press("Enter");

    browser.until("document.activeElement.tagName === 'H1'");
    assertThat(browser.text()).contains("Flow", "default", "Sign out");
    assertThat(browser.ask("sessionStorage.length").asInt()).isEqualTo(1);
    assertThat(browser.ask("document.cookie + localStorage.length").asText()).isEqualTo("0");
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void paintsWithinASecond() {
    browser.open(factory.running().address().gateway());
    browser.until("performance.getEntriesByName('first-contentful-paint').length");

    double millis =
        browser
            .ask("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            .asDouble();

    System.out.println("first contentful paint of the console: " + Math.round(millis) + " ms");
    assertThat(millis).isPositive().isLessThan(FIRST_PAINT_MILLIS);
  }

  @Test
  @Order(3)
  void showsTheFlowThatTheApiTellsOf() throws Exception {
    page.show("flow");
    JsonNode status = api("/v1/status");

    browser.until("document.querySelectorAll('.jobs li').length");
    for (JsonNode job : status.path("jobs")) {
      assertThat(browser.text()).contains(job.path("name").asText());
    }
    for (JsonNode topic : status.path("topics")) {
      assertThat(page.row("Topics", topic.path("name").asText()).get(3))
          .isEqualTo(topic.path("partitions").asText());
    }
    for (JsonNode group : status.path("groups")) {
      assertThat(page.row("Consumer groups", group.path("name").asText())).hasSize(3);
    }
    browser.until("document.querySelector('figure canvas')");
    browser.until("document.querySelector('.mill .quiet').innerText.includes('lag ')");
  }

  @Test
  @Order(4)
  void showsPredictionsAsTheyComeWithTheirLineage() throws Exception {
    page.show("predictions/" + PIPELINE);
    browser.until("document.querySelectorAll('tbody tr').length > 20");

    JsonNode prediction =
        factory.ask(PIPELINE, "seen-live", "{\"subject\":\"s\",\"body\":\"Where is my invoice?\"}");

    browser.until("document.querySelector('tbody tr .id').innerText === 'seen-live'");
    assertThat(page.firstRow("Predictions").get(2)).contains(prediction.path("label").asText());
    browser.ask("document.querySelector('tbody tr button').focus()");
    browser.press("Enter");
    browser.until("document.activeElement.id === 'lineage'");
    JsonNode origin = prediction.path("origin");
    assertThat(browser.text())
        .contains(
            "Lineage of seen-live",
            prediction.path("requestId").asText(),
            origin.path("topic").asText()
                + "-"
                + origin.path("partition").asText()
                + "@"
                + origin.path("offset").asText(),
            prediction.path("modelId").asText());
  }

  @Test
  @Order(5)
  void showsQualityAndDistributionsSideBySide() throws Exception {
    page.show("quality/" + PIPELINE);
    browser.until("document.querySelector('figure .legend')");

    assertThat(browser.text()).contains("Judged answers, newest window", "Accuracy");
    JsonNode figures = api("/v1/drift?pipeline=" + PIPELINE + "&limit=10000").path("figures");
    boolean isCompared = false;
    for (JsonNode figure : figures) {
      isCompared |= figure.path("changes").size() > 0;
    }
    assertThat(
            browser.ask("document.querySelectorAll('.pair').length > 0").asBoolean() || !isCompared)
        .isTrue();
  }

  @Test
  @Order(6)
  void showsBudgetsAndWhatWasSpent() throws Exception {
    page.show("cost");
    await().atMost(PATIENCE).until(() -> api("/v1/costs?window=1d").path("costs").size() > 0);
    browser.until("document.querySelector('.budgets li h3')");

    JsonNode budget = api("/v1/budgets").path("budgets").path(0);
    assertThat(browser.text()).contains(budget.path("budget").asText(), "of $0.20 for 1d");
    browser.until("document.body.innerText.includes('amazon.nova-micro-v1:0')");
  }

  @Test
  @Order(7)
  void showsVersionsAndTheirHistory() throws Exception {
    page.show("models/" + PIPELINE);
    browser.until("document.querySelector('.shares li')");

    JsonNode model = api("/v1/models?pipeline=" + PIPELINE).path("models").path(0);
    assertThat(browser.text()).contains(model.path("modelId").asText(), "v1 champion 100 %");
    assertThat(browser.ask("document.querySelectorAll('.timeline li').length").asInt())
        .isPositive();
  }

  /** Of one that was rejected, as of others model-lifecycle goes on saying what it finds. */
  @Test
  @Order(8)
  void marksVersionsThatLearnedFromErasedTenants() throws Exception {
    page.show("models/" + PIPELINE);
    browser.until("document.querySelector('.shares li')");
    assertThat(page.row("Versions", "1").get(ERASED_COLUMN)).isEqualTo("none");

    publish(
        ModelVersion.newBuilder()
            .setPipeline(PIPELINE)
            .setVersion(2)
            .setState(ModelState.REJECTED)
            .setModelId("model-2")
            .setShare(0)
            .setErasedTenants(3)
            .setTenantsUnknown(true)
            .setReason("")
            .setChangedBy("test")
            .setChangedAt(Instant.EPOCH)
            .build());

    browser.until("document.body.innerText.includes('nobody can tell')");
    assertThat(page.row("Versions", "2").get(ERASED_COLUMN)).contains("3", "nobody can tell");
    assertThat(page.row("Versions", "1").get(ERASED_COLUMN)).isEqualTo("none");
  }

  @Test
  @Order(9)
  void plansAReplayAndCarriesItOutOnceAndItIsOnTheAuditLog() throws Exception {
    page.show("letters");
    browser.until("document.querySelector('tbody tr input')");
    int letters = api("/v1/dead-letters").path("count").asInt();
    String id = browser.ask("document.querySelector('tbody tr').dataset.key").asText();
    browser.ask("document.querySelector('tbody tr input').click()");

    browser.ask("document.querySelector('button.primary').click()");
    browser.until("document.body.innerText.includes('1 letter meant, 1 would be replayed.')");
    assertThat(audited(id)).isZero();
    browser.ask(
        "[...document.querySelectorAll('button')].find((one) => one.innerText === 'Replay 1').click()");
    browser.until("document.body.innerText.includes('1 of 1 letter replayed.')");

    assertThat(audited(id)).isEqualTo(1);
    // Mended by nobody, it comes back as a letter that names the first.
    await()
        .atMost(PATIENCE)
        .until(() -> api("/v1/dead-letters").path("count").asInt() == letters + 1);
    browser.until("document.body.innerText.includes('failed again')");
  }

  @Test
  @Order(10)
  void showsTopicsWithTheirFields() throws Exception {
    page.show("topics/predictions");
    browser.until("document.querySelector('details[open] table')");

    assertThat(api("/v1/topics").path("topics"))
        .hasSize(browser.ask("document.querySelectorAll('.topics details').length").asInt());
    assertThat(browser.text()).contains("predictions-value", "modelVersion");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  @Order(11)
  void fitsOnAPhoneInBothSchemes(String scheme) throws IOException {
    browser.size(PHONE, HEIGHT);
    browser.scheme(scheme);
    for (String view : VIEWS) {
      page.showWhole(view);

      assertThat(browser.ask("document.documentElement.scrollWidth").asInt())
          .as("%s in %s", view, scheme)
          .isLessThanOrEqualTo(PHONE);
      assertThat(page.hardToRead()).as("%s in %s", view, scheme).isEmpty();
      browser.picture(PICTURES.resolve(view + "-phone-" + scheme + ".png"));
    }
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  @Order(12)
  void hasNamesForWhatCanBeUsedAndOneHeadingForAll() throws IOException {
    for (String view : VIEWS) {
      page.showWhole(view);

      assertThat(page.nameless()).as(view).isEmpty();
      browser.picture(PICTURES.resolve(view + ".png"));
      assertThat(browser.ask("document.querySelectorAll('h1').length").asInt()).isEqualTo(1);
      assertThat(
              browser
                  .ask("document.querySelectorAll('main table:not(:has(caption))').length")
                  .asInt())
          .as("tables of %s without a caption", view)
          .isZero();
    }
  }

  @Test
  @Order(13)
  void saysWhereItIsCutOffAndEndsWithItsKey() {
    page.show("flow");
    browser.ask("sessionStorage.setItem('millrace.key', 'mr_revoked'); location.hash = '#/cost'");

    browser.until("document.body.innerText.includes('The key is no longer in force.')");
    assertThat(browser.ask("sessionStorage.length").asInt()).isZero();
    browser.type(factory.running().key());
    browser.press("Enter");
    browser.until("document.querySelector('nav a[aria-current]')");
  }

  @Test
  @Order(14)
  void describesWhatItAddsToTheApi() throws Exception {
    JsonNode paths = api("/openapi.json").path("paths");

    assertThat(paths.properties().stream().map(Map.Entry::getKey))
        .contains(
            "/v1/dead-letters",
            "/v1/dead-letters/replay",
            "/v1/models/history",
            "/v1/models/{pipeline}/orders");
  }

  /** With no threads it serves and takes events in, and leaves the work to the factory. */
  @Test
  @Order(15)
  void isServedBesideAFactoryToo(@TempDir Path state) throws Exception {
    SettingsReader reader =
        SettingsReader.of(
            Map.of(
                "kafka.bootstrap",
                factory.running().address().kafka(),
                "registry.address",
                factory.running().address().registry().toString(),
                "ingestion.threads",
                "0",
                "ingestion.instance",
                "console-0",
                "ingestion.gateway.port",
                "0",
                "ingestion.state-folder",
                state.toString(),
                "ingestion.personal-data.keys-file",
                factory.running().folder().personalDataKeys().toString(),
                "ingestion.keys",
                ApiKeys.digest("beside") + "=default"));
    IngestionSettings settings = IngestionSettings.from(reader);
    reader.finish();
    Console console =
        new Console(
            new Brokers(settings.kafka(), settings.registry().client()),
            settings.personalDataKeys(),
            InstantSource.system());
    try (IngestionService beside = new IngestionService(settings, List.of(console))) {
      beside.start();

      browser.open(beside.address());
      browser.until("document.activeElement.name === 'key'");
      browser.type("beside");
      browser.press("Enter");
      browser.until("document.querySelectorAll('.jobs li').length === 1");
      assertThat(browser.text()).contains("elsewhere");
      page.show("letters");
      browser.until("document.querySelector('tbody tr')");
    }
  }

  private static void publish(ModelVersion version) throws IOException {
    RunningFactory running = factory.running();
    AvroCodec<ModelVersion> codec = new AvroCodec<>(Topics.MODEL_VERSIONS, running.registry());
    TopicChanges changes = new TopicChanges("test");
    changes.put(
        new TopicChanges.Target<>(Topics.MODEL_VERSIONS, codec, Map.of()),
        "model-version.change",
        ModelVersions.key(version),
        version);
    try (AuditLog audit =
        AuditLog.open(running.kafka(), running.registry(), InstantSource.system())) {
      audit.append(changes::page);
    }
  }

  private static long audited(String letter) throws Exception {
    return factory
        .read(
            Topics.AUDIT_LOG,
            event ->
                event.getAction().equals("dead-letter.replay")
                    && event.getSubject().equals(letter)
                    && event.getActor().startsWith("key:"))
        .size();
  }

  private static JsonNode api(String path) throws IOException, InterruptedException {
    HttpResponse<String> reply =
        factory.http().send(factory.get(path).build(), BodyHandlers.ofString());
    return new JsonMapper().readTree(reply.body());
  }
}
