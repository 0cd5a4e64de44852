package dev.millrace.cost.queries;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;

/** Passes calls on to other instances over HTTP, with the key that they came with. */
public final class HttpInstances implements OtherInstances {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String AUTHORIZATION = "authorization";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  @Override
  public CompletionStage<HttpReply> ask(HostInfo host, HttpCall call) {
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
                    "http://"
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
        .thenApply(HttpInstances::reply);
  }

  private static HttpReply reply(HttpResponse<byte[]> response) {
    return HttpReply.of(
        response.statusCode(),
        response.headers().firstValue("content-type").orElse("application/json"),
        response.body());
  }
}
