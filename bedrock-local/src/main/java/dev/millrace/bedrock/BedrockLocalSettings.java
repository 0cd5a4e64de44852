package dev.millrace.bedrock;

import dev.millrace.bedrock.api.Guardrail;
import dev.millrace.bedrock.batch.BatchConduct;
import dev.millrace.bedrock.conduct.Conduct;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.s3.S3Settings;
import dev.millrace.bedrock.training.TrainingConduct;
import dev.millrace.platform.http.HttpLimits;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Settings of the endpoint.
 *
 * @param invocations file of the meter
 * @param latency what calls take at least, where the conduct of the model does not say
 * @param models models by the beginning of their ids, where the zero-shot model is not to answer
 * @param guardrails by id
 * @param conduct quotas, latencies and faults of models
 * @param batch how batch jobs behave
 * @param training how model customization behaves
 * @param s3 where objects are put and got
 */
public record BedrockLocalSettings(
    HttpListener listener,
    Path invocations,
    Duration latency,
    Map<String, ChatModel> models,
    Map<String, Guardrail> guardrails,
    Conduct conduct,
    BatchConduct batch,
    TrainingConduct training,
    S3Settings s3) {

  /** Large enough for a prompt of some hundred thousand tokens. */
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  /** All its callers are on this machine, and each may have thousands of calls wait. */
  private static final HttpLimits.Crowd CROWD = new HttpLimits.Crowd(16 * 1024, 16 * 1024);

  /** For some ten thousand calls under way; a party alone gets half. */
  private static final long MEMORY_BYTES = 256L * 1024 * 1024;

  public BedrockLocalSettings {
    models = Map.copyOf(models);
    guardrails = Map.copyOf(guardrails);
    if (latency.isNegative()) {
      throw new IllegalArgumentException("bedrock.latency is negative: " + latency);
    }
  }

  /** Of models that are unlimited and without fault; S3 is beside it, without a bucket. */
  public BedrockLocalSettings(
      HttpListener listener,
      Path invocations,
      Duration latency,
      Map<String, ChatModel> models,
      Map<String, Guardrail> guardrails) {
    this(
        listener,
        invocations,
        latency,
        models,
        guardrails,
        Conduct.PERFECT,
        BatchConduct.USUAL,
        TrainingConduct.USUAL,
        S3Settings.loopback(portBeside(listener.port()), List.of()));
  }

  /** The same, whose port is set by another setting. */
  public BedrockLocalSettings settableBy(String portSetting) {
    return new BedrockLocalSettings(
        listener.settableBy(portSetting),
        invocations,
        latency,
        models,
        guardrails,
        conduct,
        batch,
        training,
        s3);
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
    int port = settings.integer("bedrock.port", 8088, 0, 65535);
    return new BedrockLocalSettings(
        listener(port),
        Path.of(settings.text("bedrock.invocations", ".millrace/bedrock/invocations.jsonl")),
        settings.duration("bedrock.latency", Duration.ZERO),
        setup.models(),
        setup.guardrails(),
        setup.conduct(),
        setup.batch(),
        setup.training(),
        s3(settings, port));
  }

  /** Something else that outlives the process: all of it lies beside the meter. */
  Path beside(String name) {
    return invocations.toAbsolutePath().resolveSibling(name);
  }

  private static S3Settings s3(SettingsReader settings, int port) {
    int own = settings.integer(S3Settings.PORT, portBeside(port), 0, 65535);
    List<String> buckets = new ArrayList<>();
    for (String name : settings.text("bedrock.s3.buckets", "").split(",", -1)) {
      if (!name.isBlank()) {
        buckets.add(name.strip());
      }
    }
    try {
      return S3Settings.loopback(own, buckets);
    } catch (IllegalArgumentException e) {
      settings.problem(String.valueOf(e.getMessage()));
      return S3Settings.loopback(own, List.of());
    }
  }

  /** The next one; a free one beside a free one, and beside the last one that there is. */
  private static int portBeside(int port) {
    return port == 0 || port == 65535 ? 0 : port + 1;
  }

  private static HttpListener listener(int port) {
    return HttpListener.loopback(port, "bedrock.port", MAX_BODY_BYTES)
        .with(HttpLimits.DEFAULT.with(CROWD).withMemory(MEMORY_BYTES));
  }
}
