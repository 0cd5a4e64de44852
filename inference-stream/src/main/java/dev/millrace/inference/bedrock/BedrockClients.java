package dev.millrace.inference.bedrock;

import dev.millrace.platform.aws.AwsConnection;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Builds clients whose every call is one attempt, however long it takes: retries are the business
 * of the request, and time limits that of {@link BedrockModels}.
 *
 * <p><i>Shape</i>: HTTP/1.1, a connection for each call under way. Netty's limits of reading and
 * writing are off: each sets a timer for every call and takes it back, and {@link TimeLimit} ends
 * calls that write or read nothing as well.
 *
 * <p><i>Threads</i>: one for every two processors, for work comes to it from others, and each of
 * them has to be woken. Futures end on those threads; whoever goes on there must not block.
 */
public final class BedrockClients {

  /** As Netty says that there is no limit. */
  private static final Duration UNLIMITED = Duration.ZERO;

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
            NettyNioAsyncHttpClient.builder()
                .protocol(Protocol.HTTP1_1)
                .maxConcurrency(bounds.callsAtOnce())
                .maxPendingConnectionAcquires(bounds.callsAtOnce())
                .connectionAcquisitionTimeout(bounds.callTimeout())
                .connectionTimeout(CONNECT)
                .readTimeout(UNLIMITED)
                .writeTimeout(UNLIMITED)
                .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(threads())))
        .asyncConfiguration(
            configuration ->
                configuration.advancedOption(
                    SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  private static int threads() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
