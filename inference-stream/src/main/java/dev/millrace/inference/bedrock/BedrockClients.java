package dev.millrace.inference.bedrock;

import dev.millrace.platform.aws.AwsConnection;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Builds clients whose every call is one attempt, however long it takes: retries are the business
 * of the request, and time limits that of {@link BedrockModels}.
 *
 * <p><i>Shape</i>: HTTP/1.1, a connection for each call under way.
 *
 * <p><i>Threads</i>: futures end on those of the client; whoever goes on there must not block.
 */
public final class BedrockClients {

  /** Left for our own limit of a call, which tells more than the client's. */
  private static final Duration SLACK = Duration.ofSeconds(1);

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

  /** A client, for what is answered piece by piece; the caller closes it. */
  static BedrockRuntimeAsyncClient open(AwsConnection aws, Bounds bounds) {
    return aws.apply(BedrockRuntimeAsyncClient.builder())
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .protocol(Protocol.HTTP1_1)
                .maxConcurrency(bounds.callsAtOnce())
                .maxPendingConnectionAcquires(bounds.callsAtOnce())
                .connectionAcquisitionTimeout(bounds.callTimeout())
                .connectionTimeout(CONNECT)
                .readTimeout(bounds.callTimeout().plus(SLACK)))
        .asyncConfiguration(
            configuration ->
                configuration.advancedOption(
                    SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }
}
