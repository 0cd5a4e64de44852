package dev.millrace.ingestion;

import dev.millrace.ingestion.gateway.ApiKeys;
import dev.millrace.ingestion.gateway.RateLimits;
import dev.millrace.ingestion.gateway.predictions.StreamLimits;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.platform.telemetry.TelemetrySettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * Settings of ingestion.
 *
 * @param personalDataKeys file of the keys that personal data is governed with
 * @param keys in force from the start; others are issued through their topic
 * @param limits what a tenant may send, where nothing else is set for it
 * @param stateFolder where the stores lie; they are rebuilt from Kafka where it is empty
 * @param instance name of this instance, the same after a restart, another for each
 * @param threads stream threads; with none, the instance is the gateway alone: it takes events in,
 *     feeds no pipeline, and leaves all else to others
 * @param streams how many streams of predictions may be open
 * @param telemetry where spans go
 */
public record IngestionSettings(
    KafkaConnection kafka,
    RegistryConnection registry,
    HttpListener listener,
    ApiKeys keys,
    Path personalDataKeys,
    RateLimits limits,
    Path stateFolder,
    String instance,
    int threads,
    StreamLimits streams,
    TelemetrySettings telemetry) {

  public IngestionSettings {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "ingestion.threads is " + threads + ", expected at least 0");
    }
  }

  /** Reads {@code kafka.*}, {@code registry.*}, {@code telemetry.*} and {@code ingestion.*}. */
  public static IngestionSettings from(SettingsReader settings) {
    return new IngestionSettings(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        GatewayListener.from(settings),
        keys(settings),
        Path.of(settings.text("ingestion.personal-data.keys-file")),
        limits(settings),
        Path.of(settings.text("ingestion.state-folder", ".millrace/streams")),
        settings.instance("ingestion.instance", "ingestion-0"),
        settings.integer("ingestion.threads", 1, 0, 64),
        streams(settings),
        TelemetrySettings.from(settings));
  }

  /** Where the gateway of this instance remembers where predictions are. */
  Path predictionIndex() {
    return stateFolder.resolve("predictions").resolve(instance);
  }

  /** Where the gateway of this instance keeps what windows cost. */
  Path costIndex() {
    return stateFolder.resolve("costs").resolve(instance);
  }

  /** Where it keeps what windows say of drift and quality. */
  Path qualityIndex() {
    return stateFolder.resolve("quality").resolve(instance);
  }

  private static StreamLimits streams(SettingsReader settings) {
    int all = settings.integer("ingestion.gateway.streams", StreamLimits.USUAL, 1, 10_000);
    int perTenant =
        settings.integer(
            "ingestion.gateway.streams-per-tenant",
            Math.min(all, StreamLimits.USUAL_PER_TENANT),
            1,
            10_000);
    if (perTenant > all) {
      settings.problem(
          "ingestion.gateway.streams-per-tenant is "
              + perTenant
              + ", but ingestion.gateway.streams lets only "
              + all
              + " be open in all: raise the one, or lower the other");
      return StreamLimits.usual();
    }
    return new StreamLimits(all, perTenant);
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
