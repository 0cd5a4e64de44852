package dev.millrace.cost.queries;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes calls on to other instances over HTTP, with the key that they came with.
 *
 * <p><i>Failure</i>: the key does not leave the machine in plaintext: where nobody has said that it
 * may, instances elsewhere are not asked, and the answer is what to set.
 */
public final class HttpInstances implements OtherInstances {

  private static final Logger LOG = LoggerFactory.getLogger(HttpInstances.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String AUTHORIZATION = "authorization";

  private final Wire wire;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /** Those that did not answer last. */
  private final Set<HostInfo> away = ConcurrentHashMap.newKeySet();

  public HttpInstances(Wire wire) {
    this.wire = wire;
  }

  @Override
  public CompletionStage<HttpReply> ask(HostInfo host, HttpCall call) {
    if (wire == Wire.LOOPBACK && !HttpListener.isLoopback(host.host())) {
      return new Problem(
              503,
              "UNAVAILABLE",
              "these windows are at "
                  + host.host()
                  + ", which is not asked in plaintext: set cost.queries.tls.keystore")
          .reply()
          .done();
    }
    String query =
        call.query().entrySet().stream()
            .map(
                parameter ->
                    parameter.getKey()
                        + "="
                        + URLEncoder.encode(parameter.getValue().get(0), UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    (wire == Wire.TLS ? "https://" : "http://")
                        + host.host()
                        + ":"
                        + host.port()
                        + WindowsEndpoint.PATH
                        + "?"
                        + query))
            .timeout(PATIENCE)
            .header(WindowsEndpoint.FORWARDED, "1");
    call.header(AUTHORIZATION).ifPresent(key -> request.header(AUTHORIZATION, key));
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(HttpInstances::reply)
        .whenComplete((reply, failure) -> note(host, failure));
  }

  /** Who asks is told to ask again, not why: that may be for the operator to mend. */
  private void note(HostInfo host, @Nullable Throwable failure) {
    if (failure == null) {
      away.remove(host);
    } else if (away.add(host)) {
      LOG.warn(
          "the instance at {}:{} does not answer for its windows; this is told once until it does",
          host.host(),
          host.port(),
          failure);
    }
  }

  private static HttpReply reply(HttpResponse<byte[]> response) {
    return HttpReply.of(
        response.statusCode(),
        response.headers().firstValue("content-type").orElse("application/json"),
        response.body());
  }
}
