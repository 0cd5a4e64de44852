package dev.millrace.ingestion;

import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.gateway.RateLimits;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Map;

/**
 * Settings of ingestion.
 *
 * @param keys in force from the start; others are issued through their topic
 * @param limits what a tenant may send, where nothing else is set for it
 * @param stateFolder where the stores lie; they are rebuilt from Kafka where it is empty
 * @param instance name of this instance, the same after a restart, another for each
 * @param threads stream threads
 */
public record IngestionSettings(
    KafkaConnection kafka,
    RegistryConnection registry,
    HttpListener listener,
    ApiKeys keys,
    RateLimits limits,
    Path stateFolder,
    String instance,
    int threads) {

  public IngestionSettings {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "ingestion.threads is " + threads + ", expected at least 1");
    }
  }

  /** Reads {@code kafka.*}, {@code registry.*} and {@code ingestion.*}. */
  public static IngestionSettings from(SettingsReader settings) {
    return new IngestionSettings(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        GatewayListener.from(settings),
        keys(settings),
        limits(settings),
        Path.of(settings.text("ingestion.state-folder", ".millrace/streams")),
        settings.text("ingestion.instance", "ingestion-0"),
        settings.integer("ingestion.threads", 1, 1, 64));
  }

  private static ApiKeys keys(SettingsReader settings) {
    String text = settings.text("ingestion.keys", "");
    try {
      return text.isEmpty() ? new ApiKeys(Map.of()) : ApiKeys.parse(text);
    } catch (IllegalArgumentException e) {
      settings.problem("ingestion.keys cannot be read: " + e.getMessage());
      return new ApiKeys(Map.of());
    }
  }

  private static RateLimits limits(SettingsReader settings) {
    return new RateLimits(
        settings.integer(
            "ingestion.limits.events-per-second",
            (int) RateLimits.DEFAULT.eventsPerSecond(),
            1,
            Integer.MAX_VALUE),
        settings.integer(
            "ingestion.limits.bytes-per-second",
            (int) RateLimits.DEFAULT.bytesPerSecond(),
            1,
            Integer.MAX_VALUE));
  }

  /** The gateway on loopback. */
  public static HttpListener gateway(int port) {
    return HttpListener.loopback(port, GatewayListener.PORT, GatewayListener.MAX_BODY_BYTES);
  }
}
