package dev.millrace.inference.bedrock;

import dev.millrace.platform.aws.AwsConnection;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Builds clients whose every call is one attempt, however long it takes: retries are the business
 * of the request, and time limits that of {@link BedrockModels}.
 *
 * <p><i>Shape</i>: HTTP/1.1, a connection for each call under way, by the AWS Common Runtime: of
 * the SDK's clients the one that takes the least processor time.
 *
 * <p><i>Threads</i>: futures end on those of the client; whoever goes on there must not block.
 */
public final class BedrockClients {

  /** Longest time to reach the endpoint. */
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * Bounds of a client.
   *
   * @param callsAtOnce most calls under way
   * @param callTimeout longest time of one call
   */
  public record Bounds(int callsAtOnce, Duration callTimeout) {}

  private BedrockClients() {}

  /** A client; the caller closes it. */
  static BedrockRuntimeAsyncClient open(AwsConnection aws, Bounds bounds) {
    return aws.apply(BedrockRuntimeAsyncClient.builder())
        .httpClientBuilder(
            AwsCrtAsyncHttpClient.builder()
                .maxConcurrency(bounds.callsAtOnce())
                .connectionAcquisitionTimeout(bounds.callTimeout())
                .connectionTimeout(CONNECT))
        .asyncConfiguration(
            configuration ->
                configuration.advancedOption(
                    SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }
}
