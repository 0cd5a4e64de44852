package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Posts batches with the JDK's client.
 *
 * <p><i>Shape</i>: HTTP/1.1, so that each request in flight has a connection of its own. Bodies are
 * compressed from a size on, until a server says that it cannot take that: then never again.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class HttpTransport implements Transport {

  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final ProducerSettings settings;
  private final Wire wire;
  private final URI target;
  private final HttpClient http;
  private volatile boolean packs = true;

  HttpTransport(ProducerSettings settings, String pipeline, Wire wire, Executor workers) {
    this.settings = settings;
    this.wire = wire;
    this.target = target(settings.gateway(), pipeline, wire);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(workers);
    settings.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  @Override
  public CompletableFuture<Answer> post(Batch batch) {
    boolean packed = packs && isWorthPacking(batch);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .header("Authorization", "Bearer " + settings.key().reveal())
            .header("Content-Type", wire.contentType());
    if (packed) {
      request.header("Content-Encoding", "gzip");
    }
    byte[] body = packed ? wire.gzipped(batch.parcels()) : wire.body(batch.parcels());
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            request.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    // The request's own timeout ends with the headers: a body that never ends would be waited for.
    CompletableFuture<Answer> answer =
        exchange
            .thenApply(response -> answer(response, packed))
            .orTimeout(settings.retries().requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    var unused = answer.whenComplete((done, failure) -> exchange.cancel(true));
    return answer;
  }

  private boolean isWorthPacking(Batch batch) {
    return settings
        .batching()
        .gzipFromBytes()
        .filter(from -> Wire.bytes(batch.parcels()) >= from)
        .isPresent();
  }

  private Answer answer(HttpResponse<byte[]> response, boolean packed) {
    if (packed && response.statusCode() == UNSUPPORTED_MEDIA_TYPE) {
      packs = false;
      throw new CompletionException(
          new IOException("it does not take gzip, and gets the same as it is"));
    }
    return new Answer(
        response.statusCode(), response.headers().firstValue("Retry-After"), response.body());
  }

  private static URI target(URI gateway, String pipeline, Wire wire) {
    String base = gateway.toString().replaceAll("/+$", "");
    String name = URLEncoder.encode(pipeline, UTF_8).replace("+", "%20");
    return URI.create(base + "/v1/pipelines/" + name + "/" + wire.resource());
  }
}
