package dev.millrace.bedrock;

import dev.millrace.bedrock.api.Guardrail;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of the endpoint.
 *
 * @param invocations file of the meter
 * @param latency what every call takes at least
 * @param models models by the beginning of their ids, where the zero-shot model is not to answer
 * @param guardrails by id
 */
public record BedrockLocalSettings(
    HttpListener listener,
    Path invocations,
    Duration latency,
    Map<String, ChatModel> models,
    Map<String, Guardrail> guardrails) {

  /** Large enough for a prompt of some hundred thousand tokens. */
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  public BedrockLocalSettings {
    models = Map.copyOf(models);
    guardrails = Map.copyOf(guardrails);
    if (latency.isNegative()) {
      throw new IllegalArgumentException("bedrock.latency is negative: " + latency);
    }
  }

  /** On loopback, with the zero-shot model alone and no delay. */
  public static BedrockLocalSettings of(int port, Path invocations) {
    return new BedrockLocalSettings(listener(port), invocations, Duration.ZERO, Map.of(), Map.of());
  }

  /** Reads {@code bedrock.*}. */
  public static BedrockLocalSettings from(SettingsReader settings) {
    SetupFile.Setup setup =
        settings
            .optionalPath("bedrock.setup-file")
            .map(file -> SetupFile.read(file, settings::problem))
            .orElse(SetupFile.Setup.EMPTY);
    return new BedrockLocalSettings(
        listener(settings.integer("bedrock.port", 8088, 0, 65535)),
        Path.of(settings.text("bedrock.invocations", ".millrace/bedrock/invocations.jsonl")),
        settings.duration("bedrock.latency", Duration.ZERO),
        setup.models(),
        setup.guardrails());
  }

  private static HttpListener listener(int port) {
    return HttpListener.loopback(port, "bedrock.port", MAX_BODY_BYTES);
  }
}
