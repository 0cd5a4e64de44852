package dev.millrace.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests to a registry, wherever one of its addresses answers.
 *
 * <p><i>Failure</i>: an address that is away, is asked too much or answers 5xx is followed by the
 * next one; after each round there is a growing pause, after the rounds of its {@link
 * RegistryPatience} the last answer is the answer, or a {@link RegistryException} where there was
 * none.
 */
final class RegistryTransport {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int TOO_MANY_REQUESTS = 429;

  /** An answer of the registry, good or bad. */
  record Reply(int status, JsonNode body) {

    boolean isSuccess() {
      return status / 100 == 2;
    }

    boolean isWorthAnotherTry() {
      return status >= 500 || status == TOO_MANY_REQUESTS;
    }

    int errorCode() {
      return body.path("error_code").asInt(status);
    }

    String message() {
      return body.path("message").asText("status " + status);
    }
  }

  private final RegistryAccess access;
  private final HttpClient http;
  private final RegistryClient.Pause pause;
  private final RegistryPatience patience;

  /** Place of the address that answered last; a stale value only costs a try. */
  private volatile int preferred;

  RegistryTransport(RegistryAccess access, RegistryClient.Pause pause, RegistryPatience patience) {
    this.access = access;
    this.pause = pause;
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.attempt());
    if (access.authorities() != null) {
      builder.sslContext(trusting(Path.of(access.authorities())));
    }
    this.http = builder.build();
  }

  /** For messages: where the registry is. */
  String place() {
    return "the registry at " + access.addresses().get(preferred);
  }

  /** Sends a request; the path is below the base address. */
  Reply send(String method, String path, @Nullable String body) {
    int addresses = access.addresses().size();
    Duration wait = FIRST_PAUSE;
    for (int round = 1; ; round++) {
      Reply refused = null;
      IOException failure = null;
      int first = preferred;
      for (int i = 0; i < addresses; i++) {
        int place = (first + i) % addresses;
        try {
          Reply reply = attempt(request(access.addresses().get(place), method, path, body));
          if (!reply.isWorthAnotherTry()) {
            preferred = place;
            return reply;
          }
          refused = reply;
        } catch (IOException e) {
          failure = e;
        }
      }
      if (round == patience.rounds()) {
        return last(refused, failure);
      }
      rest(wait);
      wait = wait.multipliedBy(2);
    }
  }

  private Reply last(@Nullable Reply refused, @Nullable IOException failure) {
    if (refused != null) {
      return refused;
    }
    throw new RegistryException(
        "the registry cannot be reached at "
            + access.addresses()
            + (failure == null ? "" : " (" + failure + ")")
            + ": check registry.address and that the registry runs",
        failure == null ? new IOException("no attempt was made") : failure);
  }

  private HttpRequest request(URI address, String method, String path, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.toString().replaceAll("/+$", "") + path))
            .header("Accept", MEDIA_TYPE)
            .header("Content-Type", MEDIA_TYPE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    access.credentials().header().ifPresent(value -> request.header("Authorization", value));
    return request.build();
  }

  private Reply attempt(HttpRequest request) throws IOException {
    // The timeout of a request ends with the head of its answer: whoever sends no body is waited
    // for as long as it likes.
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(request, BodyHandlers.ofString());
    try {
      HttpResponse<String> response =
          exchange.get(patience.attempt().toNanos(), TimeUnit.NANOSECONDS);
      return new Reply(response.statusCode(), json(response.body()));
    } catch (TimeoutException e) {
      boolean unused = exchange.cancel(true);
      throw new HttpTimeoutException("no whole answer in " + patience.attempt().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("it cannot be asked", e.getCause());
    } catch (InterruptedException e) {
      boolean unused = exchange.cancel(true);
      throw interrupted(e);
    }
  }

  private void rest(Duration time) {
    try {
      pause.of(time);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private RegistryException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RegistryException("interrupted while " + place() + " was asked", e);
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body.isEmpty() ? "{}" : body);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode()
          .put("message", "the answer is not JSON: is registry.address that of a schema registry?");
    }
  }

  private static SSLContext trusting(Path authorities) {
    try (InputStream pem = Files.newInputStream(authorities)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("authority-" + trusted.size(), authority);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new RegistryException(
          "the authorities in "
              + authorities
              + " cannot be read: a PEM file with certificates is needed",
          e);
    }
  }
}
