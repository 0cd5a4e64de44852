package dev.millrace.console;

import dev.millrace.ingestion.gateway.Operation;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.schemas.Sha256;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the console, each at a path of its own: nothing that is not named here is served.
 *
 * <p><i>Shape</i>: browsers ask again each time and are told 304 while nothing has changed, so that
 * a new version is there at once. The policy lets a page load what comes from here, and nothing
 * else: no other origin, no script or style within a page, no frame around it.
 *
 * <p><i>Source</i>: Content Security Policy Level 3; RFC 9110, section 13 (conditional requests).
 */
final class Pages {

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** Names of the files of our own, in {@code web}. */
  static final List<String> OWN =
      List.of(
          "app.js",
          "api.js",
          "chart.js",
          "controls.css",
          "dom.js",
          "flow.css",
          "format.js",
          "icon.svg",
          "live.js",
          "style.css",
          "views.css",
          "views/cost.js",
          "views/flow.js",
          "views/letters.js",
          "views/models.js",
          "views/pipelines.js",
          "views/predictions.js",
          "views/quality.js",
          "views/topics.js");

  private Pages() {}

  /** Paths, and the files that are there. */
  static List<Operation> operations() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("/", "web/index.html");
    OWN.forEach(name -> files.put("/console/" + name, "web/" + name));
    files.put("/console/uplot.js", CHARTS + "uPlot.esm.js");
    files.put("/console/uplot.css", CHARTS + "uPlot.min.css");
    List<Operation> operations = new ArrayList<>();
    files.forEach(
        (path, file) -> {
          HttpReply.Whole reply = reply(file);
          operations.add(
              new Operation.Open("GET", path, call -> unchanged(call, reply).orElse(reply).done()));
        });
    return operations;
  }

  private static HttpReply.Whole reply(String file) {
    byte[] bytes = Resources.bytes(file);
    String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("the console has no media type for " + file);
    }
    return HttpReply.of(200, type, bytes)
        .with("ETag", '"' + Sha256.hex(bytes) + '"')
        .with("Cache-Control", "no-cache")
        .with("Content-Security-Policy", POLICY)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
        .with("Cross-Origin-Opener-Policy", "same-origin")
        .with("Cross-Origin-Resource-Policy", "same-origin");
  }

  private static Optional<HttpReply> unchanged(HttpCall call, HttpReply.Whole reply) {
    String tag = reply.headers().getOrDefault("ETag", "");
    return call.header("If-None-Match")
        .filter(known -> List.of(known.split(",\\s*")).contains(tag))
        .map(known -> new HttpReply.Whole(304, reply.headers(), new byte[0]));
  }
}
