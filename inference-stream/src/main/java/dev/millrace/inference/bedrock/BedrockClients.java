package dev.millrace.inference.bedrock;

import dev.millrace.platform.aws.AwsConnection;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** Builds clients whose every call is one attempt: retries are the business of the request. */
public final class BedrockClients {

  /** Left for the reply's way back after the model's own time is over. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  /** How a client talks. */
  public enum HttpVersion {
    /** One connection for many calls; over http:// without being asked. */
    HTTP_2(Protocol.HTTP2),
    /** One connection for each call under way; for endpoints that know no better. */
    HTTP_1_1(Protocol.HTTP1_1);

    private final Protocol protocol;

    HttpVersion(Protocol protocol) {
      this.protocol = protocol;
    }
  }

  /**
   * Bounds of a client.
   *
   * @param callsAtOnce most calls under way
   * @param callTimeout longest time of one call
   */
  public record Bounds(int callsAtOnce, Duration callTimeout) {}

  private BedrockClients() {}

  /** A client; the caller closes it. */
  public static BedrockRuntimeAsyncClient open(
      AwsConnection aws, HttpVersion version, Bounds bounds) {
    return aws.apply(BedrockRuntimeAsyncClient.builder())
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .protocol(version.protocol)
                .maxConcurrency(bounds.callsAtOnce())
                .maxPendingConnectionAcquires(bounds.callsAtOnce())
                .readTimeout(bounds.callTimeout().plus(SLACK)))
        .overrideConfiguration(
            configuration ->
                configuration
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallTimeout(bounds.callTimeout()))
        .build();
  }
}
