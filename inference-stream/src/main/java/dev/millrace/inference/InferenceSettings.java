package dev.millrace.inference;

import dev.millrace.inference.domain.ResponseCache;
import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.inference.domain.quota.CallLimits;
import dev.millrace.inference.domain.quota.QuotaLimits;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.platform.telemetry.TelemetrySettings;
import dev.millrace.schemas.access.Groups;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of the job.
 *
 * @param group consumer group whose offsets show how far the job is; the job itself resumes from
 *     its checkpoints
 * @param batch absent where there are no batch jobs
 * @param telemetry where spans go
 */
public record InferenceSettings(
    KafkaConnection kafka,
    RegistryConnection registry,
    AwsConnection aws,
    String group,
    Calls calls,
    Optional<BatchSettings> batch,
    TelemetrySettings telemetry) {

  private static final int MAX_CALLS_AT_ONCE = 10_000;
  private static final int MAX_CALLS_OF_A_REQUEST = 100;

  private static final Pattern QUOTA = Pattern.compile("(\\S+)=([1-9]\\d{0,14})/([1-9]\\d{0,14})");

  private static final int MAX_WAITING = 1_000_000;
  private static final int MIBI = 1024 * 1024;

  /**
   * How calls are made.
   *
   * @param limits what may be asked of the endpoint
   * @param waiting what may wait for its turn in one instance
   * @param timeout longest time of one call
   * @param silence longest time between two events of a stream
   * @param retries how often and how far apart failed calls are repeated
   * @param cache how many answers one instance keeps for pipelines that ask for it
   */
  public record Calls(
      CallLimits limits,
      Waiting waiting,
      Duration timeout,
      Duration silence,
      RetryPolicy.Limits retries,
      ResponseCache.Bounds cache) {}

  /**
   * Room for requests that wait, and those under way.
   *
   * @param requests more are not read from the topic: fairness reaches as far
   * @param bytes of their records; one is always let in, however large
   */
  public record Waiting(int requests, long bytes) {}

  /** Reads {@code inference.*}, {@code telemetry.*} and the connections. */
  public static InferenceSettings from(SettingsReader settings) {
    return new InferenceSettings(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        AwsConnection.from(settings),
        settings.text("inference.group", Groups.INFERENCE_STREAM),
        calls(settings),
        BatchSettings.from(settings),
        TelemetrySettings.from(settings));
  }

  /** Requests that the operator may hold: those that wait for their turn, and those for jobs. */
  int capacity() {
    return calls.waiting().requests() + batch.map(jobs -> jobs.terms().held().requests()).orElse(0);
  }

  private static Calls calls(SettingsReader settings) {
    int atOnce = settings.integer("inference.calls-at-once", 64, 1, MAX_CALLS_AT_ONCE);
    Duration timeout = settings.duration("inference.call-timeout", Duration.ofSeconds(60));
    Duration silence = settings.duration("inference.stream-silence", Duration.ofSeconds(20));
    int calls = settings.integer("inference.retry.calls", 4, 1, MAX_CALLS_OF_A_REQUEST);
    Duration base = settings.duration("inference.retry.base", Duration.ofMillis(200));
    Duration cap = settings.duration("inference.retry.cap", Duration.ofSeconds(20));
    if (cap.compareTo(base) < 0) {
      settings.problem(
          "inference.retry.cap is " + cap + ", expected at least inference.retry.base, " + base);
      cap = base;
    }
    int waiting = settings.integer("inference.waiting", 16_384, 1, MAX_WAITING);
    int mibi = settings.integer("inference.waiting-mib", 64, 1, MAX_WAITING);
    return new Calls(
        new CallLimits(atOnce, quotas(settings)),
        new Waiting(Math.max(atOnce, waiting), (long) mibi * MIBI),
        timeout,
        silence,
        new RetryPolicy.Limits(calls, base, cap),
        cache(settings));
  }

  private static ResponseCache.Bounds cache(SettingsReader settings) {
    int entries = settings.integer("inference.cache-entries", 10_000, 1, MAX_WAITING);
    int mibi = settings.integer("inference.cache-mib", 16, 1, MAX_WAITING);
    return new ResponseCache.Bounds(entries, (long) mibi * MIBI);
  }

  /** {@code MODEL=TOKENS/REQUESTS}, each for a minute, with commas between the models. */
  private static Map<String, QuotaLimits> quotas(SettingsReader settings) {
    Map<String, QuotaLimits> quotas = new HashMap<>();
    for (String one : settings.text("inference.quotas", "").split(",")) {
      if (one.isBlank()) {
        continue;
      }
      Matcher quota = QUOTA.matcher(one.strip());
      if (quota.matches()) {
        quotas.put(
            quota.group(1),
            new QuotaLimits(Long.parseLong(quota.group(2)), Long.parseLong(quota.group(3))));
      } else {
        settings.problem(
            "inference.quotas holds '"
                + one.strip()
                + "', expected MODEL=TOKENS/REQUESTS, whole numbers for a minute, such as"
                + " amazon.nova-micro-v1:0=2000000/1000");
      }
    }
    return quotas;
  }
}
