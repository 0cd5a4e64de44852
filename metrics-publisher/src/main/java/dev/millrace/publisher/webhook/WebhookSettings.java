package dev.millrace.publisher.webhook;

import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.settings.Secret;
import dev.millrace.platform.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts go, and how.
 *
 * @param address of the receiver; a secret, because those of chat systems let in whoever knows them
 * @param keys absent where messages are not signed
 * @param timeout how long an answer is waited for
 */
public record WebhookSettings(Secret address, Optional<SigningKeys> keys, Duration timeout) {

  private static final String ADDRESS = "alerts.webhook.url";
  private static final String KEYS = "alerts.webhook.secret";
  private static final String TIMEOUT = "alerts.webhook.timeout";
  private static final String PLAINTEXT = "alerts.webhook.plaintext";

  /** What Standard Webhooks recommends. */
  private static final Duration USUAL = Duration.ofSeconds(15);

  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Reads {@code alerts.webhook.*}; absent where no address is set. */
  public static Optional<WebhookSettings> from(SettingsReader settings) {
    Optional<Secret> address = settings.optionalSecret(ADDRESS);
    Optional<Secret> keys = settings.optionalSecret(KEYS);
    Duration timeout = settings.duration(TIMEOUT, USUAL);
    boolean isPlaintextFine = settings.flag(PLAINTEXT, false);
    if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
      settings.problem(TIMEOUT + " is " + timeout + ", expected more than 0 and at most 2m");
      timeout = USUAL;
    }
    if (address.isEmpty()) {
      if (keys.isPresent()) {
        settings.problem(KEYS + " is set, but " + ADDRESS + " is not: set it, or drop the secret");
      }
      return Optional.empty();
    }
    problem(address.get().reveal(), isPlaintextFine).ifPresent(settings::problem);
    return Optional.of(
        new WebhookSettings(
            address.get(), keys.flatMap(text -> keys(text.reveal(), settings)), timeout));
  }

  /** Does not show the address. */
  private static Optional<String> problem(String address, boolean isPlaintextFine) {
    @Nullable URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException e) {
      uri = null;
    }
    if (uri == null
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
      return Optional.of(
          ADDRESS
              + " is no address such as https://alerts.example.com/in, without name and password");
    }
    return uri.getScheme().equals("http")
            && !isPlaintextFine
            && !HttpListener.isLoopback(uri.getHost())
        ? Optional.of(
            ADDRESS
                + " begins with http, where others could read alerts off the wire: use https, or set "
                + PLAINTEXT
                + "=true where something else encrypts, such as a service mesh")
        : Optional.empty();
  }

  private static Optional<SigningKeys> keys(String text, SettingsReader settings) {
    try {
      return Optional.of(SigningKeys.of(text));
    } catch (IllegalArgumentException e) {
      settings.problem(KEYS + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
