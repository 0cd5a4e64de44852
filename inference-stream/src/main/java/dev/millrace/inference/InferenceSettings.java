package dev.millrace.inference;

import dev.millrace.inference.bedrock.BedrockClients.HttpVersion;
import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import java.time.Duration;

/**
 * Settings of the job.
 *
 * @param group consumer group whose offsets show how far the job is; the job itself resumes from
 *     its checkpoints
 */
public record InferenceSettings(
    KafkaConnection kafka,
    RegistryConnection registry,
    AwsConnection aws,
    String group,
    Calls calls) {

  private static final int MAX_CALLS_AT_ONCE = 10_000;
  private static final int MAX_CALLS_OF_A_REQUEST = 100;

  /** Beyond the calls and pauses of a request, before Flink is asked to give it up. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  /**
   * How calls are made.
   *
   * @param atOnce most requests under way in one parallel instance
   * @param timeout longest time of one call
   * @param httpVersion how the endpoint is talked to
   * @param retries how often and how far apart failed calls are repeated
   */
  public record Calls(
      int atOnce, Duration timeout, HttpVersion httpVersion, RetryPolicy.Limits retries) {

    /** Longest time of a request, all its calls and pauses together. */
    public Duration requestTimeout() {
      return timeout.plus(retries.cap()).multipliedBy(retries.calls()).plus(SLACK);
    }
  }

  /** Reads {@code inference.*} and the connections. */
  public static InferenceSettings from(SettingsReader settings) {
    return new InferenceSettings(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        AwsConnection.from(settings),
        settings.text("inference.group", "millrace-inference"),
        calls(settings));
  }

  private static Calls calls(SettingsReader settings) {
    int atOnce = settings.integer("inference.calls-at-once", 64, 1, MAX_CALLS_AT_ONCE);
    Duration timeout = settings.duration("inference.call-timeout", Duration.ofSeconds(60));
    HttpVersion version =
        settings.choice("inference.http-version", HttpVersion.class, HttpVersion.HTTP_2);
    int calls = settings.integer("inference.retry.calls", 4, 1, MAX_CALLS_OF_A_REQUEST);
    Duration base = settings.duration("inference.retry.base", Duration.ofMillis(200));
    Duration cap = settings.duration("inference.retry.cap", Duration.ofSeconds(20));
    if (cap.compareTo(base) < 0) {
      settings.problem(
          "inference.retry.cap is " + cap + ", expected at least inference.retry.base, " + base);
      cap = base;
    }
    return new Calls(atOnce, timeout, version, new RetryPolicy.Limits(calls, base, cap));
  }
}
