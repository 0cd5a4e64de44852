package dev.millrace.publisher.webhook;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A receiver over HTTP.
 *
 * <p><i>Failure</i>: taken is what is answered by 2xx. A body that the receiver says it cannot use
 * (400, 413, 415, 422) is refused, because it would be the same again; anything else, a wrong
 * address or key among it, may be mended, and is put off. Redirects are not followed, answers are
 * not read, and the address is in no message.
 *
 * <p><i>Source</i>: Standard Webhooks 1.0.
 */
public final class HttpReceiver implements Receiver {

  private static final String AGENT = "Millrace";
  private static final int GOOD = 200;
  private static final int NOT_GOOD = 300;
  private static final Set<Integer> OF_THE_BODY = Set.of(400, 413, 415, 422);

  /** What a receiver may ask for at most: it is not to silence alerts for days. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final WebhookSettings settings;
  private final InstantSource clock;
  private final HttpClient http;

  public HttpReceiver(WebhookSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public Outcome tell(Message message) {
    // The whole answer is waited for, not its head only.
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request(message), HttpResponse.BodyHandlers.discarding());
    try {
      return outcome(answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return late();
    } catch (ExecutionException e) {
      Throwable why = Objects.requireNonNullElse(e.getCause(), e);
      // The client waits as long for the head as we do for all: either may be first.
      return why.getClass() == HttpTimeoutException.class
          ? late()
          : later("it cannot be reached (" + why.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return later("this process stops");
    }
  }

  private HttpRequest request(Message message) {
    Instant now = clock.instant();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.address().reveal()))
            .timeout(settings.timeout())
            .header("Content-Type", "application/json")
            .header("User-Agent", AGENT)
            .header("webhook-id", message.id())
            .header("webhook-timestamp", String.valueOf(now.getEpochSecond()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()));
    settings
        .keys()
        .ifPresent(
            keys ->
                request.header(
                    "webhook-signature", keys.signature(message.id(), now, message.body())));
    return request.build();
  }

  private Outcome outcome(HttpResponse<Void> answer) {
    int status = answer.statusCode();
    if (status >= GOOD && status < NOT_GOOD) {
      return new Outcome.Taken();
    }
    String why = "it answers " + status;
    return OF_THE_BODY.contains(status)
        ? new Outcome.Refused(why)
        : new Outcome.PutOff(
            why, answer.headers().firstValue("retry-after").flatMap(HttpReceiver::pause));
  }

  private static Optional<Duration> pause(String seconds) {
    try {
      Duration pause = Duration.ofSeconds(Long.parseLong(seconds.strip()));
      return pause.isNegative()
          ? Optional.empty()
          : Optional.of(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    } catch (NumberFormatException | ArithmeticException e) {
      // A date, or nonsense: the usual pause does.
      return Optional.empty();
    }
  }

  private Outcome late() {
    return later("it does not answer within " + settings.timeout().toMillis() + " ms");
  }

  private static Outcome later(String why) {
    return new Outcome.PutOff(why, Optional.empty());
  }
}
