package dev.millrace.local.browser;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Chromium without a window, with one page.
 *
 * <p><i>Owner</i>: whoever starts it closes it: its process ends with it.
 */
public final class Browser implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BRIEFLY = Duration.ofMillis(50);

  private final Process process;
  private final DevTools page;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Browser(Process process, URI socket) {
    this.process = process;
    this.page = new DevTools(socket, this::note);
    for (String domain : List.of("Page", "Runtime", "Log", "Network", "HeapProfiler")) {
      page.call(domain + ".enable", DevTools.parameters());
    }
  }

  /** Where one is installed, if one is: in PATH, or where MILLRACE_BROWSER says. */
  public static Optional<Path> installed() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("MILLRACE_BROWSER")).map(Path::of),
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name))))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param profile an empty folder for it
   */
  public static Browser start(Path executable, Path profile) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                executable.toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-first-run",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-extensions",
                "--hide-scrollbars",
                "--lang=en-GB",
                "about:blank"));
    if (System.getProperty("user.name").equals("root")) {
      // Its sandbox does not work for root, as whom builds in containers run. It sees our pages
      // only.
      command.add(1, "--no-sandbox");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("browser.log").toFile())
            .start();
    try {
      Path port = profile.resolve("DevToolsActivePort");
      await().atMost(PATIENCE).until(() -> Files.exists(port) && Files.size(port) > 0);
      return new Browser(process, socket(Files.readAllLines(port).get(0)));
    } catch (RuntimeException | IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI socket(String port) throws IOException {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json")).build();
    try {
      String body = HttpClient.newHttpClient().send(list, BodyHandlers.ofString()).body();
      for (JsonNode target : new JsonMapper().readTree(body)) {
        if (target.path("type").asText().equals("page")) {
          return URI.create(target.path("webSocketDebuggerUrl").asText());
        }
      }
      throw new AssertionError("the browser has no page: " + body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Opens an address. */
  public void open(URI address) {
    page.call("Page.navigate", DevTools.parameters().put("url", address.toString()));
    until("document.readyState === 'complete'");
  }

  /** What an expression of JavaScript is; promises are waited for. */
  public JsonNode ask(String expression) {
    JsonNode answer =
        page.call(
            "Runtime.evaluate",
            DevTools.parameters()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits until an expression is true. */
  public void until(String expression) {
    await()
        .alias(expression)
        .atMost(PATIENCE)
        .pollInterval(BRIEFLY)
        .until(() -> ask("Boolean(" + expression + ")").asBoolean());
  }

  /** What is written on the page. */
  public String text() {
    return ask("document.body.innerText").asText();
  }

  /** Presses a key: a name such as Tab or Enter, or one character. */
  public void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      var event = DevTools.parameters().put("type", type).put("key", key).put("code", key);
      if (key.equals("Enter") && type.equals("keyDown")) {
        event.put("text", "\r").put("windowsVirtualKeyCode", 13);
      } else if (key.equals("Tab")) {
        event.put("windowsVirtualKeyCode", 9);
      }
      page.call("Input.dispatchKeyEvent", event);
    }
  }

  /** Types a text into what has the focus. */
  public void type(String text) {
    page.call("Input.insertText", DevTools.parameters().put("text", text));
  }

  /** How wide and high the page is, in CSS pixels. */
  public void size(int width, int height) {
    page.call(
        "Emulation.setDeviceMetricsOverride",
        DevTools.parameters()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", width < 600));
  }

  /** Prefers light or dark. */
  public void scheme(String scheme) {
    var parameters = DevTools.parameters();
    parameters
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", scheme);
    page.call("Emulation.setEmulatedMedia", parameters);
  }

  /** Answers every question of the page (confirm) from now on with yes. */
  public void agree() {
    ask("window.confirm = () => true");
  }

  /** Bytes of the page's heap that are in use, after everything unused was collected. */
  public long heapBytes() {
    page.call("HeapProfiler.collectGarbage", DevTools.parameters());
    return page.call("Runtime.getHeapUsage", DevTools.parameters()).path("usedSize").asLong();
  }

  /** Nodes of the page that are held, those among them that nobody sees any more. */
  public long nodes() {
    page.call("HeapProfiler.collectGarbage", DevTools.parameters());
    return page.call("Memory.getDOMCounters", DevTools.parameters()).path("nodes").asLong();
  }

  /** A picture of what is seen. */
  public void picture(Path file) throws IOException {
    JsonNode picture =
        page.call("Page.captureScreenshot", DevTools.parameters().put("format", "png"));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
  }

  /** Errors that were thrown, logged, or refused by the page's policy, and calls that failed. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    try {
      page.call("Browser.close", DevTools.parameters());
      page.close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private void note(String event, JsonNode parameters) {
    switch (event) {
      case "Runtime.exceptionThrown" ->
          complaints.add(parameters.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (parameters.path("type").asText().matches("error|warning|assert")) {
          complaints.add(parameters.path("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        if (parameters.path("entry").path("level").asText().matches("error|warning")) {
          complaints.add(parameters.path("entry").toString());
        }
      }
      default -> {}
    }
  }
}
