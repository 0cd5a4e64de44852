package dev.millrace.platform.operations;

import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.settings.SettingsReader;
import java.util.Optional;

/**
 * Where a process that runs alone is asked how it is.
 *
 * @param listener absent where nobody asks
 */
public record OperationsSettings(Optional<HttpListener> listener) {

  private static final String HOST = "operations.host";
  private static final String PORT = "operations.port";
  private static final String PLAINTEXT = "operations.plaintext";
  private static final String LOOPBACK = "127.0.0.1";

  /** Nobody sends any. */
  private static final int MAX_BODY_BYTES = 1_024;

  private static final int MOST_PORTS = 65_535;

  /** Reads {@code operations.*}: nothing listens unless a port is set. */
  public static OperationsSettings from(SettingsReader settings) {
    String host = settings.text(HOST, LOOPBACK);
    boolean isSet = settings.optionalText(PORT).isPresent();
    int port = settings.integer(PORT, 0, 0, MOST_PORTS);
    boolean isPlaintextFine = settings.flag(PLAINTEXT, false);
    if (!HttpListener.isLoopback(host) && !isPlaintextFine) {
      settings.problem(
          HOST
              + " is "
              + host
              + ", where others could read what pipelines cost and how they do: set "
              + PLAINTEXT
              + "=true where only who may is let near it");
    }
    return new OperationsSettings(
        isSet ? Optional.of(new HttpListener(host, port, PORT, MAX_BODY_BYTES)) : Optional.empty());
  }
}
