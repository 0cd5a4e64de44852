package dev.millrace.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.Operation;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.record.ModelVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the console, behind a real server, without a browser. */
class PagesTest {

  private static final Path WEB = Path.of("src/main/resources/dev/millrace/console/web");
  private static final Pattern IMPORT = Pattern.compile("from \"([^\"]+)\"");

  private static final List<Operation> OPERATIONS = Pages.operations();
  private static final HttpServer SERVER =
      HttpServer.start("pages", HttpListener.loopback(0, "test", 1024), routes());
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void servesEveryFileOfTheFolderAndNoOther() throws IOException {
    try (Stream<Path> files = Files.walk(WEB)) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> WEB.relativize(file).toString().replace('\\', '/'))
                  .filter(name -> !name.equals("index.html")))
          .containsExactlyInAnyOrderElementsOf(Pages.OWN);
    }
  }

  @Test
  void saysWhatEachFileIsAndWhatItMayLoad() throws Exception {
    Map<String, String> types =
        Map.of(
            "/", "text/html; charset=utf-8",
            "/console/style.css", "text/css; charset=utf-8",
            "/console/app.js", "text/javascript; charset=utf-8",
            "/console/uplot.js", "text/javascript; charset=utf-8",
            "/console/uplot.css", "text/css; charset=utf-8",
            "/console/icon.svg", "image/svg+xml");

    for (Map.Entry<String, String> one : types.entrySet()) {
      HttpResponse<String> reply = get(one.getKey());
      assertThat(reply.statusCode()).as(one.getKey()).isEqualTo(200);
      assertThat(reply.headers().firstValue("Content-Type")).contains(one.getValue());
      assertThat(reply.headers().firstValue("Content-Security-Policy")).contains(Pages.POLICY);
      assertThat(reply.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(reply.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(reply.body()).isNotEmpty();
    }
    assertThat(Pages.POLICY).contains("default-src 'none'").doesNotContain("unsafe", "*", "data:");
  }

  @Test
  void isAskedForAgainAndSentOnlyWhereItIsAnother() throws Exception {
    HttpResponse<String> first = get("/console/app.js");
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = get("/console/app.js", "If-None-Match", "\"other\", " + tag);
    HttpResponse<String> other = get("/console/app.js", "If-None-Match", "\"other\"");

    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console",
        "/console/",
        "/console/views",
        "/console/views/",
        "/console/index.html",
        "/index.html",
        "/console/openapi.json",
        "/console/..%2fopenapi.json",
        "/console/%2e%2e/openapi.json",
        "/console/Console.class",
        "/META-INF/MANIFEST.MF",
        "/web/app.js"
      })
  void servesNothingElseAndListsNothing(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  /** What a page asks for is there, and nothing comes from elsewhere. */
  @Test
  void refersOnlyToWhatItServes() throws Exception {
    List<String> paths = OPERATIONS.stream().map(Operation::path).toList();
    for (String name : Pages.OWN) {
      String text = Files.readString(WEB.resolve(name));
      Matcher imported = IMPORT.matcher(text);
      while (imported.find()) {
        URI target = URI.create("/console/" + name).resolve(imported.group(1));
        assertThat(paths).as("%s imports %s", name, target).contains(target.getPath());
      }
      if (!name.endsWith(".svg")) {
        assertThat(text).as(name).doesNotContain("http://", "https://", "innerHTML", "eval(");
      }
    }
    String page = get("/").body();
    assertThat(page).doesNotContain("<style", "style=", "onclick", "http://", "https://");
    Matcher linked = Pattern.compile("(?:href|src)=\"(/[^\"]+)\"").matcher(page);
    while (linked.find()) {
      assertThat(paths).contains(linked.group(1));
    }
  }

  /** {@code ConsoleIT} sees them in a browser; this holds that their names are those of the API. */
  @ParameterizedTest
  @ValueSource(strings = {"erasedTenants", "tenantsUnknown"})
  void marksOfVersionsAreFieldsOfTheRecord(String field) throws Exception {
    assertThat(get("/console/views/models.js").body()).contains("version." + field);
    assertThat(ModelVersion.getClassSchema().getField(field)).isNotNull();
  }

  @Test
  void carriesTheLicenceOfTheCharts() {
    assertThat(
            new String(Resources.bytes("/META-INF/resources/webjars/uplot/1.6.30/LICENSE"), UTF_8))
        .contains("MIT License");
  }

  private static Routes routes() {
    Routes routes = new Routes();
    for (Operation operation : OPERATIONS) {
      routes.on(operation.method(), operation.path(), ((Operation.Open) operation).endpoint());
    }
    return routes;
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SERVER.address() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
