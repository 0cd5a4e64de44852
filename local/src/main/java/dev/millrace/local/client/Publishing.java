package dev.millrace.local.client;

import dev.millrace.ingestion.client.ApiKey;
import dev.millrace.ingestion.client.ProducerSettings;
import dev.millrace.ingestion.client.ProducerSettings.Batching;
import dev.millrace.ingestion.client.ProducerSettings.Retries;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How the command line publishes. */
public final class Publishing {

  /**
   * In the order of the file, so one request at a time; uncompressed, because the gateway is on the
   * same machine; lines that somebody types go within a second.
   */
  private static final Batching IN_ORDER =
      new Batching(500, 500_000, Duration.ofSeconds(1), 1, Optional.empty());

  /** A factory that is killed and started again is back by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Publishing() {}

  /** To a gateway, for the tenant of a key. */
  public static ProducerSettings to(URI gateway, String key) {
    return ProducerSettings.of(gateway, new ApiKey(key))
        .withBatching(IN_ORDER)
        .withRetries(Retries.DEFAULT.withDeliveryTimeout(PATIENCE));
  }
}
