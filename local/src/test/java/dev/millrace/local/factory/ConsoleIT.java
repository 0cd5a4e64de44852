package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.IngestionService;
import dev.millrace.local.browser.Browser;
import dev.millrace.local.browser.ConsolePage;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
  private static OpenConsole console;
  private static OpenFactory factory;
  private static Browser browser;
  private static ConsolePage page;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> executable = Browser.installed();
    assumeTrue(
        executable.isPresent(),
        "no browser: install Debian's chromium, or name one in MILLRACE_BROWSER");
    console = OpenConsole.start(folder, executable.get(), profile, PIPELINE);
    factory = console.factory();
    browser = console.browser();
    page = new ConsolePage(browser);
  }

  @AfterAll
  static void stop() {
    if (console != null) {
      console.close();
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
    JsonNode status = console.api("/v1/status");

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
    JsonNode figures =
        console.api("/v1/drift?pipeline=" + PIPELINE + "&limit=10000").path("figures");
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
    await()
        .atMost(PATIENCE)
        .until(() -> console.api("/v1/costs?window=1d").path("costs").size() > 0);
    browser.until("document.querySelector('.budgets li h3')");

    JsonNode budget = console.api("/v1/budgets").path("budgets").path(0);
    assertThat(browser.text()).contains(budget.path("budget").asText(), "of $0.20 for 1d");
    browser.until("document.body.innerText.includes('amazon.nova-micro-v1:0')");
  }

  @Test
  @Order(7)
  void showsVersionsAndTheirHistory() throws Exception {
    page.show("models/" + PIPELINE);
    browser.until("document.querySelector('.shares li')");

    JsonNode model = console.api("/v1/models?pipeline=" + PIPELINE).path("models").path(0);
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

    console.publish(
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
    int letters = console.api("/v1/dead-letters").path("count").asInt();
    String id = browser.ask("document.querySelector('tbody tr').dataset.key").asText();
    browser.ask("document.querySelector('tbody tr input').click()");

    browser.ask("document.querySelector('button.primary').click()");
    browser.until("document.body.innerText.includes('1 letter meant, 1 would be replayed.')");
    assertThat(console.audited(id)).isZero();
    browser.ask(
        "[...document.querySelectorAll('button')].find((one) => one.innerText === 'Replay 1').click()");
    browser.until("document.body.innerText.includes('1 of 1 letter replayed.')");

    assertThat(console.audited(id)).isEqualTo(1);
    // Mended by nobody, it comes back as a letter that names the first.
    await()
        .atMost(PATIENCE)
        .until(() -> console.api("/v1/dead-letters").path("count").asInt() == letters + 1);
    browser.until("document.body.innerText.includes('failed again')");
  }

  @Test
  @Order(10)
  void showsTopicsWithTheirFields() throws Exception {
    page.show("topics/predictions");
    browser.until("document.querySelector('details[open] table')");

    assertThat(console.api("/v1/topics").path("topics"))
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
    JsonNode paths = console.api("/openapi.json").path("paths");

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
    try (IngestionService beside = console.beside(state)) {
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
}
