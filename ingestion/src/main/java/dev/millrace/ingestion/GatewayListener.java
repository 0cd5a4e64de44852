package dev.millrace.ingestion;

import dev.millrace.ingestion.gateway.Gateway;
import dev.millrace.platform.http.HttpLimits;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpTls;
import dev.millrace.platform.http.HttpTls.ClientCertificates;
import dev.millrace.platform.http.HttpTls.Store;
import dev.millrace.platform.settings.SettingsReader;
import java.util.Optional;

/** Reads where the gateway listens: {@code ingestion.gateway.*}. */
final class GatewayListener {

  static final String PORT = "ingestion.gateway.port";

  /** A batch of some thousand events of the usual size. */
  static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

  private static final String KEYSTORE = "ingestion.gateway.tls.keystore";
  private static final String TRUSTSTORE = "ingestion.gateway.tls.truststore";
  private static final String CLIENTS = "ingestion.gateway.tls.client-certificates";
  private static final String PLAINTEXT = "ingestion.gateway.plaintext";

  private GatewayListener() {}

  static HttpListener from(SettingsReader settings) {
    HttpListener listener =
        new HttpListener(
                settings.text("ingestion.gateway.host", "127.0.0.1"),
                settings.integer(PORT, 8080, 0, 65535),
                PORT,
                settings.integer(
                    "ingestion.gateway.max-body-bytes",
                    MAX_BODY_BYTES,
                    1,
                    Gateway.LARGEST_BODY_BYTES))
            .with(limits(settings));
    Optional<HttpTls> tls = tls(settings);
    boolean plaintext = settings.flag(PLAINTEXT, false);
    if (tls.isPresent() && plaintext) {
      settings.problem(PLAINTEXT + " is true, but " + KEYSTORE + " is set: drop one of them");
    }
    if (tls.isEmpty() && !plaintext && !listener.isLoopback()) {
      settings.problem(
          "ingestion.gateway.host is "
              + listener.host()
              + ", where others could read API keys and events off the wire: set "
              + KEYSTORE
              + ", or "
              + PLAINTEXT
              + "=true where a load balancer in front speaks TLS");
    }
    return tls.map(listener::with).orElse(listener);
  }

  private static HttpLimits limits(SettingsReader settings) {
    HttpLimits usual = HttpLimits.DEFAULT;
    int all =
        settings.integer(
            "ingestion.gateway.max-connections", usual.crowd().connections(), 1, 1 << 20);
    int perAddress =
        settings.integer(
            "ingestion.gateway.max-connections-per-address",
            Math.min(all, usual.crowd().connectionsPerAddress()),
            1,
            all);
    return usual.with(new HttpLimits.Crowd(all, perAddress));
  }

  private static Optional<HttpTls> tls(SettingsReader settings) {
    Optional<Store> identity = Store.from(settings, KEYSTORE);
    Optional<Store> trusted = Store.from(settings, TRUSTSTORE);
    ClientCertificates clients =
        settings.choice(CLIENTS, ClientCertificates.class, ClientCertificates.NONE);
    if (clients != ClientCertificates.NONE && trusted.isEmpty()) {
      settings.problem(
          CLIENTS
              + " asks clients for certificates: set "
              + TRUSTSTORE
              + " to those who sign them");
      return Optional.empty();
    }
    if (identity.isEmpty() && (trusted.isPresent() || clients != ClientCertificates.NONE)) {
      settings.problem(KEYSTORE + " is not set, so the other settings of TLS mean nothing");
    }
    return identity.map(store -> new HttpTls(store, trusted, clients, HttpTls.DEFAULT_LOOK));
  }
}
